package io.netstack.tools.bench;

import io.netstack.app.Netstack;
import io.netstack.app.NetstackConfig;
import io.netstack.link.Link;
import java.lang.management.ManagementFactory;
import java.util.Set;
import java.util.stream.Collectors;

/** A stack, and how much processor time its thread has used. */
final class StackCpu implements AutoCloseable {
    private static final String THREAD_NAME = "netstack";

    private final Netstack stack;
    private final long threadId;

    /** Starts the stack. */
    StackCpu(NetstackConfig config, Link link) {
        Set<Long> before = threads();
        stack = Netstack.start(config, link);
        Set<Long> now = threads();
        now.removeAll(before);
        threadId = now.iterator().next();
    }

    private static Set<Long> threads() {
        return Thread.getAllStackTraces().keySet().stream().filter(thread -> thread.getName().equals(THREAD_NAME)).map(Thread::threadId)
            .collect(Collectors.toSet());
    }

    Netstack stack() {
        return stack;
    }

    /** Nanoseconds of processor time so far. */
    long cpuNs() {
        return ManagementFactory.getThreadMXBean().getThreadCpuTime(threadId);
    }

    @Override
    public void close() {
        stack.close();
    }
}
