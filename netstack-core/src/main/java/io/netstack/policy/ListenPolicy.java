package io.netstack.policy;

import java.util.List;

/**
 * An operating system's, or a user's, answer to the question what listen(backlog) means: data ({@link WireProfile}, {@link StoreShape}) and
 * decisions ({@link Decider}). A user's policy borrows a profile and writes only decisions.
 */
public interface ListenPolicy {

    /** The name that chooses it: {@code linux-6.18}. */
    String name();

    /** Other names for it, {@code linux} say; may be empty. */
    default List<String> aliases() {
        return List.of();
    }

    /** What it is, in one line. */
    String summary();

    /** The settings it knows, under the system's own names. */
    List<Setting> settings();

    /** How segments look and how single ones are reacted to, with these settings. */
    WireProfile profile(Settings settings);

    /** Where requests are kept, with these settings. */
    default StoreShape store(Settings settings) {
        return StoreShape.PER_LISTENER;
    }

    /** The largest limit that {@link Decider#onListen} can answer with these settings: accept queues are sized by it. */
    default int largestLimit(Settings settings) {
        return settings.has("somaxconn") ? settings.intValue("somaxconn") : 1 << 16;
    }

    /** Do requests and connections that wait for accept() share one bound, with these settings? */
    default boolean oneQueue(Settings settings) {
        return false;
    }

    /** Does it heed {@link ListenOptions#acceptFilter}? */
    default boolean acceptFilters() {
        return false;
    }

    /** Does it rest on a published number or on recall, rather than on source or measurement? */
    default boolean inferred() {
        return false;
    }

    /** What is known about it, sentence by sentence, each with its source. */
    default List<Fact> facts() {
        return List.of();
    }

    /** The decisions, for one stack. */
    Decider open(Settings settings, long seed);
}
