package io.netstack.tools.bench;

import java.io.File;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What wrk, the load generator, said in the end.
 *
 * @param requestsPerSecond as it prints them
 * @param failedCount       socket errors of any kind, and answers that were no success
 */
record Wrk(double requestsPerSecond, long failedCount) {
    private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([\\d.]+)");
    private static final Pattern SOCKET_ERRORS = Pattern.compile("Socket errors: connect (\\d+), read (\\d+), write (\\d+), timeout (\\d+)");
    private static final Pattern STATUS_ERRORS = Pattern.compile("Non-2xx or 3xx responses: (\\d+)");

    /** @throws IllegalArgumentException when this is not what wrk prints */
    static Wrk parse(String text) {
        Matcher rate = RATE.matcher(text);
        if (!rate.find()) {
            throw new IllegalArgumentException("wrk said: " + text);
        }
        long failed = 0;
        Matcher errors = SOCKET_ERRORS.matcher(text);
        if (errors.find()) {
            for (int i = 1; i <= errors.groupCount(); i++) {
                failed += Long.parseLong(errors.group(i));
            }
        }
        Matcher status = STATUS_ERRORS.matcher(text);
        if (status.find()) {
            failed += Long.parseLong(status.group(1));
        }
        return new Wrk(Double.parseDouble(rate.group(1)), failed);
    }

    /** Why there is no wrk here, and how to get it; empty when there is. */
    static Optional<String> missing() {
        for (String directory : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
            if (new File(directory, "wrk").canExecute()) {
                return Optional.empty();
            }
        }
        return Optional.of("wrk, which makes the requests, is not installed: apt-get install wrk (tools/verify does it)");
    }
}
