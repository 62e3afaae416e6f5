package io.netstack.listen;

import io.netstack.observe.Counters;
import io.netstack.observe.Reason;
import io.netstack.policy.Decider;
import io.netstack.policy.StoreShape;

/**
 * What the store makes of a SYN once the policy has said that it is to be stored, and which requests give way.
 *
 * <pre>
 *   per listener   a slot, or none left: dropped
 *   shared         bucket full: its oldest gives way;  no slot left: the bucket's oldest gives way, or a cookie where it has none
 *   none           a cookie
 * </pre>
 *
 * Where the shape says so, every number that is sent for a stored request is a cookie too, so that a request which gave way can still come
 * true: its peer's final ACK is looked at for a while. An eviction counts at the victim's listener, whoever came. The stack's thread only.
 */
final class StoreRules {
    /** Longer than any cookie is good for; its format knows exactly. */
    private static final long COOKIE_LIFE_NS = 240_000_000_000L;

    private final StoreShape shape;
    private final Decider decider;
    private final SynQueue store;
    private final ListenerTable listeners;
    private final HandshakeWriter writer;
    private final RequestActions actions;
    private final ListenSegmentView view;
    private final Counters counters;
    private final boolean resetsEvicted;
    private TcpListener robbed;

    StoreRules(StoreShape shape, boolean resetsEvicted, Decider decider, SynQueue store, ListenerTable listeners, HandshakeWriter writer,
               RequestActions actions, ListenSegmentView view, Counters counters) {
        this.shape = shape;
        // who lives on as a cookie is not told otherwise
        this.resetsEvicted = resetsEvicted && !shape.cookieFallback();
        this.decider = decider;
        this.store = store;
        this.listeners = listeners;
        this.writer = writer;
        this.actions = actions;
        this.view = view;
        this.counters = counters;
    }

    /** Can the number of every SYN-ACK be read back as a cookie? */
    boolean numbersAreCookies() {
        return shape.cookieFallback();
    }

    /**
     * The policy would store a SYN: makes room for it in its bucket.
     *
     * @return false when it gets a cookie instead; the view then knows why
     */
    boolean makesRoom(int hash, long nowNs) {
        if (shape.sharing() == StoreShape.Sharing.NONE) {
            view.because(Reason.SYN_COOKIE_STATELESS, 0, 0);
            return false;
        }
        SynCache cache = store.cache();
        if (!cache.isShared()) {
            return true;
        }
        int bucket = cache.bucket(hash);
        int length = cache.length(bucket);
        boolean bucketFull = length >= shape.perBucket();
        if (!bucketFull && (!shape.cookieFallback() || store.freeSlots() > 0 && !isFull())) {
            return true;
        }
        cache.overflowed(bucket, nowNs);
        if (length == 0) {
            view.because(Reason.SYN_COOKIE_NO_ROOM, store.length(), store.capacity());
            return false;
        }
        giveWay(cache.oldest(bucket), nowNs);
        view.because(bucketFull ? Reason.SYN_QUEUED_BUCKET_FULL : Reason.SYN_QUEUED_CACHE_FULL, bucketFull ? length : store.length() + 1L,
            bucketFull ? shape.perBucket() : store.capacity());
        return true;
    }

    private boolean isFull() {
        return shape.total() > 0 && store.length() >= shape.total();
    }

    /** Does the store itself want an ACK without request looked at as a cookie's? */
    boolean takesCookie(int hash, long nowNs) {
        if (!shape.cookieFallback() || shape.sharing() == StoreShape.Sharing.NONE) {
            return shape.cookieFallback();
        }
        long overflowNs = store.cache().overflowNs(store.cache().bucket(hash));
        return overflowNs != SynCache.NEVER && nowNs - overflowNs < COOKIE_LIFE_NS;
    }

    /** The policy said that a request gives way: the one that it names, or the oldest of the bucket where the store is shared. */
    void evict(TcpListener listener, int hash, long nowNs) {
        SynCache cache = store.cache();
        if (cache.isShared()) {
            int bucket = cache.bucket(hash);
            cache.overflowed(bucket, nowNs);
            giveWay(cache.victim(bucket), nowNs);
            return;
        }
        int rank = decider.victim(view);
        if (rank >= 0) {
            giveWay(listener, store.byAge(listener.id(), rank), nowNs);
        }
    }

    private void giveWay(int slot, long nowNs) {
        if (slot != SynQueue.NONE) {
            giveWay(listeners.get(store.get(slot).listener), slot, nowNs);
        }
    }

    private void giveWay(TcpListener owner, int slot, long nowNs) {
        if (slot == SynQueue.NONE) {
            return;
        }
        ConnectionRequest victim = store.get(slot);
        robbed = owner;
        counters.count(Reason.REQUEST_EVICTED);
        actions.remove(owner, slot, store.hash(slot), victim);
        // written last: while the request comes from memory it can leave, and nobody has taken its slot yet
        if (resetsEvicted) {
            writer.resetRequest(victim, nowNs);
        }
    }

    /** Whose request gave way since this was last asked, or null: its port's gate may have to open. */
    TcpListener robbed() {
        TcpListener last = robbed;
        robbed = null;
        return last;
    }
}
