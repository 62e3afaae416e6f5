package io.netstack.observe;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Where the {@link StatusMap}s of one user's stacks lie, one file per process named by its number: {@code $XDG_RUNTIME_DIR/netstack}, else
 * {@code /run/netstack}, else {@code /tmp/netstack-}<i>uid</i>; for nobody else to read.
 *
 * @param path the directory; it need not exist
 */
public record StatusDirectory(Path path) {
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rwx------");

    /** The directory of this user. */
    public static StatusDirectory ofThisUser() {
        return of(System.getenv(), Path.of("/run"), Path.of("/tmp"));
    }

    static StatusDirectory of(Map<String, String> environment, Path run, Path tmp) {
        String runtime = environment.getOrDefault("XDG_RUNTIME_DIR", "");
        if (!runtime.isEmpty() && Files.isWritable(Path.of(runtime))) {
            return new StatusDirectory(Path.of(runtime, "netstack"));
        }
        if (Files.isWritable(run)) {
            return new StatusDirectory(run.resolve("netstack"));
        }
        return new StatusDirectory(tmp.resolve("netstack-" + uid()));
    }

    /** The number of this user outside any user namespace, so that inside and outside agree on the directory; 0 where it cannot be told. */
    private static long uid() {
        try {
            long inside = ((Number) Files.getAttribute(Path.of("/proc/self"), "unix:uid")).longValue();
            for (String line : Files.readAllLines(Path.of("/proc/self/uid_map"))) {
                String[] fields = line.trim().split("\\s+");
                long first = Long.parseLong(fields[0]);
                if (inside >= first && inside < first + Long.parseLong(fields[2])) {
                    return Long.parseLong(fields[1]) + inside - first;
                }
            }
            return inside;
        } catch (IOException | UnsupportedOperationException e) {
            return 0;
        }
    }

    /**
     * Makes the directory, or checks that it is ours.
     *
     * @throws IOException when it cannot be made, is a symbolic link, or belongs to another user
     */
    void make() throws IOException {
        try {
            Files.createDirectory(path, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        } catch (FileAlreadyExistsException e) {
            if (!Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
                throw new IOException(path + " is not a directory", e);
            }
            if (!Files.getOwner(path, LinkOption.NOFOLLOW_LINKS).equals(Files.getOwner(Path.of("/proc/self")))) {
                throw new IOException(path + " belongs to somebody else", e);
            }
            Files.setPosixFilePermissions(path, OWNER_ONLY);
        }
    }

    /** The maps of the stacks that run, in the order of their process numbers. */
    public List<Path> running() throws IOException {
        List<Path> running = new ArrayList<>();
        for (Path file : numbered()) {
            if (!isStale(file)) {
                running.add(file);
            }
        }
        return running;
    }

    /** Deletes the maps of processes that are gone; answers how many. */
    public int sweep() throws IOException {
        int swept = 0;
        for (Path file : numbered()) {
            if (isStale(file) && Files.deleteIfExists(file)) {
                swept++;
            }
        }
        return swept;
    }

    private List<Path> numbered() throws IOException {
        if (!Files.isDirectory(path)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(path)) {
            return files.filter(f -> f.getFileName().toString().matches("[1-9][0-9]{0,17}"))
                .sorted((x, y) -> Long.compare(pid(x), pid(y))).toList();
        }
    }

    private static long pid(Path file) {
        return Long.parseLong(file.getFileName().toString());
    }

    private static boolean isStale(Path file) {
        try {
            return processStart(pid(file)) != StatusSnapshot.processStartOf(file);
        } catch (IOException e) {
            // no such process, or no map of ours
            return true;
        }
    }

    /**
     * When a process started, in ticks since boot: with its number, what tells it from every other process.
     *
     * @throws IOException when there is no such process
     */
    static long processStart(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"), StandardCharsets.ISO_8859_1);
        // the name in parentheses may hold blanks and parentheses itself; the start is field 22, the name field 2
        String[] afterName = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return Long.parseLong(afterName[19]);
    }
}
