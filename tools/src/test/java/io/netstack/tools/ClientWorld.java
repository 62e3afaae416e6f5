package io.netstack.tools;

import static org.assertj.core.api.Assertions.assertThat;

import io.netstack.app.Connection;
import io.netstack.pcap.Shell;
import io.netstack.tools.impair.ImpairText;
import io.netstack.tools.lab.Topologies;
import io.netstack.tools.lab.TopologyKind;
import io.netstack.tools.serve.Service;
import io.netstack.tools.value.AcceptPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A stack of ours with clients of this machine's kernel, each in its namespace, and what is asked of both afterwards.
 *
 * @param link   our end, and the way into the client's namespace
 * @param server the stack
 */
record ClientWorld(ServerLink link, Server server) {
    static final int PORT = 8080;
    private static final int BACKLOG = 64;
    private static final int FRAMES_FOR_TSHARK = 5000;
    /** What a kernel counts when something went wrong; on a clean link nothing has. */
    private static final String CLEAN = "TcpRetransSegs TcpInErrs TcpInCsumErrors TcpAttemptFails TcpExtTCPTimeouts TcpExtTCPChallengeACK "
        + "TcpExtTCPSYNChallenge TcpExtTCPDSACKRecv TcpExtTCPSpuriousRTOs TcpExtPAWSEstab TcpExtTCPAbortOnTimeout TcpExtBeyondWindow "
        + "TcpExtTCPOFOQueue TcpExtTCPACKSkippedSynRecv TcpExtTCPACKSkippedPAWS TcpExtTCPACKSkippedSeq TcpExtTCPACKSkippedChallenge "
        + "TcpExtTCPRcvQDrop";

    /** Something to do in a world. */
    interface Use {
        void with(ClientWorld world) throws Exception;
    }

    /**
     * Makes one and takes it down again.
     *
     * @param impair  as {@code --impair}; null for a clean link
     * @param capture read by tshark in the end, which must find nothing wrong in what we sent; null for none
     */
    static void open(TopologyKind kind, String impair, Path capture, Use use) throws Exception {
        try (ServerLink wire = ServerLink.network(Topologies.choose(kind), 1500, PORT);
             ServerLink link = impair == null ? wire : wire.behind(ImpairText.read(List.of(impair)));
             Server server = new Server(link, link.config(), capture == null ? null : capture.toString())) {
            use.with(new ClientWorld(link, server));
        }
        if (capture != null) {
            assertThat(Files.size(capture)).as("bytes of capture").isGreaterThan(1000);
            assertThat(Tshark.faultsOfOursAmong(capture, FRAMES_FOR_TSHARK)).as("what tshark finds malformed").isEmpty();
        }
    }

    /** As {@link #open}, on a clean TAP device, with a service. */
    static void serving(Service service, Path capture, Use use) throws Exception {
        open(TopologyKind.TAP, null, capture, world -> {
            world.server().listen(PORT, BACKLOG, service);
            use.with(world);
        });
    }

    /** As {@link #serving}, on threads of this one's namespace, for a service that itself connects: a virtual thread may have another. */
    static void servingHere(Service service, Path capture, Use use) throws Exception {
        open(TopologyKind.TAP, null, capture, world -> {
            Acceptor acceptor = new Acceptor(world.server().stack().listen(PORT, BACKLOG), AcceptPlan.IMMEDIATE,
                connection -> Thread.ofPlatform().daemon().start(() -> serve(connection, service)));
            try {
                use.with(world);
            } finally {
                acceptor.close();
            }
        });
    }

    private static void serve(Connection connection, Service service) {
        try (connection) {
            service.serve(connection.inputStream(), connection.outputStream());
        } catch (IOException e) {
            // the client broke it off
        }
    }

    String address() {
        return link.address();
    }

    String url() {
        return "http://" + address() + ":" + PORT + "/";
    }

    /** What a shell command in the client's namespace said. */
    String client(String script) throws Exception {
        return Shell.run(link.topology().inClientNamespace(List.of("bash", "-c", script)).toArray(String[]::new));
    }

    /**
     * The client's kernel: each of these counters is 0, as on a clean link they must be. What a tail-loss probe sends again does not count:
     * it answers an ACK that we delay by Linux's own rules, or a busy machine does, and no loss.
     */
    void assertClean() throws Exception {
        Map<String, Integer> counted = new HashMap<>();
        client("nstat -asz TcpExtTCPLossProbes " + CLEAN + " | awk 'NR > 1 {print $1, $2}'").lines().map(line -> line.split(" "))
            .forEach(words -> counted.put(words[0], Integer.valueOf(words[1])));
        assertThat(counted.keySet()).as("counters that this kernel has").contains("TcpRetransSegs", "TcpInErrs", "TcpInCsumErrors",
            "TcpExtTCPChallengeACK");
        int probes = counted.remove("TcpExtTCPLossProbes");
        for (String repeated : List.of("TcpRetransSegs", "TcpExtTCPDSACKRecv")) {
            counted.computeIfPresent(repeated, (name, count) -> Math.max(0, count - probes));
        }
        counted.values().removeIf(count -> count == 0);
        assertThat(counted).as("counters of the client's kernel").isEmpty();
    }

    /** The first group of the pattern as a number. */
    static double number(String text, String pattern) {
        Matcher m = Pattern.compile(pattern, Pattern.DOTALL).matcher(text);
        assertThat(m.find()).as(pattern + " in " + text).isTrue();
        return Double.parseDouble(m.group(1));
    }

    /** A line of the table of clients in the README. */
    static void tell(String client, String said) {
        System.out.println("| " + client + " | " + said + " |");
    }
}
