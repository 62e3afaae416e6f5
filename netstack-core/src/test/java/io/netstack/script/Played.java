package io.netstack.script;

import io.netstack.replay.World;

/** Tests that play scripts, each to a world of its own: our stack in virtual time, or a live listener. */
public abstract class Played {
    private static final int LIVE_ATTEMPTS = 3;

    /** A fresh world, in virtual time or live. */
    protected abstract World world() throws Exception;

    /** Seconds to wait for an answer that must come at once; 0 in virtual time. */
    protected abstract double patience();

    /** Plays a script to a fresh world; a live one may be late on a busy machine, so there only what fails every time has failed. */
    protected void play(String script) {
        int attempts = patience() > 0 ? LIVE_ATTEMPTS : 1;
        for (int attempt = 1; ; attempt++) {
            try {
                playOnce(script);
                return;
            } catch (ScriptFailure failure) {
                if (attempt == attempts) {
                    throw failure;
                }
            }
        }
    }

    private void playOnce(String script) {
        try (World world = world()) {
            new Script(world, patience()).play(script);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("no world to play to", e);
        }
    }
}
