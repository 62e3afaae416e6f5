package io.netstack.script;

/** A listener did not do what a script says. */
final class ScriptFailure extends AssertionError {
    private static final long serialVersionUID = 1;

    ScriptFailure(String message) {
        super(message);
    }
}
