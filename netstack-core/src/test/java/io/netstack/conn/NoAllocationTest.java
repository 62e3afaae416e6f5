package io.netstack.conn;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.netstack.flow.TimerGrain;
import io.netstack.observe.Counter;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** A warm data path allocates nothing, and an idle connection holds little. */
class NoAllocationTest {
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private long allocatedBy(Runnable work) {
        long thread = Thread.currentThread().threadId();
        long before = threads.getThreadAllocatedBytes(thread);
        work.run();
        return threads.getThreadAllocatedBytes(thread) - before;
    }

    @Test
    void receivingAndSendingAllocatesNothing() {
        Lab lab = new Lab();
        lab.withOptions().establish(20.4);
        lab.link.keeps = false;
        byte[] buffer = new byte[2000];
        Traffic traffic = new Traffic(lab, buffer);
        traffic.run();
        traffic.run();
        long allocated = Long.MAX_VALUE;
        for (int attempt = 0; attempt < 5 && allocated != 0; attempt++) {
            allocated = allocatedBy(traffic);
        }
        assertThat(allocated).isZero();
        assertThat(lab.count(Counter.TCP_OFO_QUEUE)).isPositive();
        assertThat(lab.count(Counter.TCP_RETRANS_SEGS)).isPositive();
        lab.assertNothingLeft();
    }

    /** Data both ways with holes and losses, answered and read at once. */
    private static final class Traffic implements Runnable {
        private final Lab lab;
        private final byte[] buffer;
        private int theirs = 1;
        private int ours = 1;

        Traffic(Lab lab, byte[] buffer) {
            this.lab = lab;
            this.buffer = buffer;
        }

        @Override
        public void run() {
            TcpConnection c = lab.c;
            for (int i = 0; i < 3000; i++) {
                lab.quietly(theirs + 1000, ours, 1000);
                lab.quietly(theirs, ours, 1000);
                theirs += 2000;
                while (c.receive(buffer, 0, buffer.length) > 0) {
                    c.onApplicationRead(lab.nowNs);
                }
                c.send(buffer, 0, 1500);
                c.onApplicationWrote(lab.nowNs);
                if (i % 100 == 0) {
                    lab.pass(250);
                }
                ours += 1500;
                lab.pass(1);
                lab.quietly(theirs, ours, 0);
            }
        }
    }

    @Test
    void aHundredThousandIdleConnectionsFitInTwoHundredMegabytes() {
        int connections = 100_000;
        System.gc();
        long before = used();
        Lab lab = new Lab(Lab.linux6291456(), TimerGrain.EXACT, 1 << 17);
        lab.withOptions();
        lab.link.keeps = false;
        for (int i = 0; i < connections; i++) {
            lab.handshake.key().set(0, 0xFFFF_C612_0002L, i & 0xFFFF, 0, 80 + (i >>> 16));
            lab.open();
            // What a connection has that carried something once: a segment each way.
            lab.quietly(1, 1, 10);
            byte[] b = new byte[10];
            lab.c.receive(b, 0, 10);
            lab.c.onApplicationRead(lab.nowNs);
            lab.c.send(b, 0, 10);
            lab.c.onApplicationWrote(lab.nowNs);
            lab.quietly(11, 11, 0);
        }
        assertThat(lab.pool.inUse()).isZero();
        System.gc();
        long each = (used() - before) / connections;
        System.out.println("an idle connection holds " + each + " bytes");
        assertThat(each).isLessThanOrEqualTo(2000);
        assertThat(lab.table.inUse()).isEqualTo(connections);
    }

    private static long used() {
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
