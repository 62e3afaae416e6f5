package io.netstack.tools.script;

import java.util.List;

/** One line of a script that does or expects something. */
record ScriptEvent(int line, String text, ScriptTime time, Action action) {

    /** What a line says. */
    sealed interface Action permits Inject, InjectIcmp, Expect, Call {
    }

    /** A peer sends a segment. */
    record Inject(SegmentSpec segment) implements Action {
    }

    /** A router on the way says something about a segment of the stack's. */
    record InjectIcmp(IcmpSpec error) implements Action {
    }

    /** The stack must send a segment. */
    record Expect(SegmentSpec segment) implements Action {
    }

    /**
     * A socket call.
     *
     * @param result what it must return; -1 with an error
     * @param error  the error's name, or null
     */
    record Call(String name, List<String> arguments, long result, String error) implements Action {
    }
}
