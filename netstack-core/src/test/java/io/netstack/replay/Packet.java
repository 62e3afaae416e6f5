package io.netstack.replay;

import io.netstack.wire.Bytes;
import io.netstack.wire.InternetChecksum;
import io.netstack.wire.TcpFlags;
import java.util.Arrays;
import java.util.List;

/**
 * A frame taken apart by the tests' own reader: more forgiving than the stack's codecs, so that damaged frames can be looked at, and
 * written without them, so that it is a second opinion.
 *
 * @param tcp       does the frame hold a TCP header that can be read? The fields behind it mean something only then
 * @param sumsRight are the IP header's and the segment's checksums right?
 */
public record Packet(byte[] frame, int protocol, int source, int destination, int timeToLive, int typeOfService, boolean dontFragment,
                     boolean tcp, int sourcePort, int destinationPort, int seq, int ack, int flags, int window, List<TcpOption> options,
                     byte[] data, boolean sumsRight) {
    private static final int IP = 14;

    /** Reads a frame; null when it is not IPv4. */
    public static Packet read(byte[] f) {
        if (f.length < 34 || Bytes.u16(f, 12) != 0x0800) {
            return null;
        }
        int ipHeader = (f[IP] & 15) * 4;
        int end = Math.min(f.length, IP + Bytes.u16(f, IP + 2));
        int protocol = Bytes.u8(f, IP + 9);
        int tcp = IP + ipHeader;
        boolean fragment = (Bytes.u16(f, IP + 6) & 0x1FFF) != 0;
        boolean readable = protocol == 6 && !fragment && end - tcp >= 20;
        if (!readable) {
            return new Packet(f, protocol, Bytes.i32(f, IP + 12), Bytes.i32(f, IP + 16), Bytes.u8(f, IP + 8), Bytes.u8(f, IP + 1),
                (f[IP + 6] & 0x40) != 0, false, 0, 0, 0, 0, 0, 0, List.of(), new byte[0], false);
        }
        int word = Bytes.u16(f, tcp + 12);
        int header = (word >>> 12) * 4;
        boolean sums = InternetChecksum.of(f, IP, ipHeader) == 0 && InternetChecksum.finish(InternetChecksum.add(
            InternetChecksum.pseudoHeader(Bytes.i32(f, IP + 12), Bytes.i32(f, IP + 16), 6, end - tcp), f, tcp, end - tcp)) == 0;
        return new Packet(f, protocol, Bytes.i32(f, IP + 12), Bytes.i32(f, IP + 16), Bytes.u8(f, IP + 8), Bytes.u8(f, IP + 1),
            (f[IP + 6] & 0x40) != 0, true, Bytes.u16(f, tcp), Bytes.u16(f, tcp + 2), Bytes.i32(f, tcp + 4), Bytes.i32(f, tcp + 8),
            word & 0x1FF, Bytes.u16(f, tcp + 14), TcpOption.readAll(f, tcp + 20, Math.min(tcp + header, end)),
            tcp + header <= end ? Arrays.copyOfRange(f, tcp + header, end) : new byte[0], sums);
    }

    boolean has(int flag) {
        return (flags & flag) != 0;
    }

    /** The flags as recordings write them: A'WEUAPRSF order. */
    String flagText() {
        StringBuilder text = new StringBuilder();
        int[] bits = {TcpFlags.AE, TcpFlags.CWR, TcpFlags.ECE, TcpFlags.URG, TcpFlags.ACK, TcpFlags.PSH, TcpFlags.RST, TcpFlags.SYN,
            TcpFlags.FIN};
        String[] letters = {"A'", "W", "E", "U", "A", "P", "R", "S", "F"};
        for (int i = 0; i < bits.length; i++) {
            if (has(bits[i])) {
                text.append(letters[i]);
            }
        }
        return text.isEmpty() ? "-" : text.toString();
    }
}
