package io.netstack.tools;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** The user asked for something that cannot be: one line to the user, exit code 2. */
public final class UsageError extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param message what is wrong and what would be right, in one line */
    public UsageError(String message) {
        super(message);
    }

    /** @param what cannot be done, with the name of the file */
    public UsageError(String what, IOException why) {
        super(what + ": " + reason(why));
    }

    /** What an input or output error says, without the class name; a file's name alone is no reason. */
    public static String reason(IOException e) {
        return switch (e) {
            case NoSuchFileException missing -> "no such file or directory";
            case AccessDeniedException denied -> "permission denied";
            case FileSystemException other when other.getReason() != null -> other.getReason();
            case CharacterCodingException binary -> "it is not text";
            default -> e.getMessage();
        };
    }
}
