package io.netstack.conn;

import io.netstack.flow.FlowKey;
import io.netstack.flow.LocalAddresses;
import io.netstack.flow.Secrets;
import io.netstack.flow.SegmentWriter;
import io.netstack.flow.SlotLists;
import io.netstack.flow.TimerGrain;
import io.netstack.observe.Counters;
import io.netstack.observe.Reason;
import io.netstack.wire.TcpOptions;
import io.netstack.wire.TcpSegment;
import java.util.ArrayDeque;
import java.util.Arrays;

/**
 * All connections of a stack by four-tuple and by id: what the stack's loop calls. A fixed number of slots; objects are made when a slot is
 * first used and reused afterwards. An id names a connection as long as it holds its slot, and nothing afterwards.
 *
 * <pre>
 *   tuple ── keyed hash ── bucket ── slot ── slot …
 *   id    =  generation | slot
 *   time  ── DeadlineHeap ── slot
 * </pre>
 *
 * The stack's thread only, like everything here that does not say otherwise.
 */
public final class ConnectionTable {
    /** What {@link #open} and {@link #find} answer when there is none. */
    public static final int NONE = -1;
    private static final int ICMP_UNREACHABLE = 3;
    private static final int ICMP_FRAGMENTATION_NEEDED = 4;
    private static final int ICMP_SOURCE_QUENCH = 4;
    private static final long DEFAULT_BUFFER_CAP_BYTES = 256L << 20;

    private final ConnectionEngine engine;
    private final Secrets secrets;
    private final TcpConnection[] connections;
    private final int[] generations;
    private final int[] free;
    private final int[] buckets;
    private final int slotBits;
    private final DeadlineHeap deadlines;
    /** Connections of which only numbers are left, oldest first. */
    private final SlotLists remains;
    private final boolean[] remaining;
    /** Let go while a thread of the application was inside. */
    private final ArrayDeque<TcpConnection> leaving = new ArrayDeque<>();
    private int freeCount;
    private long chance;

    /** A table with exact timers and the usual memory. */
    public ConnectionTable(int capacity, ConnSettings settings, LocalAddresses locals, SegmentWriter writer, Counters counters,
                           Secrets secrets) {
        this(capacity, settings, locals, writer, counters, secrets, TimerGrain.EXACT);
    }

    /** A table with the usual memory. */
    public ConnectionTable(int capacity, ConnSettings settings, LocalAddresses locals, SegmentWriter writer, Counters counters,
                           Secrets secrets, TimerGrain grain) {
        this(capacity, settings, locals, writer, counters, secrets, grain, new BufferPool(DEFAULT_BUFFER_CAP_BYTES));
    }

    /**
     * An empty table.
     *
     * @param capacity how many connections there can be, those in TIME-WAIT included; a power of two up to 2^24
     * @param grain    when timers really fire
     * @param pool     where the bytes of all connections are kept
     */
    public ConnectionTable(int capacity, ConnSettings settings, LocalAddresses locals, SegmentWriter writer, Counters counters,
                           Secrets secrets, TimerGrain grain, BufferPool pool) {
        if (Integer.bitCount(capacity) != 1 || capacity > 1 << 24) {
            throw new IllegalArgumentException("capacity " + capacity + " is not a power of two up to 2^24");
        }
        this.secrets = secrets;
        engine = new ConnectionEngine(this, settings, locals, writer, counters, grain, pool);
        connections = new TcpConnection[capacity];
        generations = new int[capacity];
        free = new int[capacity];
        buckets = new int[2 * capacity];
        Arrays.fill(buckets, NONE);
        slotBits = Integer.numberOfTrailingZeros(capacity);
        deadlines = new DeadlineHeap(capacity);
        remains = new SlotLists(capacity, 1);
        remaining = new boolean[capacity];
        for (int slot = capacity - 1; slot >= 0; slot--) {
            free[freeCount++] = slot;
        }
        chance = secrets.seed();
    }

    // ---- life of a connection

    /**
     * Makes a connection from a finished handshake; then its final ACK must be given to {@link #onSegment}, which establishes it.
     *
     * @return its id, or {@link #NONE} when every slot is taken
     */
    public int open(Handshake h, long nowNs) {
        if (freeCount == 0 && !evictOldestRemains(nowNs)) {
            return NONE;
        }
        int slot = free[--freeCount];
        TcpConnection c = connections[slot];
        if (c == null) {
            c = new TcpConnection(engine, slot);
            connections[slot] = c;
        }
        c.id = slot | generations[slot] << slotBits;
        Opening.open(c, h, engine, (int) nextChance() & 0xFFFF, nowNs);
        insert(c, h.key());
        return c.id;
    }

    /** What is left of the oldest closed connection gives way to a new one. */
    private boolean evictOldestRemains(long nowNs) {
        int oldest = remains.first(0);
        while (oldest != SlotLists.NONE && connections[oldest].applicationHolds) {
            oldest = remains.next(oldest);
        }
        if (oldest == SlotLists.NONE) {
            return false;
        }
        engine.count(Reason.TIME_WAIT_EVICTED);
        engine.closing.finish(connections[oldest], nowNs);
        return true;
    }

    private long nextChance() {
        chance += 0x9E37_79B9_7F4A_7C15L;
        long z = (chance ^ chance >>> 30) * 0xBF58_476D_1CE4_E5B9L;
        z = (z ^ z >>> 27) * 0x94D0_49BB_1331_11EBL;
        return z ^ z >>> 31;
    }

    /** Nothing but numbers is left of this connection. */
    void remains(TcpConnection c) {
        if (!remaining[c.slot]) {
            remaining[c.slot] = true;
            remains.append(0, c.slot);
        }
    }

    /** The connection is over: nobody finds it; the slot is free once the application holds it no longer. */
    void retire(TcpConnection c) {
        int slot = c.slot;
        deadlines.remove(slot);
        if (remaining[slot]) {
            remaining[slot] = false;
            remains.remove(0, slot);
        }
        if (c.hashed) {
            unlink(c);
        }
        if (!c.applicationHolds) {
            free(c);
        }
    }

    /** The slot is for the next connection, as soon as no thread of the application is inside any more. */
    private void free(TcpConnection c) {
        if (!c.streams.release()) {
            leaving.add(c);
            return;
        }
        c.window.memory.clear();
        int slot = c.slot;
        generations[slot] = generations[slot] + 1 & (1 << 31 - slotBits) - 1;
        c.id = NONE;
        free[freeCount++] = slot;
    }

    private void freeLeaving() {
        for (int i = leaving.size(); i > 0; i--) {
            free(leaving.poll());
        }
    }

    /** Whoever waits for a connection looks again. */
    public void wakeEverybody() {
        for (TcpConnection c : connections) {
            if (c != null && c.id != NONE) {
                c.streams.wakeReader();
                c.streams.wakeWriter();
            }
        }
    }

    private void wakeWriters() {
        for (TcpConnection c : connections) {
            if (c != null && c.id != NONE) {
                c.streams.wakeWriter();
            }
        }
    }

    // ---- finding

    /** The connection of a tuple, or {@link #NONE}. */
    public int find(FlowKey key) {
        return find(key, hash(key));
    }

    /** The same for whoever has the keyed hash of the tuple already ({@link FlowKey#hash}). */
    public int find(FlowKey key, int hash) {
        int slot = buckets[hash & buckets.length - 1];
        while (slot != NONE) {
            TcpConnection c = connections[slot];
            if (c.remoteLow == key.remoteLow() && c.ports == key.ports() && c.localIndex == key.localIndex()
                && c.remoteHigh == key.remoteHigh()) {
                return c.id;
            }
            slot = c.hashNext;
        }
        return NONE;
    }

    /** The connection with this id, or null when it is over and its slot was freed. */
    public TcpConnection get(int id) {
        if (id < 0) {
            return null;
        }
        TcpConnection c = connections[id & connections.length - 1];
        return c != null && c.id == id ? c : null;
    }

    private int hash(FlowKey key) {
        return (int) key.hash(secrets);
    }

    private void insert(TcpConnection c, FlowKey key) {
        int bucket = hash(key) & buckets.length - 1;
        c.hashBucket = bucket;
        c.hashNext = buckets[bucket];
        buckets[bucket] = c.slot;
        c.hashed = true;
    }

    private void unlink(TcpConnection c) {
        int slot = buckets[c.hashBucket];
        if (slot == c.slot) {
            buckets[c.hashBucket] = c.hashNext;
        } else {
            while (connections[slot].hashNext != c.slot) {
                slot = connections[slot].hashNext;
            }
            connections[slot].hashNext = c.hashNext;
        }
        c.hashed = false;
    }

    // ---- what happens

    /**
     * A segment for a connection.
     *
     * @param typeOfService the IP type-of-service byte
     * @return what became of it, which the caller counts and traces; {@link Reason#NO_CONNECTION} when the connection is over: the segment is
     *     the listener's; {@link Reason#REUSE_FOR_SYN} when TIME-WAIT gave way: the SYN is the listener's, with {@link #reuseIss}
     */
    public Reason onSegment(int id, TcpSegment s, TcpOptions o, int typeOfService, long nowNs) {
        TcpConnection c = get(id);
        if (c == null || c.isOver()) {
            return Reason.NO_CONNECTION;
        }
        Reason reason = engine.arrival.process(c, s, o, typeOfService, nowNs);
        reschedule(c);
        return reason;
    }

    /** The initial sequence number to use for the SYN that took over a connection in TIME-WAIT. */
    public int reuseIss() {
        return engine.timeWait.reuseIss();
    }

    /**
     * An ICMP error that quotes a segment of a connection (RFC 5927: noted, and the connection goes on).
     *
     * @param quotedSeq the sequence number of the segment that it quotes
     */
    public Reason onIcmp(int id, int type, int code, int quotedSeq, long nowNs) {
        TcpConnection c = get(id);
        if (c == null || c.isOver() || c.bucket || type == ICMP_SOURCE_QUENCH) {
            return Reason.ICMP_IGNORED;
        }
        boolean sent = quotedSeq - c.sndUna >= 0 && quotedSeq - c.sndNxt <= 0;
        if (!sent) {
            return Reason.ICMP_OUT_OF_WINDOW;
        }
        return type >= ICMP_UNREACHABLE ? Reason.ICMP_CONNECTION_NOTED : Reason.ICMP_IGNORED;
    }

    /**
     * An ICMP "fragmentation needed" that quotes a segment of a connection (RFC 1191): smaller segments from now on, and those in flight that
     * are larger go out again at once, which is no sign of congestion.
     *
     * @param mtuBytes  the largest packet that passes; 0 when the router does not say
     * @param quotedSeq the sequence number of the segment that it quotes
     */
    public Reason onFragmentationNeeded(int id, int mtuBytes, int quotedSeq, long nowNs) {
        Reason reason = onIcmp(id, ICMP_UNREACHABLE, ICMP_FRAGMENTATION_NEEDED, quotedSeq, nowNs);
        if (reason != Reason.ICMP_CONNECTION_NOTED) {
            return reason;
        }
        TcpConnection c = get(id);
        engine.pathMtu.onSmaller(c, mtuBytes, nowNs);
        reschedule(c);
        return Reason.ICMP_SMALLER_PATH;
    }

    /** When {@link #onTimers} may have something to do; {@link Long#MAX_VALUE} when no timer is set. May be early, never late. */
    public long nextDeadlineNs() {
        return deadlines.next();
    }

    /** Does what timers are due for. */
    public void onTimers(long nowNs) {
        int slot;
        while ((slot = deadlines.takeDue(nowNs)) != DeadlineHeap.NONE) {
            TcpConnection c = connections[slot];
            if (c.deadlineNs() <= nowNs) {
                engine.timers.onTimer(c, nowNs);
            }
            reschedule(c);
        }
    }

    void reschedule(TcpConnection c) {
        if (!c.isOver()) {
            deadlines.wakeBy(c.slot, c.deadlineNs());
        }
        if (!leaving.isEmpty()) {
            freeLeaving();
        }
        if (engine.pool.takeStarved()) {
            wakeWriters();
        }
    }

    // ---- looking

    /** Connections that hold a slot. */
    public int inUse() {
        return connections.length - freeCount;
    }

    public int capacity() {
        return connections.length;
    }

    /** The connection in a slot from 0 to {@link #capacity}, or null when the slot is free. */
    public TcpConnection inSlot(int slot) {
        TcpConnection c = connections[slot];
        return c != null && c.id != NONE ? c : null;
    }

    /** Where the bytes of all connections are kept. */
    public BufferPool pool() {
        return engine.pool;
    }
}
