package io.netstack.listen;

import io.netstack.flow.SlotLists;
import io.netstack.policy.StoreShape;
import java.util.Arrays;

/**
 * The buckets of a store that all listeners share (Lemon 2002): the slots of a {@link SynQueue}, ordered by age within the bucket that
 * their tuple falls into, so that a full bucket gives up its own oldest request and no search is ever long.
 *
 * <pre>
 *   hash ─▶ bucket 0 │ oldest ─ … ─ newest     at most perBucket, then the oldest gives way
 *           bucket 1 │ …                       and the moment is remembered: cookies are looked at for a while
 * </pre>
 *
 * Of a store that is not shared there is one bucket that nobody asks about. The stack's thread only.
 */
final class SynCache {
    /** {@link #overflowNs}: it never did. */
    static final long NEVER = Long.MIN_VALUE;

    private final boolean shared;
    private final int buckets;
    private final int mask;
    private final SlotLists lists;
    private final long[] overflowNs;

    /** @param slots of the store */
    SynCache(StoreShape shape, int slots) {
        shared = shape.sharing() == StoreShape.Sharing.SHARED;
        buckets = shared ? shape.buckets() : 1;
        mask = Integer.bitCount(buckets) == 1 ? buckets - 1 : -1;
        lists = new SlotLists(shared ? slots : 0, buckets);
        overflowNs = new long[buckets];
        Arrays.fill(overflowNs, NEVER);
    }

    /** Do all listeners share the store? */
    boolean isShared() {
        return shared;
    }

    /** The bucket of a tuple's hash. */
    int bucket(int hash) {
        return mask >= 0 ? hash & mask : Integer.remainderUnsigned(hash, buckets);
    }

    void added(int slot, int hash) {
        if (shared) {
            lists.append(bucket(hash), slot);
        }
    }

    void removed(int slot, int hash) {
        if (shared) {
            lists.remove(bucket(hash), slot);
        }
    }

    int length(int bucket) {
        return lists.length(bucket);
    }

    /** The slot that gives way to a newcomer of this bucket: the bucket's oldest, else that of the next bucket that has one. */
    int victim(int bucket) {
        for (int i = 0; i < buckets; i++) {
            int slot = lists.first((bucket + i) % buckets);
            if (slot != SlotLists.NONE) {
                return slot;
            }
        }
        return SynQueue.NONE;
    }

    /** The oldest request of a bucket, or {@link SynQueue#NONE}. */
    int oldest(int bucket) {
        return lists.first(bucket);
    }

    /** A request of this bucket had to give way. */
    void overflowed(int bucket, long nowNs) {
        overflowNs[bucket] = nowNs;
    }

    /** When the bucket last overflowed, or {@link #NEVER}. */
    long overflowNs(int bucket) {
        return overflowNs[bucket];
    }
}
