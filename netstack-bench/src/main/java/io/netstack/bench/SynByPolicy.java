package io.netstack.bench;

import io.netstack.observe.Reason;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One SYN of a flood that nobody accepts from, under each policy: stored, answered again, answered by a cookie, evicting another, reset or dropped,
 * as the system does it. Against linux-6.18, which answers most of them by cookies. An eviction takes the longest road of all, and the compiler
 * longest to know it: hence the warm-up.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 400, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 4, time = 200, timeUnit = TimeUnit.MILLISECONDS)
@Fork(2)
public class SynByPolicy {

    /** A listener of backlog 128 and the flood. */
    @State(Scope.Thread)
    public static class Flood {
        @Param({"linux-6.18", "linux-6.1", "linux-5.15", "linux-4.19", "linux-4.9", "linux-4.4", "linux-4.3", "linux-3.10", "linux-3.0",
            "linux-2.6.32", "linux-2.4.7", "linux-2.2", "linux-2.0", "freebsd-14", "freebsd-main", "freebsd-13", "freebsd-9", "freebsd-4.8",
            "dragonfly", "4.4bsd", "freebsd-4.4", "aix-5.1", "hpux-11.11", "macos", "netbsd", "openbsd", "illumos", "solaris-2.9", "windows",
            "windows-2000", "windows-nt4-workstation", "windows-nt3.5", "windows-nt3.1", "ring-drop"})
        String policy;
        private final byte[][] syns = BenchFrames.syns(1);
        private BenchStack stack;
        private int next;

        @Setup(Level.Trial)
        public void listen() {
            stack = new BenchStack(policy, 128, Map.of());
        }

        @TearDown(Level.Trial)
        public void check() {
            stack.require(Reason.SYN_QUEUED, Reason.SYN_DROP_POOL_FULL, Reason.SYN_DROP_NO_ROUTE);
        }
    }

    /** The next SYN of the flood. */
    @Benchmark
    public void syn(Flood flood) {
        flood.stack.receive(flood.syns[flood.next++ & BenchFrames.COUNT - 1]);
    }
}
