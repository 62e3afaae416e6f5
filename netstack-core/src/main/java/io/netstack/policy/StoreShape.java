package io.netstack.policy;

/**
 * Where the requests of SYN-RECEIVED are kept. A policy comes with the shape of its system; any other can be put in its place.
 *
 * <p>The policy is asked first, whatever the shape, and sees its listener's own count as the length of the queue. The shape only says what
 * becomes of a SYN that the policy would have stored.
 *
 * @param sharing        per listener, one store for the whole stack, or none
 * @param buckets        hash buckets of a shared store; else 0
 * @param perBucket      requests a bucket holds before its oldest gives way; 0 unless shared
 * @param total          requests the store holds; 0: as many as there are slots
 * @param cookieFallback does what finds no room, or has to give way, live on as a SYN cookie, whatever the policy thinks of cookies?
 */
public record StoreShape(Sharing sharing, int buckets, int perBucket, int total, boolean cookieFallback) {

    /** Who shares a store. */
    public enum Sharing {
        /** Each listener counts its own requests; only memory is shared. */
        PER_LISTENER,
        /** One cache of buckets for all listeners (Lemon 2002). */
        SHARED,
        /** Nobody: nothing is stored, every SYN that the policy would store is answered by a cookie. */
        NONE
    }

    /** Each listener for itself, bounded by the policy's comparison of counts. */
    public static final StoreShape PER_LISTENER = new StoreShape(Sharing.PER_LISTENER, 0, 0, 0, false);
    /** Buckets as many and as deep as FreeBSD's, for all listeners; what gives way lives on as a cookie. */
    public static final StoreShape SYN_CACHE = new StoreShape(Sharing.SHARED, 512, 30, 0, true);
    /** No state at all: cookies. */
    public static final StoreShape SYN_COOKIES = new StoreShape(Sharing.NONE, 0, 0, 0, true);

    public StoreShape {
        if (sharing == Sharing.SHARED && (buckets < 1 || perBucket < 1)) {
            throw new IllegalArgumentException("a shared store needs at least 1 bucket and 1 request per bucket, not "
                + buckets + " x " + perBucket);
        }
        if (sharing == Sharing.NONE && !cookieFallback) {
            throw new IllegalArgumentException("a store that keeps nothing needs cookies");
        }
    }

    /** A shape whose requests, where they find no room, are gone. */
    public StoreShape(Sharing sharing, int buckets, int perBucket, int total) {
        this(sharing, buckets, perBucket, total, false);
    }

    /**
     * A store by its name on the command line.
     *
     * @param name {@code synqueue}, {@code syncache} or {@code syncookies}
     * @throws IllegalArgumentException for another one; the message lists them
     */
    public static StoreShape named(String name) {
        return switch (name) {
            case "synqueue" -> PER_LISTENER;
            case "syncache" -> SYN_CACHE;
            case "syncookies" -> SYN_COOKIES;
            default -> throw new IllegalArgumentException("no store '" + name + "': one of synqueue, syncache, syncookies");
        };
    }
}
