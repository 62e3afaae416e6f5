package io.netstack.tools;

/** The user asked for something that cannot be: one line to the user, exit code 2. */
public final class UsageError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message what is wrong and what would be right, in one line */
    public UsageError(String message) {
        super(message);
    }
}
