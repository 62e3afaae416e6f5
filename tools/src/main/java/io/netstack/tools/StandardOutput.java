package io.netstack.tools;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Standard output, which remembers why it could not be written: a {@link java.io.PrintWriter} over it only knows that it failed. */
final class StandardOutput extends OutputStream {
    private final FileOutputStream out = new FileOutputStream(FileDescriptor.out);
    private volatile IOException failure;

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        try {
            out.write(bytes, offset, length);
        } catch (IOException e) {
            failure = e;
            throw e;
        }
    }

    /** Why something was lost, or null. */
    IOException failure() {
        return failure;
    }

    /** Did its reader go, as {@code head} does? */
    boolean readerHasGone() {
        return failure != null && String.valueOf(failure.getMessage()).contains("Broken pipe");
    }
}
