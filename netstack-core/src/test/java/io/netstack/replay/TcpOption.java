package io.netstack.replay;

import io.netstack.wire.Bytes;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** One option as it stood on the wire: a name and its numbers; what is not known is raw hexadecimal. */
public record TcpOption(String name, List<Object> values) {

    /** All options of a header, in order, up to the end-of-list option or the first broken one. */
    static List<TcpOption> readAll(byte[] b, int start, int end) {
        List<TcpOption> options = new ArrayList<>();
        int i = start;
        while (i < end) {
            int kind = b[i] & 0xFF;
            if (kind == 0) {
                options.add(of("eol"));
                break;
            }
            if (kind == 1) {
                options.add(of("nop"));
                i++;
                continue;
            }
            if (i + 1 >= end || Bytes.u8(b, i + 1) < 2 || i + Bytes.u8(b, i + 1) > end) {
                options.add(of("bad", HexFormat.of().formatHex(b, i, end)));
                break;
            }
            int length = Bytes.u8(b, i + 1);
            options.add(read(b, i, kind, length));
            i += length;
        }
        return options;
    }

    private static TcpOption read(byte[] b, int i, int kind, int length) {
        if (kind == 2 && length == 4) {
            return of("mss", (long) Bytes.u16(b, i + 2));
        }
        if (kind == 3 && length == 3) {
            return of("ws", (long) Bytes.u8(b, i + 2));
        }
        if (kind == 4 && length == 2) {
            return of("sackOK");
        }
        if (kind == 8 && length == 10) {
            return of("ts", u32(b, i + 2), u32(b, i + 6));
        }
        if (kind == 5) {
            List<Object> blocks = new ArrayList<>();
            for (int j = 2; j + 8 <= length; j += 8) {
                blocks.add(List.of(u32(b, i + j), u32(b, i + j + 4)));
            }
            return of("sack", blocks);
        }
        return of("raw", HexFormat.of().formatHex(b, i, i + length));
    }

    private static long u32(byte[] b, int i) {
        return Bytes.i32(b, i) & 0xFFFF_FFFFL;
    }

    private static TcpOption of(String name, Object... values) {
        return new TcpOption(name, List.of(values));
    }

    boolean isTimestamps() {
        return name.equals("ts");
    }

    long timestampValue() {
        return (Long) values.get(0);
    }

    /** For comparison: of timestamps only whether something is echoed counts, of SACK only how many blocks. */
    String normalized() {
        return switch (name) {
            case "ts" -> (Long) values.get(1) != 0 ? "ts" : "ts0";
            case "sack" -> "sack" + ((List<?>) values.get(0)).size();
            default -> values.isEmpty() ? name : name + " " + String.join(",", values.stream().map(String::valueOf).toList());
        };
    }
}
