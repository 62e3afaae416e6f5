package io.netstack.tools;

import io.netstack.policy.ListenPolicy;
import io.netstack.policy.Policies;
import io.netstack.policy.Setting;
import io.netstack.policy.Settings;
import io.netstack.tools.value.SettingText;
import io.netstack.tools.view.Table;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code netstack policies}: what {@code --policy} and {@code --set} can say. */
@Command(name = "policies", sortOptions = false,
    description = "List the policies that decide what listen(backlog) means, and their settings.",
    footer = {"", "Example:", "  tools/netstack policies            all of them",
        "  tools/netstack policies linux      one with its settings"})
final class PoliciesCommand implements Runnable {
    @Spec
    private CommandSpec spec;
    @Mixin
    private Help help;
    @Option(names = "--json", description = "One JSON array: name, aliases, inferred, summary, settings.")
    private boolean json;
    @Parameters(arity = "0..1", paramLabel = "POLICY", description = "Show this one with its settings.")
    private String name;

    @Override
    public void run() {
        PrintWriter out = spec.commandLine().getOut();
        List<ListenPolicy> policies = name == null ? Policies.all() : List.of(named(name));
        if (json) {
            out.println(Json.line(policies.stream().map(PoliciesCommand::object).toList()));
        } else if (name == null) {
            Table table = new Table("POLICY", "ALSO", "WHAT IT IS");
            policies.forEach(policy -> table.row(policy.name(), String.join(", ", policy.aliases()),
                (policy.inferred() ? "[inferred] " : "") + policy.summary()));
            table.lines().forEach(out::println);
        } else {
            describe(policies.get(0), out);
        }
    }

    /** The policy of a name. */
    static ListenPolicy named(String name) {
        try {
            return Policies.named(name);
        } catch (IllegalArgumentException e) {
            throw new UsageError(e.getMessage());
        }
    }

    /** Its settings, with these values. */
    static Settings settings(ListenPolicy policy, List<SettingText> chosen) {
        try {
            return Settings.of(policy, SettingText.map(chosen));
        } catch (IllegalArgumentException e) {
            throw new UsageError("--set: " + e.getMessage());
        }
    }

    private static void describe(ListenPolicy policy, PrintWriter out) {
        out.println(policy.name() + ": " + (policy.inferred() ? "[inferred] " : "") + policy.summary());
        Table table = new Table("SETTING", " DEFAULT", " MIN", " MAX", "MEANING");
        policy.settings().forEach(s -> table.row(s.fullName(), s.defaultText(), s.min(), s.max(), s.meaning()));
        if (!table.isEmpty()) {
            table.lines().forEach(out::println);
        }
    }

    private static Map<String, Object> object(ListenPolicy policy) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("name", policy.name());
        object.put("aliases", policy.aliases());
        object.put("inferred", policy.inferred());
        object.put("summary", policy.summary());
        object.put("settings", policy.settings().stream().map(PoliciesCommand::object).toList());
        return object;
    }

    private static Map<String, Object> object(Setting setting) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("name", setting.name());
        object.put("fullName", setting.fullName());
        object.put("default", setting.defaults().size() == 1 ? setting.defaults().get(0) : setting.defaults());
        object.put("min", setting.min());
        object.put("max", setting.max());
        object.put("meaning", setting.meaning());
        return object;
    }
}
