package io.netstack.tools;

import io.netstack.observe.ListenerStatus;
import io.netstack.observe.StatusDirectory;
import io.netstack.observe.StatusSnapshot;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code netstack netstat -L}: the listen queues of running stacks, as FreeBSD's netstat shows them. */
@Command(name = "netstat", sortOptions = false,
    description = {"Show the listen queues of the stacks that run, as FreeBSD's netstat -L does: connections that wait for accept(),",
        "sockets that are not complete yet (SYN cache entries are none), and what listen() stored. As on FreeBSD a listener",
        "with a backlog of 0 is not shown."},
    footer = {"", "Example:", "  tools/netstack netstat -Lan     beside a running netstack listen --policy freebsd"})
final class NetstatCommand implements Callable<Integer> {
    private static final String ROW = "%-5s %-32s %s";

    @Spec
    private CommandSpec spec;
    @Mixin
    private Help help;
    @Option(names = "-L", description = "Listen queues; the one view there is. Linux shows them by ss, and counters are nstat's.")
    private boolean listenQueues;
    @Option(names = "-a", description = "All sockets: no difference here.")
    private boolean all;
    @Option(names = "-n", description = "Numbers instead of names: always so here.")
    private boolean numbers;
    @Option(names = "--pid", paramLabel = "PID", description = "Only the stack in this process.")
    private long pid;
    @Option(names = "--json", description = "One JSON array, an object per listener, those with a backlog of 0 too.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        if (!listenQueues) {
            throw new UsageError("give -L, the listen queues; connections and counters: netstack ss, netstack nstat");
        }
        PrintWriter out = spec.commandLine().getOut();
        List<Map<String, Object>> objects = new ArrayList<>();
        List<String> rows = new ArrayList<>();
        for (StatusSnapshot stack : new RunningStacks(StatusDirectory.ofThisUser()).snapshots(pid, spec.commandLine().getErr())) {
            for (ListenerStatus listener : stack.listeners()) {
                objects.add(object(stack, listener));
                if (listener.acceptQueue().limit() != 0) {
                    rows.add(row(listener));
                }
            }
        }
        if (json) {
            out.println(Json.line(objects));
        } else if (!rows.isEmpty()) {
            out.println("Current listen queue sizes (qlen/incqlen/maxqlen)");
            out.println(ROW.formatted("Proto", "Listen", "Local Address"));
            rows.forEach(out::println);
        }
        return 0;
    }

    private static String row(ListenerStatus listener) {
        String address = listener.address().equals("0.0.0.0") ? "*" : listener.address();
        return ROW.formatted("tcp4", listener.acceptQueue().length() + "/" + listener.incomplete() + "/" + listener.acceptQueue().limit(),
            address + "." + listener.port());
    }

    private static Map<String, Object> object(StatusSnapshot stack, ListenerStatus listener) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("pid", stack.pid());
        object.put("address", listener.address());
        object.put("port", listener.port());
        object.put("profile", listener.profile());
        object.put("qlen", listener.acceptQueue().length());
        object.put("incqlen", listener.incomplete());
        object.put("maxqlen", listener.acceptQueue().limit());
        return object;
    }
}
