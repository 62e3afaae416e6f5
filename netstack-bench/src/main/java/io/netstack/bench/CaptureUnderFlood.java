package io.netstack.bench;

import io.netstack.observe.FrameSink;
import io.netstack.observe.PcapngWriter;
import io.netstack.observe.QueueGauge;
import io.netstack.observe.Reason;
import io.netstack.observe.TraceRing;
import io.netstack.observe.TracedFrame;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a capture costs the stack's thread while SYNs come as fast as they can be answered by cookies: two records for each, to a writer that
 * cannot keep up. What is lost is trace records, and every one of them is counted. Needs a second processor for the writer.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 400, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 400, timeUnit = TimeUnit.MILLISECONDS)
@Fork(2)
public class CaptureUnderFlood {
    /** This and the ring as the command line's. */
    private static final int SNAP_LENGTH = 2048;
    private static final int RECORDS = 1 << 13;
    private static final Map<String, String> ALWAYS_COOKIES = Map.of("tcp_syncookies", "2");

    /** Nobody looks. */
    @State(Scope.Thread)
    public static class Plain {
        final BenchStack stack = new BenchStack("linux", 4096, ALWAYS_COOKIES);
        final byte[][] syns = BenchFrames.syns(1);
        private int next;

        byte[] next() {
            return syns[next++ & BenchFrames.COUNT - 1];
        }
    }

    /** A pcapng is written, into nothing. */
    @State(Scope.Thread)
    public static class Captured {
        private final byte[][] syns = BenchFrames.syns(1);
        private TraceRing ring;
        private BenchStack stack;
        private long written;
        private int next;

        @Setup(Level.Trial)
        public void start() throws IOException {
            PcapngWriter writer = new PcapngWriter(OutputStream.nullOutputStream(), "bench", SNAP_LENGTH, 0);
            ring = new TraceRing(new FrameSink() {
                @Override
                public void accept(TracedFrame frame) throws IOException {
                    written++;
                    writer.accept(frame);
                }

                @Override
                public void flush() throws IOException {
                    writer.flush();
                }
            }, QueueGauge.NONE, RECORDS, SNAP_LENGTH);
            stack = new BenchStack("linux", 4096, ALWAYS_COOKIES, ring);
        }

        byte[] next() {
            return syns[next++ & BenchFrames.COUNT - 1];
        }

        /** Each SYN and each SYN-ACK was written, or dropped and counted; and no SYN went without its answer. */
        @TearDown(Level.Trial)
        public void check() {
            ring.close();
            stack.require(Reason.SYN_COOKIE_ALWAYS, Reason.SYN_QUEUED);
            long frames = stack.count(Reason.SYN_COOKIE_ALWAYS) + stack.count(Reason.SENT_SYN_ACK_COOKIE);
            if (written + ring.dropCount() != frames) {
                throw new IllegalStateException(written + " records written and " + ring.dropCount() + " dropped, of " + frames);
            }
        }
    }

    /** A SYN answered by a cookie. */
    @Benchmark
    public void plain(Plain plain) {
        plain.stack.receive(plain.next());
    }

    /** The same, and a record of both frames. */
    @Benchmark
    public void captured(Captured captured) {
        captured.stack.receive(captured.next());
    }
}
