package io.netstack.tools.lab;

import io.netstack.pcap.LinkException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Runs one of the system's programs to its end; it works in the network namespace of the calling thread. */
public final class Program {

    private Program() {
    }

    /** {@code ip -batch}: one process for many changes. */
    public static void ip(List<String> prefix, String... lines) {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of("ip", "-batch", "-"));
        run(command, String.join("\n", lines) + "\n");
    }

    /**
     * Runs it.
     *
     * @param input what it reads
     * @return what it printed
     * @throws LinkException when it is missing or does not exit with 0
     */
    public static String run(List<String> command, String input) {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            try (OutputStream in = process.getOutputStream()) {
                in.write(input.getBytes(StandardCharsets.UTF_8));
            }
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            int exit = process.waitFor();
            if (exit != 0) {
                throw new LinkException(String.join(" ", command) + " failed (" + exit + "): " + output);
            }
            return output;
        } catch (IOException e) {
            throw new LinkException("cannot run " + command.getFirst() + " (install iproute2 and util-linux): " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LinkException("interrupted while " + command.getFirst() + " ran", e);
        }
    }
}
