package io.netstack.listen;

import com.sun.management.ThreadMXBean;
import io.netstack.flow.Addresses;
import io.netstack.flow.FlowKey;
import io.netstack.flow.Secrets;
import io.netstack.flow.TimerGrain;
import java.lang.management.ManagementFactory;

/** How much memory an embryonic connection takes, all in: slot, index, links, timer, its place in the ring of free slots. */
public final class HeapPerRequest {
    private static final int SLOTS = 1 << 20;
    private static final long SECOND = 1_000_000_000L;

    private HeapPerRequest() {
    }

    /**
     * Bytes per slot of a store of 2^20 slots, by what the heap holds after a collection. A collector with regions (G1) rounds each of the four
     * arrays up and so says 8 more; the launcher's does not.
     */
    public static double bytes() {
        long before = usedAfterCollection();
        SynQueue queue = queue();
        Secrets secrets = Secrets.seeded(1);
        FlowKey key = new FlowKey();
        for (int i = 0; i < SLOTS; i++) {
            key.set(0, Addresses.lowOf(i), 1000, 0, 80);
            queue.setTimer(queue.add(key, (int) key.hash(secrets), 0), 0, i);
        }
        long after = usedAfterCollection();
        if (queue.length() != SLOTS) {
            throw new IllegalStateException("only " + queue.length() + " requests were stored");
        }
        return (double) (after - before) / SLOTS;
    }

    /** Bytes per slot of the same store by what is allocated for it: needs no collection, and no quiet machine. */
    public static double allocatedBytes() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        SynQueue queue = queue();
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        if (queue.freeSlots() != SLOTS) {
            throw new IllegalStateException("only " + queue.freeSlots() + " slots are free");
        }
        return (double) allocated / SLOTS;
    }

    private static SynQueue queue() {
        return new SynQueue(SLOTS, 1, new long[] {SECOND, 2 * SECOND, 4 * SECOND}, TimerGrain.linuxWheel(0));
    }

    private static long usedAfterCollection() {
        Runtime runtime = Runtime.getRuntime();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 4; i++) {
            System.gc();
            least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
        }
        return least;
    }
}
