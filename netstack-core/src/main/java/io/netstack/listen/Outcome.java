package io.netstack.listen;

import io.netstack.observe.Reason;

/**
 * What became of a segment that {@code listen} was given: a reason with its two numbers, and what the caller has to do next. One reused object.
 */
public final class Outcome {
    /** What comes next. */
    public enum Next {
        /** The segment ended here. */
        DONE,
        /** A connection was made: give it this same segment. */
        TO_CONNECTION,
        /** The request is gone because its listener is: look the segment up again. */
        LOOK_UP_AGAIN
    }

    private Next next;
    private Reason reason;
    private long a;
    private long b;
    private int connection;

    Outcome done(Reason reason) {
        return done(reason, 0, 0);
    }

    Outcome done(Reason reason, long a, long b) {
        this.next = Next.DONE;
        this.reason = reason;
        this.a = a;
        this.b = b;
        return this;
    }

    Outcome toConnection(int connection, Reason reason, long a, long b) {
        done(reason, a, b);
        this.next = Next.TO_CONNECTION;
        this.connection = connection;
        return this;
    }

    Outcome lookUpAgain() {
        done(Reason.REQUEST_LISTENER_GONE, 0, 0);
        this.next = Next.LOOK_UP_AGAIN;
        return this;
    }

    public Next next() {
        return next;
    }

    /** The reason that the frame ends in; meaningless for {@link Next#LOOK_UP_AGAIN}. */
    public Reason reason() {
        return reason;
    }

    public long a() {
        return a;
    }

    public long b() {
        return b;
    }

    /** The connection of {@link Next#TO_CONNECTION}. */
    public int connection() {
        return connection;
    }
}
