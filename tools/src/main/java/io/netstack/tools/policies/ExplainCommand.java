package io.netstack.tools.policies;

import com.fasterxml.jackson.jr.ob.JSON;
import io.netstack.policy.ListenPolicy;
import io.netstack.policy.Policies;
import io.netstack.policy.Settings;
import io.netstack.tools.UsageError;
import io.netstack.tools.value.SettingText;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code netstack explain}: what a system makes of a backlog, in sentences with their sources. */
@Command(name = "explain", sortOptions = false,
    description = {"Explain what a backlog means on a system: what the number becomes, what a client sees beyond it, which counter moves,",
        "which setting changes it. Each sentence says how it is known; some are counted in a run in virtual time."},
    footer = {"", "Examples:", "  tools/netstack explain --policy freebsd --backlog 10",
        "  tools/netstack explain --policy linux-2.4.7 --app apache",
        "  tools/netstack explain --policy linux --backlog 5 --set tcp_abort_on_overflow=1"})
public final class ExplainCommand implements Callable<Integer> {
    private static final String APPLICATION = "apache, nginx, java, python, go …: with the backlog that this program passes.";

    @Spec
    private CommandSpec spec;
    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Print this and end.")
    private boolean help;
    @Option(names = "--policy", paramLabel = "P", defaultValue = "linux",
        description = "The system; see netstack policies (default: ${DEFAULT-VALUE}).")
    private String policyName;
    @Option(names = "--backlog", paramLabel = "N", description = "The argument of listen() (default: 5).")
    private Integer backlog;
    @Option(names = "--app", paramLabel = "A", description = APPLICATION)
    private String application;
    @Option(names = "--set", paramLabel = "NAME=VALUE", converter = SettingText.Converter.class,
        description = "A setting of the policy, under the system's own name; may be repeated.")
    private List<SettingText> chosen = new ArrayList<>();
    @Option(names = "--json", description = "One JSON object.")
    private boolean json;

    /** With its options at their defaults until parsed. */
    public ExplainCommand() {
    }

    @Override
    public Integer call() throws IOException {
        ListenPolicy policy;
        Settings settings;
        Application app;
        try {
            policy = Policies.named(policyName);
            settings = Settings.of(policy, SettingText.map(chosen));
            app = application == null ? null : Application.named(application);
        } catch (IllegalArgumentException e) {
            throw new UsageError(e.getMessage());
        }
        if (app != null && backlog != null) {
            throw new UsageError("--app and --backlog both say the number; give one");
        }
        int number = app != null ? app.backlog().applyAsInt(policy) : backlog != null ? backlog : 5;
        Explanation explanation = new Explanation(policy, settings, number);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("application", app == null ? null : app.name());
            object.putAll(explanation.object());
            out.println(JSON.std.with(JSON.Feature.WRITE_NULL_PROPERTIES).asString(object));
        } else {
            if (app != null) {
                out.println(app.title() + " calls listen(" + number + ") there. [" + app.source() + "]");
            }
            explanation.text().forEach(out::println);
        }
        return 0;
    }
}
