package io.netstack.tools.script;

import java.io.Serial;

/** The stack did not do what a line of the script says; the message is for people and has several lines. */
public final class ScriptMismatch extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    ScriptMismatch(String message) {
        super(message);
    }
}
