package io.netstack.flow;

import java.util.Arrays;

/**
 * Ethernet addresses of IPv4 neighbours (RFC 826): permanent ones, learned ones, and those that are being asked for, each of which holds back
 * the last few frames for it until the answer comes. Bounded: when the table is full, an entry that was only being asked for gives way.
 * One thread.
 */
public final class NeighbourTable {
    /** The neighbour has not answered (yet). */
    public static final long UNRESOLVED = -1;
    /** Requests are this far apart, and there are {@link #MAX_REQUESTS} of them (Linux: retrans_time 1 s, 3 multicast solicitations). */
    static final long REQUEST_INTERVAL_NS = 1_000_000_000L;
    static final int MAX_REQUESTS = 3;
    /** Frames held back per neighbour; the oldest gives way. */
    static final int MAX_HELD_FRAMES = 4;
    private static final int SLOTS = 1024;

    private static final byte FREE = 0;
    private static final byte ASKING = 1;
    private static final byte KNOWN = 2;

    private final int[] addresses = new int[SLOTS];
    private final long[] macs = new long[SLOTS];
    private final byte[] states = new byte[SLOTS];
    private final byte[] requests = new byte[SLOTS];
    private final long[] nextRequestNs = new long[SLOTS];
    private final byte[][][] held = new byte[SLOTS][][];
    private int asking;
    private int lostFrames;

    /** The Ethernet address of a neighbour, or {@link #UNRESOLVED}. */
    public long macOf(int address) {
        int slot = find(address);
        return slot >= 0 && states[slot] == KNOWN ? macs[slot] : UNRESOLVED;
    }

    /** A neighbour said, or the user did, what its Ethernet address is. Frames held back for it are then {@link #takeHeld}. */
    public void learn(int address, long mac) {
        int slot = find(address);
        if (slot < 0) {
            slot = claim(address);
        }
        if (slot < 0) {
            return;
        }
        if (states[slot] == ASKING) {
            asking--;
        }
        macs[slot] = mac;
        states[slot] = KNOWN;
    }

    /** Is somebody waiting for this neighbour's answer? */
    public boolean isAskedFor(int address) {
        int slot = find(address);
        return slot >= 0 && states[slot] == ASKING;
    }

    /**
     * Holds a frame back until its neighbour answers.
     *
     * @return true when a request must go out now
     */
    public boolean hold(int address, byte[] frame, int offset, int length, long nowNs) {
        int slot = find(address);
        boolean fresh = slot < 0;
        if (fresh) {
            slot = claim(address);
            if (slot < 0) {
                lostFrames++;
                return false;
            }
            states[slot] = ASKING;
            asking++;
            requests[slot] = 1;
            nextRequestNs[slot] = nowNs + REQUEST_INTERVAL_NS;
        }
        byte[][] frames = held[slot];
        if (frames == null) {
            frames = held[slot] = new byte[MAX_HELD_FRAMES][];
        }
        if (frames[0] != null) {
            lostFrames++;
        }
        System.arraycopy(frames, 1, frames, 0, MAX_HELD_FRAMES - 1);
        frames[MAX_HELD_FRAMES - 1] = Arrays.copyOfRange(frame, offset, offset + length);
        return fresh;
    }

    /** The frames that were held back for a neighbour, oldest first; entries may be null; null when there are none. Forgets them. */
    public byte[][] takeHeld(int address) {
        int slot = find(address);
        if (slot < 0 || held[slot] == null) {
            return null;
        }
        byte[][] frames = held[slot];
        held[slot] = null;
        return frames;
    }

    /** A neighbour to ask again now, or 0; one that did not answer its last request is forgotten with its frames. */
    public int takeDueRequest(long nowNs) {
        if (asking == 0) {
            return 0;
        }
        for (int slot = 0; slot < SLOTS; slot++) {
            if (states[slot] == ASKING && nextRequestNs[slot] <= nowNs) {
                if (requests[slot] >= MAX_REQUESTS) {
                    release(slot);
                    // Whoever stood behind may stand here now, and be due as well.
                    slot--;
                } else {
                    requests[slot]++;
                    nextRequestNs[slot] = nowNs + REQUEST_INTERVAL_NS;
                    return addresses[slot];
                }
            }
        }
        return 0;
    }

    /** When {@link #takeDueRequest} has something to do next; {@link DeadlineList#NEVER} when nobody is being asked for. */
    public long nextDeadlineNs() {
        long next = DeadlineList.NEVER;
        if (asking > 0) {
            for (int slot = 0; slot < SLOTS; slot++) {
                if (states[slot] == ASKING) {
                    next = Math.min(next, nextRequestNs[slot]);
                }
            }
        }
        return next;
    }

    private void release(int slot) {
        if (states[slot] == ASKING) {
            asking--;
        }
        states[slot] = FREE;
        loseHeld(slot);
        // Linear probing: whoever stands behind may only have been there because this slot was taken.
        int hole = slot;
        for (int i = slot + 1 & SLOTS - 1; states[i] != FREE; i = i + 1 & SLOTS - 1) {
            int home = home(addresses[i]);
            if ((i - home & SLOTS - 1) >= (i - hole & SLOTS - 1)) {
                move(i, hole);
                hole = i;
            }
        }
    }

    private void loseHeld(int slot) {
        if (held[slot] != null) {
            for (byte[] frame : held[slot]) {
                if (frame != null) {
                    lostFrames++;
                }
            }
            held[slot] = null;
        }
    }

    /** How many frames were given up since this was last asked: their neighbour did not answer, or too many waited for it. */
    public int takeLostFrames() {
        int lost = lostFrames;
        lostFrames = 0;
        return lost;
    }

    private void move(int from, int to) {
        addresses[to] = addresses[from];
        macs[to] = macs[from];
        states[to] = states[from];
        requests[to] = requests[from];
        nextRequestNs[to] = nextRequestNs[from];
        held[to] = held[from];
        states[from] = FREE;
        held[from] = null;
    }

    private int claim(int address) {
        if (find(address) >= 0) {
            throw new AssertionError("already there");
        }
        for (int attempt = 0; attempt < 2; attempt++) {
            int slot = home(address);
            for (int probes = 0; probes < SLOTS; probes++, slot = slot + 1 & SLOTS - 1) {
                if (states[slot] == FREE) {
                    addresses[slot] = address;
                    held[slot] = null;
                    return slot;
                }
            }
            forgetOneBeingAsked();
        }
        return -1;
    }

    private void forgetOneBeingAsked() {
        for (int slot = 0; slot < SLOTS; slot++) {
            if (states[slot] == ASKING) {
                release(slot);
                return;
            }
        }
    }

    private int find(int address) {
        int slot = home(address);
        for (int probes = 0; probes < SLOTS && states[slot] != FREE; probes++, slot = slot + 1 & SLOTS - 1) {
            if (addresses[slot] == address) {
                return slot;
            }
        }
        return -1;
    }

    private static int home(int address) {
        return address * 0x9E3779B1 >>> 22;
    }
}
