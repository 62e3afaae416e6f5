package io.netstack.tools.bench;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.util.LinkedHashMap;
import java.util.Map;

/** The client's side of a bulk transfer, a program of its own on the client's kernel: one connection, one direction, timed to the last byte. */
final class BulkClient {
    private static final int HEAD_BYTES = 10;

    private BulkClient() {
    }

    /** @param args address, port, D or U, how many bytes */
    public static void main(String[] args) throws IOException {
        long bytes = Long.parseLong(args[3]);
        char direction = args[2].charAt(0);
        byte[] piece = new byte[BulkService.PIECE_BYTES];
        try (Socket socket = new Socket(args[0], Integer.parseInt(args[1]))) {
            InputStream in = socket.getInputStream();
            OutputStream out = socket.getOutputStream();
            long startNs = System.nanoTime();
            DataOutputStream head = new DataOutputStream(new BufferedOutputStream(out, HEAD_BYTES));
            head.writeChar(direction);
            head.writeLong(bytes);
            head.flush();
            if (direction == BulkService.DOWN) {
                receive(in, piece, bytes);
            } else {
                for (long left = bytes; left > 0; left -= piece.length) {
                    out.write(piece, 0, (int) Math.min(left, piece.length));
                }
                // timed until the application at the other end has it all
                if (in.read() != 1) {
                    throw new EOFException("the other end did not get all bytes");
                }
            }
            long ns = System.nanoTime() - startNs;
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("ns", ns);
            result.put("cpuNs", ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime());
            System.out.println(JSON.std.asString(result));
        }
    }

    private static void receive(InputStream in, byte[] piece, long bytes) throws IOException {
        long left = bytes;
        while (left > 0) {
            int length = in.read(piece);
            if (length < 0) {
                throw new EOFException(left + " bytes are missing");
            }
            left -= length;
        }
    }
}
