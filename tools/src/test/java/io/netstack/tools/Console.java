package io.netstack.tools;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/** Runs commands in this JVM and keeps what they print. */
final class Console {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    /** @return the exit code */
    int run(String... args) {
        return NetstackCommand.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
    }

    /** Runs a command line of words without blanks in them. */
    int runLine(String line) {
        return run(line.trim().split(" +"));
    }

    String out() {
        return out.toString();
    }

    String err() {
        return err.toString();
    }

    List<String> lines() {
        return out().lines().toList();
    }
}
