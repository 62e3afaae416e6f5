package io.netstack.tools.doctor;

import com.fasterxml.jackson.jr.ob.JSON;
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

/** {@code netstack doctor}: looks for what keeps the lab from working here, and prints the remedy. */
@Command(name = "doctor", mixinStandardHelpOptions = true,
        description = "Check the JDK, libpcap, privileges, /dev/net/tun and, with --iface, an interface; print the fix for each fault.",
        exitCodeListHeading = "%nExit codes:%n", exitCodeList = {"0:all is fine", "1:a fault was found", "2:the check could not be made"},
        footer = {"", "Example:", "  tools/netstack doctor --iface tap0"})
public final class DoctorCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--iface", paramLabel = "NAME", description = "also check this interface as a capture end")
    private String interfaceName;

    @Option(names = "--json", description = "print one JSON object")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        List<Finding> findings = new ArrayList<>();
        if (interfaceName == null) {
            findings.addAll(MachineChecks.run());
            for (String check : List.of("carrier", "address", "offloads", "capture")) {
                findings.add(Finding.notChecked(check, "needs an interface: --iface NAME"));
            }
        } else {
            // asked first: an interface that is not there is the user's mistake, not a fault of the machine
            InterfaceChecks checks = new InterfaceChecks(interfaceName);
            findings.addAll(MachineChecks.run());
            findings.addAll(checks.run());
        }
        boolean healthy = findings.stream().noneMatch(Finding::isFault);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("healthy", healthy);
            answer.put("checks", findings.stream().map(Finding::asMap).toList());
            out.println(JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT).asString(answer));
        } else {
            findings.forEach(finding -> out.println(finding.asText()));
        }
        out.flush();
        return healthy ? 0 : 1;
    }
}
