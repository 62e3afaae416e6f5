package io.netstack.run;

import com.lmax.disruptor.EventPoller;
import com.lmax.disruptor.InsufficientCapacityException;
import com.lmax.disruptor.RingBuffer;
import com.lmax.disruptor.YieldingWaitStrategy;
import io.netstack.conn.TcpConnection;
import io.netstack.link.Link;
import java.util.concurrent.locks.LockSupport;

/**
 * Calls from application threads to the stack's thread: many producers, one consumer, on a Disruptor ring. An application thread that finds the
 * ring full waits; the stack never does. Once closed the ring takes nothing: each call answers false, whoever waits for room included.
 */
public final class CommandRing {
    private static final int CAPACITY = 1024;
    private static final int CLOSED = -1;
    private static final long FULL_WAIT_NS = 1_000;

    /** What a command asks for. */
    enum Operation {
        CALL, WROTE, READ, ACCEPTED, SHUTDOWN_WRITE, CLOSE, ABORT
    }

    /** Work of any kind for the stack's thread. */
    @FunctionalInterface
    public interface Call {
        void run(TcpStack stack, long nowNs);
    }

    private static final class Command {
        private Operation operation;
        private int id;
        private Call call;
    }

    private final RingBuffer<Command> ring;
    private final EventPoller<Command> poller;
    private final EventPoller.Handler<Command> handler = this::execute;
    private final Link link;
    private final TcpStack stack;
    private volatile boolean closed;
    private long nowNs;
    private int executed;

    /** @param link is woken by each command */
    public CommandRing(TcpStack stack, Link link) {
        this.stack = stack;
        this.link = link;
        // The one consumer polls and never waits in the ring: without a strategy named, every publish would take a mutex for its sake.
        ring = RingBuffer.createMultiProducer(Command::new, CAPACITY, new YieldingWaitStrategy());
        poller = ring.newPoller();
        ring.addGatingSequences(poller.getSequence());
    }

    /** Takes no more: there is no stack any longer that would do anything. Any thread. */
    public void close() {
        closed = true;
    }

    public boolean isClosed() {
        return closed;
    }

    /** Asks for any work. Any thread but the stack's. @return false when the ring is closed; what was taken just before may not be done either */
    public boolean call(Call call) {
        return submit(Operation.CALL, 0, call);
    }

    /** Something was written into a connection's ring. */
    public void wrote(int connection) {
        submit(Operation.WROTE, connection, null);
    }

    /** Something was read from a connection's ring. */
    public void read(int connection) {
        submit(Operation.READ, connection, null);
    }

    /** A connection was taken from a listener's queue. */
    public void accepted(int listener) {
        submit(Operation.ACCEPTED, listener, null);
    }

    /** No more will be written. */
    public void shutdownWrite(int connection) {
        submit(Operation.SHUTDOWN_WRITE, connection, null);
    }

    /** The application lets go of a connection. */
    public void close(int connection) {
        submit(Operation.CLOSE, connection, null);
    }

    /** The application lets go of a connection and wants it reset. */
    public void abort(int connection) {
        submit(Operation.ABORT, connection, null);
    }

    private boolean submit(Operation operation, int id, Call call) {
        long sequence = claim();
        if (sequence < 0) {
            return false;
        }
        Command command = ring.get(sequence);
        command.operation = operation;
        command.id = id;
        command.call = call;
        ring.publish(sequence);
        link.wake();
        return true;
    }

    /** Waits for room. @return a negative number when the ring is closed */
    private long claim() {
        while (!closed) {
            if (ring.hasAvailableCapacity(1)) {
                try {
                    return ring.tryNext();
                } catch (InsufficientCapacityException e) {
                    // Another thread was faster: look again.
                    continue;
                }
            }
            LockSupport.parkNanos(this, FULL_WAIT_NS);
        }
        return CLOSED;
    }

    /** Executes what has been asked for. The stack's thread only. */
    int drain(long nowNs) {
        this.nowNs = nowNs;
        executed = 0;
        try {
            poller.poll(handler);
        } catch (Exception e) {
            throw new IllegalStateException("a command failed", e);
        }
        return executed;
    }

    private boolean execute(Command command, long sequence, boolean endOfBatch) {
        executed++;
        Call call = command.call;
        command.call = null;
        switch (command.operation) {
            case CALL -> call.run(stack, nowNs);
            case ACCEPTED -> stack.accepted(command.id, nowNs);
            default -> {
                TcpConnection connection = stack.connections().get(command.id);
                if (connection != null) {
                    execute(command.operation, connection);
                }
            }
        }
        return true;
    }

    private void execute(Operation operation, TcpConnection connection) {
        switch (operation) {
            case WROTE -> connection.onApplicationWrote(nowNs);
            case READ -> connection.onApplicationRead(nowNs);
            case SHUTDOWN_WRITE -> connection.shutdownWrite(nowNs);
            case CLOSE -> connection.close(nowNs);
            case ABORT -> connection.abort(nowNs);
            default -> throw new AssertionError(operation);
        }
    }
}
