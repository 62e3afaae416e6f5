package io.netstack.wire;

/** The control bits of a TCP header (RFC 9293 section 3.1; AE: the former NS bit). */
public final class TcpFlags {
    public static final int FIN = 0x001;
    public static final int SYN = 0x002;
    public static final int RST = 0x004;
    public static final int PSH = 0x008;
    public static final int ACK = 0x010;
    public static final int URG = 0x020;
    public static final int ECE = 0x040;
    public static final int CWR = 0x080;
    public static final int AE = 0x100;

    private TcpFlags() {
    }

    /** The letters tcpdump uses, most telling first: {@code "S"}, {@code "SA"}, {@code "FPA"}; {@code "-"} for none. */
    public static String text(int flags) {
        StringBuilder s = new StringBuilder(9);
        append(s, flags, SYN, 'S');
        append(s, flags, FIN, 'F');
        append(s, flags, RST, 'R');
        append(s, flags, PSH, 'P');
        append(s, flags, ACK, 'A');
        append(s, flags, URG, 'U');
        append(s, flags, ECE, 'E');
        append(s, flags, CWR, 'W');
        append(s, flags, AE, 'N');
        return s.isEmpty() ? "-" : s.toString();
    }

    private static void append(StringBuilder s, int flags, int bit, char letter) {
        if ((flags & bit) != 0) {
            s.append(letter);
        }
    }
}
