package io.netstack.pcap;

import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Runs a command in the calling thread's namespace and insists that it succeeds. */
public final class Shell {

    private Shell() {
    }

    /** Its output, standard error included. */
    public static String run(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int exit = process.waitFor();
        if (exit != 0) {
            throw new IOException(String.join(" ", command) + " exited " + exit + ": " + output);
        }
        return output;
    }
}
