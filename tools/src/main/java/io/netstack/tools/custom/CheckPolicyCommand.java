package io.netstack.tools.custom;

import io.netstack.policy.ListenPolicy;
import io.netstack.tools.Help;
import io.netstack.tools.UsageError;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
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
    @Option(names = "--histories", paramLabel = "N", defaultValue = "2000", description = "How many to try (default: ${DEFAULT-VALUE}).")
    private int histories;
    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Decides which (default: ${DEFAULT-VALUE}).")
    private long seed;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        boolean kept = true;
        for (ListenPolicy one : policies()) {
            PolicyCheck.Finding finding = new PolicyCheck(one, seed).run(histories);
            if (finding == null) {
                out.println(one.name() + ": " + histories + " histories (seed " + seed + "), every rule kept");
            } else {
                kept = false;
                out.println(one.name() + ": " + finding.problem());
                out.println("found with history " + finding.tried() + " of seed " + seed + "; the shortest that shows it has "
                    + finding.history().packets() + (finding.history().packets() == 1 ? " packet:" : " packets:"));
                finding.story().forEach(line -> out.println("  " + line));
            }
        }
        return kept ? 0 : 1;
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
