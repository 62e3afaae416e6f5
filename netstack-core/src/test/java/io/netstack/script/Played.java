package io.netstack.script;

import io.netstack.replay.VirtualWorld;

/** Plays scripts to our stack in virtual time. */
final class Played {
    private static final long SEED = 1;

    private Played() {
    }

    /** Plays a script to a fresh stack under the policy {@code linux}. */
    static void play(String script) {
        try (VirtualWorld world = new VirtualWorld(SEED)) {
            new Script(world, 0).play(script);
        }
    }
}
