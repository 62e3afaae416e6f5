package io.netstack.listen;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The accept queue is a queue, remembers how long its head waits, and wakes who waits for it. */
class AcceptQueueTest {
    private static final long MS = 1_000_000L;

    private record Waiting(int id, long putNs) {
    }

    /** What an acceptor does. */
    private static int takeWaiting(AcceptQueue queue, long untilNs) {
        int id = queue.take();
        while (id == AcceptQueue.EMPTY && !queue.isClosed() && !Thread.currentThread().isInterrupted() && System.nanoTime() < untilNs) {
            if (queue.mayPark()) {
                LockSupport.parkNanos(queue, untilNs - System.nanoTime());
            }
            id = queue.take();
        }
        queue.leave();
        return id;
    }

    @Property
    void itIsTheQueueOfTheModel(@ForAll @IntRange(max = 4) int log,
                                @ForAll @Size(max = 200) List<@IntRange(min = -3, max = 1000) Integer> steps) {
        int capacity = 1 << log;
        AcceptQueue queue = new AcceptQueue(capacity);
        ArrayDeque<Waiting> model = new ArrayDeque<>();
        long now = 0;
        int peak = 0;
        for (int step : steps) {
            now++;
            if (step < 0) {
                Waiting head = model.poll();
                assertThat(queue.take()).isEqualTo(head == null ? AcceptQueue.EMPTY : head.id);
            } else {
                assertThat(queue.hasRoom()).isEqualTo(model.size() < capacity);
                assertThat(queue.put(step, now)).isEqualTo(model.size() < capacity);
                if (model.size() < capacity) {
                    model.add(new Waiting(step, now));
                    peak = Math.max(peak, model.size());
                }
            }
            assertThat(queue.length()).isEqualTo(model.size());
            assertThat(queue.peak()).isEqualTo(peak);
            assertThat(queue.headPutNs()).isEqualTo(model.isEmpty() ? Long.MAX_VALUE : model.peek().putNs);
            assertThat(queue.lastPutNs()).isEqualTo(model.isEmpty() ? Long.MAX_VALUE : model.peekLast().putNs);
        }
    }

    @Test
    @Timeout(20)
    void aWaitingThreadIsWokenByAPut() throws InterruptedException {
        AcceptQueue queue = new AcceptQueue(4);
        AtomicInteger taken = new AtomicInteger(AcceptQueue.EMPTY);
        Thread acceptor = Thread.ofPlatform().start(() -> taken.set(takeWaiting(queue, Long.MAX_VALUE)));
        while (queue.waiterCount() == 0) {
            Thread.onSpinWait();
        }
        queue.put(42, 0);
        queue.wakeWaiters();
        acceptor.join();
        assertThat(taken).hasValue(42);
        assertThat(queue.waiterCount()).isZero();
    }

    @Test
    @Timeout(20)
    void aBurstOfPutsWakesAsManyAsItPut() throws InterruptedException {
        AcceptQueue queue = new AcceptQueue(8);
        AtomicInteger sum = new AtomicInteger();
        List<Thread> acceptors = IntStream.range(0, 4).mapToObj(i ->
            Thread.ofPlatform().start(() -> sum.addAndGet(takeWaiting(queue, Long.MAX_VALUE)))).toList();
        while (queue.waiterCount() < 4) {
            Thread.onSpinWait();
        }
        for (int id : new int[] {1, 10, 100}) {
            queue.put(id, 0);
        }
        assertThat(queue.hasUnannounced()).isTrue();
        queue.wakeWaiters();
        assertThat(queue.hasUnannounced()).isFalse();
        while (sum.get() < 111) {
            Thread.onSpinWait();
        }
        // the fourth may have been woken for what the others had not yet taken; it waits again
        while (queue.waiterCount() == 0) {
            Thread.onSpinWait();
        }
        queue.put(1000, 0);
        queue.wakeWaiters();
        for (Thread acceptor : acceptors) {
            acceptor.join();
        }
        assertThat(sum).hasValue(1111);
    }

    @Test
    @Timeout(20)
    void waitingEndsAtItsTimeAndAtClose() throws InterruptedException {
        AcceptQueue queue = new AcceptQueue(4);
        long start = System.nanoTime();
        assertThat(takeWaiting(queue, start + 20 * MS)).isEqualTo(AcceptQueue.EMPTY);
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(20 * MS);
        AtomicInteger taken = new AtomicInteger(77);
        Thread acceptor = Thread.ofPlatform().start(() -> taken.set(takeWaiting(queue, Long.MAX_VALUE)));
        while (queue.waiterCount() == 0) {
            Thread.onSpinWait();
        }
        queue.close();
        acceptor.join();
        assertThat(taken).hasValue(AcceptQueue.EMPTY);
        assertThat(queue.isClosed()).isTrue();
        queue.reopen();
        assertThat(queue.isClosed()).isFalse();
    }

    @Test
    @Timeout(20)
    void anInterruptedThreadDoesNotWait() throws InterruptedException {
        AcceptQueue queue = new AcceptQueue(4);
        AtomicInteger taken = new AtomicInteger(77);
        Thread acceptor = Thread.ofPlatform().start(() -> {
            Thread.currentThread().interrupt();
            taken.set(takeWaiting(queue, Long.MAX_VALUE));
        });
        acceptor.join();
        assertThat(taken).hasValue(AcceptQueue.EMPTY);
    }

    /** Whoever gave up waiting is not in the way of who still waits. */
    @Test
    @Timeout(20)
    void aPutIsNotLostOnAThreadThatGaveUp() throws InterruptedException {
        AcceptQueue queue = new AcceptQueue(4);
        AtomicInteger taken = new AtomicInteger(AcceptQueue.EMPTY);
        Thread patient = Thread.ofPlatform().start(() -> taken.set(takeWaiting(queue, Long.MAX_VALUE)));
        while (queue.waiterCount() == 0) {
            Thread.onSpinWait();
        }
        assertThat(takeWaiting(queue, System.nanoTime() + MS)).isEqualTo(AcceptQueue.EMPTY);
        queue.put(42, 0);
        queue.wakeWaiters();
        patient.join(5000);
        assertThat(taken).hasValue(42);
    }

    @Test
    @Timeout(60)
    void threeAcceptorsTakeEachConnectionOnce() throws InterruptedException {
        int connections = 60_000;
        AcceptQueue queue = new AcceptQueue(64);
        BitSet[] taken = {new BitSet(), new BitSet(), new BitSet()};
        Thread[] acceptors = new Thread[3];
        for (int a = 0; a < acceptors.length; a++) {
            BitSet mine = taken[a];
            acceptors[a] = Thread.ofPlatform().name("acceptor " + a).start(() -> {
                for (int id = takeWaiting(queue, Long.MAX_VALUE); id != AcceptQueue.EMPTY; id = takeWaiting(queue, Long.MAX_VALUE)) {
                    mine.set(id);
                }
            });
        }
        for (int id = 0; id < connections; id++) {
            while (!queue.put(id, id)) {
                queue.wakeWaiters();
                Thread.yield();
            }
            if (id % 7 == 0) {
                queue.wakeWaiters();
            }
        }
        queue.wakeWaiters();
        while (queue.length() > 0) {
            Thread.yield();
        }
        queue.close();
        int sum = 0;
        BitSet all = new BitSet();
        for (int a = 0; a < acceptors.length; a++) {
            acceptors[a].join();
            sum += taken[a].cardinality();
            all.or(taken[a]);
        }
        assertThat(sum).as("nothing taken twice").isEqualTo(connections);
        assertThat(all.cardinality()).as("nothing lost").isEqualTo(connections);
    }
}
