package io.netstack.tools;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Lets root play a user who is not: the launcher and this JVM's classes, copied to where that user can read them.
 *
 * @param prefix    what runs a command as that user
 * @param classPath the copies
 */
public record OtherUser(List<String> prefix, String classPath) {

    /** Copies everything into the folder, which becomes readable for all. */
    public static OtherUser readyIn(Path folder) throws IOException {
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        for (String script : List.of("netstack", "common.sh")) {
            Files.copy(Path.of(script), folder.resolve(script));
        }
        List<String> copies = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (Files.exists(Path.of(entry))) {
                Path copy = folder.resolve(copies.size() + "-" + Path.of(entry).getFileName());
                copyTree(Path.of(entry), copy);
                copies.add(copy.toString());
            }
        }
        return new OtherUser(List.of("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", "--"),
                String.join(File.pathSeparator, copies));
    }

    private static void copyTree(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }
}
