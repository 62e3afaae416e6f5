package io.netstack.tools.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.netstack.pcap.NetDevice;
import io.netstack.tools.OtherUser;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A {@link LabMain} in a process of its own, and what must be true of its end. */
final class LabProcess {

    /** What a terminal does: SIGINT to the whole process group, for a lab that leads one. */
    static final String CONTROL_C = "^C";

    private static final AtomicInteger LABS = new AtomicInteger();

    private final List<String> interfacesBefore = NetDevice.names();
    private final Process process;
    private final String client;

    private LabProcess(Process process, String client) {
        this.process = process;
        this.client = client;
    }

    /** Starts {@code command lab KIND SECONDS}; a launcher in the command finds this JVM's classes. */
    static LabProcess start(List<String> command, String kind) throws IOException {
        return start(command, kind, System.getProperty("java.class.path"));
    }

    /** Starts the launcher as user 65534, with copies of everything that this user cannot read where it is. */
    static LabProcess startAsNobody(Path folder, String kind) throws IOException {
        OtherUser nobody = OtherUser.readyIn(folder);
        List<String> command = new ArrayList<>(nobody.prefix());
        command.addAll(List.of("bash", folder + "/netstack"));
        return start(command, kind, nobody.classPath());
    }

    private static LabProcess start(List<String> prefix, String kind, String classPath) throws IOException {
        String seconds = "32" + ProcessHandle.current().pid() + LABS.incrementAndGet();
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of("lab", kind, seconds));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("NETSTACK_CLASSPATH", classPath);
        builder.environment().put("NETSTACK_MAIN", LabMain.class.getName());
        builder.environment().put("NETSTACK_JAVA_HOME", System.getProperty("java.home"));
        return new LabProcess(builder.start(), "sleep " + seconds);
    }

    /** Waits until everything is up and a client had its answer, sends the signal, and looks for what is left. */
    void endsWithoutATrace(String signal, String expectedKind, String expectedWhy) throws Exception {
        try (BufferedReader out = process.inputReader()) {
            String line = out.readLine();
            assertThat(line).as("what the lab printed").isNotNull();
            String[] words = line.split(" ", 5);
            assertThat(words[0]).isEqualTo(expectedKind);
            assertThat(words[1]).as("what the client got back").isEqualTo("question");
            assertThat(words[4]).contains(expectedWhy);
            boolean toAll = signal.equals(CONTROL_C);
            List<String> kill = List.of("kill", "-s", toAll ? "INT" : signal, "--", (toAll ? "-" : "") + process.pid());
            new ProcessBuilder(kill).redirectError(ProcessBuilder.Redirect.INHERIT).start().waitFor();
            process.waitFor();
            Processes.awaitGone(client);
            Processes.awaitNamespaceGone(words[2]);
            Processes.awaitNamespaceGone(words[3]);
        } finally {
            process.destroyForcibly();
        }
        assertThat(NetDevice.names()).isEqualTo(interfacesBefore);
    }
}
