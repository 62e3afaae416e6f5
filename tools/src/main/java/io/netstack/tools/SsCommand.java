package io.netstack.tools;

import io.netstack.observe.ListenerStatus;
import io.netstack.observe.StatusDirectory;
import io.netstack.observe.StatusSnapshot;
import io.netstack.tools.view.Table;
import java.io.IOException;
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

/** {@code netstack ss}: the listeners of running stacks, as {@code ss -lt} shows the kernel's. */
@Command(name = "ss", sortOptions = false,
    description = {"Show the listeners of the stacks that run.",
        "Recv-Q is the length of the accept queue and Send-Q its limit, as ss -lt shows them for the kernel's listeners.",
        "Limit is what the requests of SYN-Recv are compared with: under some systems a number of its own, or a whole cache's."},
    footer = {"", "Example:", "  tools/netstack ss", "  watch -n 0.2 netstack ss     beside a running netstack listen"})
final class SsCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;
    @Mixin
    private Help help;
    @Option(names = "--pid", paramLabel = "PID", description = "Only the stack in this process.")
    private long pid;
    @Option(names = "--json", description = "One JSON array, an object per listener.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        List<Map<String, Object>> objects = new ArrayList<>();
        Table table = new Table("State", " Recv-Q", " Send-Q", "Local Address:Port", " SYN-Recv", " Limit", " Peak Recv-Q",
            " Peak SYN-Recv", "Profile", " PID");
        for (StatusSnapshot stack : new RunningStacks(StatusDirectory.ofThisUser()).snapshots(pid, spec.commandLine().getErr())) {
            for (ListenerStatus listener : stack.listeners()) {
                objects.add(object(stack, listener));
                table.row("LISTEN", listener.acceptQueue().length(), listener.acceptQueue().limit(),
                    listener.address() + ":" + listener.port(), listener.synQueue().length(), listener.synQueue().limit(),
                    listener.acceptQueue().peak(), listener.synQueue().peak(), listener.profile(), stack.pid());
            }
        }
        if (json) {
            spec.commandLine().getOut().println(Json.line(objects));
        } else if (!table.isEmpty()) {
            table.lines().forEach(spec.commandLine().getOut()::println);
        }
        return 0;
    }

    private static Map<String, Object> object(StatusSnapshot stack, ListenerStatus listener) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("pid", stack.pid());
        object.put("address", listener.address());
        object.put("port", listener.port());
        object.put("profile", listener.profile());
        object.put("synQueue", Json.queue(listener.synQueue()));
        object.put("acceptQueue", Json.queue(listener.acceptQueue()));
        return object;
    }
}
