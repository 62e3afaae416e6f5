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

    /** Where requests are kept. */
    default StoreShape store() {
        return StoreShape.PER_LISTENER;
    }

    /** The decisions, for one stack. */
    Decider open(Settings settings, long seed);
}
