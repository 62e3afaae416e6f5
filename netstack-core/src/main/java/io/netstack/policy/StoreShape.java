package io.netstack.policy;

/**
 * Where the requests of SYN-RECEIVED are kept.
 *
 * @param sharing   per listener, or one store for the whole stack
 * @param buckets   hash buckets of a shared store; 0 for {@link Sharing#PER_LISTENER}
 * @param perBucket requests a bucket holds before its oldest gives way; 0 for {@link Sharing#PER_LISTENER}
 * @param total     requests the store holds; 0: as many as there are slots
 */
public record StoreShape(Sharing sharing, int buckets, int perBucket, int total) {

    /** Who shares a store. */
    public enum Sharing {
        /** Each listener counts its own requests; only memory is shared. */
        PER_LISTENER,
        /** One cache of buckets for all listeners (Lemon 2002). */
        SHARED
    }

    /** Each listener for itself, bounded by the policy's comparison of counts. */
    public static final StoreShape PER_LISTENER = new StoreShape(Sharing.PER_LISTENER, 0, 0, 0);

    public StoreShape {
        if (sharing == Sharing.SHARED && (buckets < 1 || perBucket < 1)) {
            throw new IllegalArgumentException("a shared store needs at least 1 bucket and 1 request per bucket, not "
                + buckets + " x " + perBucket);
        }
    }
}
