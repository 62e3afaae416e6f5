package io.netstack.tools.bench;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** A {@link FloodGenerator} at the other end of a wire, as seen from here. */
final class FloodClient implements AutoCloseable {
    private static final long CLOSE_SECONDS = 3;

    /**
     * What one flood was.
     *
     * @param sent         frames that the kernel took
     * @param ns           from the first to the last
     * @param cpuNs        of the thread that sent them; on a veth that includes what the receiving kernel did with them
     * @param answersAtEnd frames that had come back when the last was sent
     * @param answers      frames that came back in all
     */
    record Flood(long sent, long ns, long cpuNs, long answersAtEnd, long answers) {
        double sentPerSecond() {
            return sent * 1e9 / ns;
        }

        double answersPerSecond() {
            return answersAtEnd * 1e9 / ns;
        }

        double cpuNsPerSyn() {
            return (double) cpuNs / sent;
        }
    }

    private final BenchNetwork network;
    private final Process process;
    private final BufferedReader answers;
    private final PrintStream orders;
    private final long mac;

    FloodClient(BenchNetwork network) throws IOException {
        this.network = network;
        process = new ProcessBuilder(network.java(FloodGenerator.class, network.clientDevice()))
            .redirectError(ProcessBuilder.Redirect.INHERIT).start();
        answers = process.inputReader();
        orders = new PrintStream(process.getOutputStream(), true, StandardCharsets.US_ASCII);
        mac = number(answer(), "mac");
    }

    /** The client's Ethernet address. */
    long mac() {
        return mac;
    }

    /** Sends so many SYNs to that Ethernet address and waits until no more answers come. */
    Flood flood(long destinationMac, int count, long seed) throws IOException {
        orders.println(network.serverAddress() + " " + BenchNetwork.PORT + " " + destinationMac + " " + count + " " + seed);
        Map<String, Object> answer = answer();
        return new Flood(number(answer, "sent"), number(answer, "ns"), number(answer, "cpuNs"), number(answer, "answersAtEnd"),
            number(answer, "answers"));
    }

    private Map<String, Object> answer() throws IOException {
        String line = answers.readLine();
        if (line == null) {
            throw new IOException("the generator of the flood ended early");
        }
        return JSON.std.mapFrom(line);
    }

    private static long number(Map<String, Object> object, String key) {
        return ((Number) object.get(key)).longValue();
    }

    @Override
    public void close() {
        orders.close();
        try {
            if (!process.waitFor(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
