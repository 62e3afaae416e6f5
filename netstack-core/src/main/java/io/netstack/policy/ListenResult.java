package io.netstack.policy;

/**
 * What became of a listen() call.
 *
 * @param limit         the stored limit: what {@link ListenView#limit} answers from now on
 * @param synTableLimit the size of the SYN table where a system fixes one at the first listen(), else {@link Integer#MAX_VALUE}
 * @param error         null, or why the call failed; the numbers then mean nothing
 */
public record ListenResult(int limit, int synTableLimit, SocketError error) {
    /** As {@link #synTableLimit}, of a second listen(): the table keeps its size. */
    public static final int SAME_TABLE = -1;

    /** The call succeeded; the SYN queue has no table of its own. */
    public static ListenResult limit(int limit) {
        return new ListenResult(limit, Integer.MAX_VALUE, null);
    }

    /** The call failed. */
    public static ListenResult failed(SocketError error) {
        return new ListenResult(0, 0, error);
    }
}
