package io.netstack.tools.bench;

import com.fasterxml.jackson.jr.ob.JSON;
import io.netstack.flow.Addresses;
import io.netstack.pcap.FrameSender;
import io.netstack.pcap.NetDevice;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The client's side of a flood, a program of its own in the client's namespace: sends as many SYNs as it is told and counts, at its
 * interface, what comes back. Ends with its input.
 *
 * <pre>
 *   started             ▶ {"mac": …}
 *   ADDRESS PORT MAC COUNT SEED   ▶ {"offered": …, "sent": …, "ns": …, "cpuNs": …, "answersAtEnd": …, "answers": …}
 * </pre>
 */
final class FloodGenerator {
    private static final long QUIET_MS = 30;
    private static final int LONGEST_QUIET_WAITS = 100;

    private final String device;
    private final long mac;
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

    private FloodGenerator(String device) {
        this.device = device;
        this.mac = new NetDevice(device).mac();
    }

    /** @param args the interface */
    public static void main(String[] args) throws IOException, InterruptedException {
        FloodGenerator generator = new FloodGenerator(args[0]);
        System.out.println(JSON.std.asString(Map.of("mac", generator.mac)));
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        try (FrameSender sender = new FrameSender(args[0], FloodFrames.LENGTH)) {
            String order;
            while ((order = orders.readLine()) != null) {
                String[] words = order.split(" ");
                FloodFrames frames = new FloodFrames(generator.mac, Long.parseLong(words[2]), Addresses.parseIpv4(words[0]),
                    Integer.parseInt(words[1]), Long.parseLong(words[4]));
                System.out.println(JSON.std.asString(generator.flood(sender, frames, Integer.parseInt(words[3]))));
            }
        }
    }

    private Map<String, Object> flood(FrameSender sender, FloodFrames frames, int count) throws IOException, InterruptedException {
        long answersBefore = received();
        long cpu = threads.getCurrentThreadCpuTime();
        long startNs = System.nanoTime();
        long sent = 0;
        for (int i = 0; i < count; i++) {
            if (sender.stage(frames.next())) {
                sent += sender.flush();
            }
        }
        sent += sender.flush();
        long ns = System.nanoTime() - startNs;
        cpu = threads.getCurrentThreadCpuTime() - cpu;
        long atEnd = received() - answersBefore;
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("offered", count);
        result.put("sent", sent);
        result.put("ns", ns);
        result.put("cpuNs", cpu);
        result.put("answersAtEnd", atEnd);
        result.put("answers", quiet() - answersBefore);
        return result;
    }

    /** What had been received when nothing more came for a moment. */
    private long quiet() throws IOException, InterruptedException {
        long before = received();
        for (int i = 0; i < LONGEST_QUIET_WAITS; i++) {
            Thread.sleep(QUIET_MS);
            long now = received();
            if (now == before) {
                return now;
            }
            before = now;
        }
        return before;
    }

    /** Frames that the interface received, by the kernel's count. */
    private long received() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/thread-self/net/dev"))) {
            String[] words = line.strip().split("[\\s:]+");
            if (words[0].equals(device)) {
                return Long.parseLong(words[2]);
            }
        }
        throw new IOException("the interface '" + device + "' is gone");
    }
}
