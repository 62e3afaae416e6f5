package io.netstack.tools.serve.http;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The files under a directory. Whatever a path says, and wherever a symbolic link points, nothing outside of the directory is given. A
 * directory is its index.html, or a list of what is in it.
 */
final class FileTree implements HttpContent {
    private static final int PIECE_BYTES = 65_536;

    private final Path root;

    private FileTree(Path root) {
        this.root = root;
    }

    static FileTree of(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            throw new IOException("there is no " + directory);
        }
        if (!Files.isDirectory(directory)) {
            throw new IOException(directory + " is not a directory");
        }
        if (!Files.isReadable(directory) || !Files.isExecutable(directory)) {
            throw new IOException(directory + " may not be read");
        }
        return new FileTree(directory.toRealPath());
    }

    @Override
    public HttpAnswer find(String path) throws HttpFault, IOException {
        Deque<String> names = names(path);
        Path file = real(String.join("/", names));
        if (Files.isDirectory(file)) {
            return directory(file, names, path.endsWith("/"));
        }
        if (path.endsWith("/")) {
            throw new HttpFault(404, path + " is not a directory");
        }
        return file(file);
    }

    /** The names of a path without dots (RFC 3986 §5.2.4). */
    private static Deque<String> names(String path) throws HttpFault {
        Deque<String> names = new ArrayDeque<>();
        for (String name : path.split("/")) {
            if (name.equals("..")) {
                if (names.pollLast() == null) {
                    throw new HttpFault(403, "the path leaves the directory");
                }
            } else if (!name.isEmpty() && !name.equals(".")) {
                names.addLast(name);
            }
        }
        return names;
    }

    private Path real(String path) throws HttpFault, IOException {
        Path file;
        try {
            file = root.resolve(path).toRealPath();
        } catch (NoSuchFileException | InvalidPathException e) {
            throw new HttpFault(404, "there is no /" + path);
        } catch (AccessDeniedException | FileSystemLoopException e) {
            throw new HttpFault(403, "/" + path + " may not be read");
        } catch (IOException e) {
            // what the system says of a name that is too long, and of one below a file
            throw new HttpFault(404, "there is no /" + path);
        }
        if (!file.startsWith(root)) {
            throw new HttpFault(403, "/" + path + " lies outside of the directory");
        }
        return file;
    }

    private HttpAnswer directory(Path directory, Deque<String> names, boolean slash) throws HttpFault, IOException {
        if (!slash) {
            // links of the page are relative to it
            return HttpAnswer.of(301, "with a slash").with("Location: " + Listing.link(names) + "/");
        }
        if (!Files.isReadable(directory)) {
            throw new HttpFault(403, "this directory may not be read");
        }
        Path index = directory.resolve("index.html");
        if (Files.exists(index)) {
            return file(real(root.relativize(index).toString()));
        }
        return HttpAnswer.of(200, MediaType.HTML, Listing.of(directory, names));
    }

    private static HttpAnswer file(Path file) throws HttpFault, IOException {
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw new HttpFault(403, file.getFileName() + " may not be read");
        }
        return HttpAnswer.of(MediaType.of(file.getFileName().toString()), Files.size(file),
            (out, from, length) -> stream(file, out, from, length));
    }

    private static void stream(Path file, OutputStream out, long from, long length) throws IOException {
        try (SeekableByteChannel bytes = Files.newByteChannel(file)) {
            bytes.position(from);
            byte[] piece = new byte[(int) Math.min(PIECE_BYTES, length)];
            long left = length;
            while (left > 0) {
                int n = bytes.read(ByteBuffer.wrap(piece, 0, (int) Math.min(piece.length, left)));
                if (n < 0) {
                    throw new IOException(file + " has become shorter"); // the client sees the connection end too early
                }
                out.write(piece, 0, n);
                left -= n;
            }
        }
    }
}
