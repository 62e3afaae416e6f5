package io.netstack.tools.live;

import io.netstack.link.LinkCapabilities;
import io.netstack.pcap.Libc;
import io.netstack.pcap.Shell;
import io.netstack.pcap.TapLink;
import io.netstack.replay.World;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The kernel's own listener, in a namespace that the calling thread enters with this object: at 198.18.0.1 behind a TAP device whose
 * descriptor is ours, so that what is sent here arrives there.
 */
final class KernelWorld implements World {
    private static final String DEVICE = "ks0";
    private static final String MAC = "02:00:00:00:00:01";
    private static final String PEER = "198.18.0.2";
    private static final String PEER_MAC = "02:00:00:00:00:02";
    private static final byte[] ADDRESS = {(byte) 198, 18, 0, 1};
    private static final String LISTEN_STATE = "0A";
    private static final String SYN_RECV_STATE = "03";

    private final TapLink link;
    private final LinkClock clock;
    private final Map<Object, Integer> fds = new HashMap<>();
    private final Map<Integer, Integer> limits = new HashMap<>();
    private final Map<Object, Integer> ports = new HashMap<>();
    private int lastHandle;
    private long somaxconn = 4096;

    KernelWorld() throws IOException, InterruptedException {
        KernelJiffies.awaitPlainListeners();
        // A namespace for each world: what the one before left in TIME-WAIT or half open must not be met again.
        if (new Libc().unshare(Libc.CLONE_NEWNET) != 0) {
            throw new IOException("no network namespace");
        }
        setting("net.ipv6.conf.all.disable_ipv6", "1");
        setting("net.ipv6.conf.default.disable_ipv6", "1");
        link = TapLink.create(DEVICE, new LinkCapabilities(LinkCapabilities.ETHERNET_MTU_BYTES, 0x02_00_00_00_00_02L, false));
        Shell.run("ip", "link", "set", DEVICE, "address", MAC, "up");
        Shell.run("ip", "addr", "add", "198.18.0.1/24", "dev", DEVICE);
        Shell.run("ip", "neigh", "replace", PEER, "lladdr", PEER_MAC, "dev", DEVICE, "nud", "permanent");
        Shell.run("ip", "route", "add", "198.19.0.0/16", "via", PEER);
        clock = new LinkClock(link);
    }

    /** A kernel knows settings by their full names; a script gives the short ones as well, for whoever knows only those. */
    private static void setting(String name, Object value) throws IOException {
        if (name.indexOf('.') < 0) {
            return;
        }
        Files.writeString(Path.of("/proc/sys", name.replace('.', '/')), value.toString());
    }

    @Override
    public void sink(Sink frames) {
        clock.sink(frames);
    }

    @Override
    public void start() {
        clock.start();
    }

    @Override
    public double now() {
        return clock.now();
    }

    @Override
    public void runUntil(double t) {
        clock.runUntil(t);
    }

    @Override
    public void send(byte[] frame) {
        clock.send(frame);
    }

    @Override
    public Map<String, Object> call(String op, Map<String, Object> arguments) {
        Map<String, Object> answer = new LinkedHashMap<>();
        try {
            answer.put("ok", true);
            execute(op, arguments, answer);
        } catch (KernelSockets.Failure e) {
            answer.put("ok", false);
            answer.put("err", e.name);
        } catch (IOException e) {
            throw new IllegalStateException(op + " " + arguments, e);
        }
        return answer;
    }

    private void execute(String op, Map<String, Object> arguments, Map<String, Object> answer) throws IOException, KernelSockets.Failure {
        switch (op) {
            case "config" -> {
                for (Map.Entry<?, ?> setting : ((Map<?, ?>) arguments.get("sysctl")).entrySet()) {
                    if (((String) setting.getKey()).startsWith("net.")) {
                        setting((String) setting.getKey(), setting.getValue());
                    }
                }
                somaxconn = Long.parseLong(Files.readString(Path.of("/proc/sys/net/core/somaxconn")).strip());
            }
            case "listen" -> {
                int port = number(arguments, "port");
                Object defer = arguments.get("sockopt") instanceof Map<?, ?> options ? options.get("defer_accept") : null;
                answer.put("h", add(KernelSockets.listen(ADDRESS, port, number(arguments, "backlog"),
                    defer instanceof Number n ? n.intValue() : 0)));
                ports.put(lastHandle, port);
                limit(port, number(arguments, "backlog"));
            }
            case "relisten" -> {
                KernelSockets.relisten(fd(arguments), number(arguments, "backlog"));
                limit(ports.get(arguments.get("h")), number(arguments, "backlog"));
            }
            case "accept" -> {
                KernelSockets.Accepted accepted = KernelSockets.accept(fd(arguments));
                answer.put("h", add(accepted.fd()));
                answer.put("peer", List.of(InetAddress.getByAddress(accepted.address()).getHostAddress(), accepted.port()));
            }
            case "send" -> answer.put("n", KernelSockets.send(fd(arguments), HexFormat.of().parseHex((String) arguments.get("hex"))));
            case "recv" -> answer.put("hex", HexFormat.of().formatHex(KernelSockets.receive(fd(arguments), number(arguments, "n"))));
            case "shutdown" -> KernelSockets.shutdown(fd(arguments), List.of("rd", "wr", "rdwr").indexOf(arguments.get("how")));
            case "close" -> {
                KernelSockets.close(fd(arguments), Boolean.TRUE.equals(arguments.get("linger0")));
                fds.remove(arguments.get("h"));
            }
            case "stat" -> {
                answer.put("counters", counters());
                answer.put("listeners", listeners());
            }
            default -> throw new IllegalArgumentException(op);
        }
    }

    private void limit(int port, int backlog) {
        limits.put(port, (int) Math.min(backlog & 0xFFFF_FFFFL, somaxconn));
    }

    private int add(int fd) {
        fds.put(++lastHandle, fd);
        return lastHandle;
    }

    private int fd(Map<String, Object> arguments) {
        return fds.get(arguments.get("h"));
    }

    private static int number(Map<String, Object> arguments, String name) {
        return ((Number) arguments.get(name)).intValue();
    }

    /** Lines in pairs: names, then values. */
    private static Map<String, Object> counters() throws IOException {
        Map<String, Object> counters = new LinkedHashMap<>();
        for (String file : List.of("netstat", "snmp")) {
            List<String> lines = Files.readAllLines(Path.of("/proc/thread-self/net", file));
            for (int i = 0; i + 1 < lines.size(); i += 2) {
                String[] names = lines.get(i).split(" ");
                String[] values = lines.get(i + 1).split(" ");
                for (int k = 1; k < names.length; k++) {
                    counters.put(names[0].replace(':', '.') + names[k], Long.parseLong(values[k]));
                }
            }
        }
        return counters;
    }

    /** The kernel's table of sockets: the receive queue of a listener is its accept queue, and requests have lines of their own. */
    private List<Map<String, Object>> listeners() throws IOException {
        Map<Integer, Long> waiting = new LinkedHashMap<>();
        Map<Integer, Long> requests = new HashMap<>();
        List<String> lines = Files.readAllLines(Path.of("/proc/thread-self/net/tcp"));
        for (String line : lines.subList(1, lines.size())) {
            String[] words = line.strip().split("\\s+");
            int port = Integer.parseInt(words[1].substring(words[1].indexOf(':') + 1), 16);
            if (words[3].equals(LISTEN_STATE)) {
                waiting.put(port, Long.parseLong(words[4].substring(words[4].indexOf(':') + 1), 16));
            } else if (words[3].equals(SYN_RECV_STATE)) {
                requests.merge(port, 1L, Long::sum);
            }
        }
        List<Map<String, Object>> listeners = new ArrayList<>();
        waiting.forEach((port, length) -> listeners.add(Map.of("port", port, "acceptq", length, "backlog", limits.get(port),
            "synq", requests.getOrDefault(port, 0L))));
        return listeners;
    }

    @Override
    public void close() {
        for (int fd : fds.values()) {
            try {
                KernelSockets.close(fd, true);
            } catch (KernelSockets.Failure e) {
                throw new IllegalStateException(e);
            }
        }
        link.close();
    }
}
