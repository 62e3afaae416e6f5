package io.netstack.tools.custom;

/** A policy did what none may do; the message says what, in one sentence. */
final class BrokenPolicy extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final String kind;

    /** @param kind the rule, the same for every instance of it: what shrinking holds on to */
    BrokenPolicy(String kind, String message) {
        super(message);
        this.kind = kind;
    }

    String kind() {
        return kind;
    }
}
