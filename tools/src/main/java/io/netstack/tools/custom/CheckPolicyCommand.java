package io.netstack.tools.custom;

import com.fasterxml.jackson.jr.ob.JSON;
import io.netstack.policy.ListenPolicy;
import io.netstack.tools.Help;
import io.netstack.tools.UsageError;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code netstack check-policy}: does a policy keep the rules? */
@Command(name = "check-policy", sortOptions = false,
    description = {"Try random histories on a policy and look whether it keeps the rules that every policy keeps: a verdict and",
        "a reason each time, no exception, the same decisions again, a bounded accept queue, nothing left behind.",
        "A failure is told as the shortest packet story that shows it."},
    exitCodeListHeading = "%nExit codes:%n", exitCodeList = {"0:every history kept the rules", "1:one did not",
        "2:the check could not be made"},
    footer = {"", "Examples:", "  tools/netstack check-policy tools/policies/Codel.java", "  tools/netstack check-policy freebsd-14"})
public final class CheckPolicyCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;
    @Mixin
    private Help help;
    @Parameters(paramLabel = "POLICY", description = "A Java file, or the name of a policy.")
    private String policy;
    @Option(names = "--histories", paramLabel = "N", defaultValue = "1000", description = "How many to try (default: ${DEFAULT-VALUE}).")
    private int histories;
    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Decides which (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--json", description = "No text; one JSON array, an object per policy.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        List<Map<String, Object>> objects = new ArrayList<>();
        boolean kept = true;
        for (ListenPolicy one : policies()) {
            PolicyCheck.Finding finding = new PolicyCheck(one, seed).run(histories);
            objects.add(object(one, finding));
            kept &= finding == null;
            if (json) {
                continue;
            }
            if (finding == null) {
                out.println(one.name() + ": " + histories + " histories (seed " + seed + "), every rule kept");
            } else {
                out.println(one.name() + ": " + finding.problem());
                out.println("found with history " + finding.tried() + " of seed " + seed + "; the shortest that shows it has "
                    + finding.history().packets() + (finding.history().packets() == 1 ? " packet:" : " packets:"));
                finding.story().forEach(line -> out.println("  " + line));
            }
        }
        if (json) {
            out.println(JSON.std.asString(objects));
        }
        return kept ? 0 : 1;
    }

    private Map<String, Object> object(ListenPolicy one, PolicyCheck.Finding finding) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("policy", one.name());
        object.put("kept", finding == null);
        object.put("tried", finding == null ? histories : finding.tried());
        object.put("seed", seed);
        if (finding != null) {
            object.put("problem", finding.problem());
            object.put("packets", finding.history().packets());
            object.put("story", finding.story());
        }
        return object;
    }

    private List<ListenPolicy> policies() {
        if (policy.endsWith(".java")) {
            return new PolicyShelf(List.of(Path.of(policy))).own();
        }
        try {
            return List.of(new PolicyShelf(List.of()).named(policy));
        } catch (IllegalArgumentException e) {
            throw new UsageError(e.getMessage());
        }
    }
}
