package io.netstack.tools.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Looks through /proc for what should not be there any more. */
final class Processes {

    private static final long PATIENCE_NS = 10_000_000_000L;

    private Processes() {
    }

    /** Waits until no process has this text in its command line. */
    static void awaitGone(String text) throws InterruptedException {
        await("processes '" + text + "'", () -> matching("cmdline", text));
    }

    /** Waits until no process is in this network namespace, such as {@code net:[4026532000]}. */
    static void awaitNamespaceGone(String namespace) throws InterruptedException {
        await("processes in " + namespace, () -> matching("ns/net", namespace));
    }

    private static void await(String what, Supplier<List<String>> search) throws InterruptedException {
        long endNs = System.nanoTime() + PATIENCE_NS;
        List<String> left = search.get();
        while (!left.isEmpty()) {
            if (System.nanoTime() - endNs > 0) {
                throw new AssertionError("left behind, " + what + ": " + left);
            }
            Thread.sleep(20);
            left = search.get();
        }
    }

    private static List<String> matching(String file, String text) {
        List<String> found = new ArrayList<>();
        try (Stream<Path> processes = Files.list(Path.of("/proc"))) {
            for (Path process : processes.filter(path -> Character.isDigit(path.getFileName().toString().charAt(0))).toList()) {
                try {
                    Path path = process.resolve(file);
                    String content = Files.isSymbolicLink(path) ? Files.readSymbolicLink(path).toString()
                            : Files.readString(path, StandardCharsets.ISO_8859_1).replace('\0', ' ');
                    if (content.contains(text)) {
                        found.add(process.getFileName() + " " + content);
                    }
                } catch (IOException e) {
                    // it ended while we looked
                    continue;
                }
            }
        } catch (IOException e) {
            throw new AssertionError("cannot list /proc", e);
        }
        return found;
    }
}
