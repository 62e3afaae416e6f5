package io.netstack.conn;
public final class ReceiveWindow {
    private ReceiveWindow() { }
    public static int initialBytes(int buffer, int mss) { int full = buffer / 2; return full > mss ? full / mss * mss : full; }
    public static int scale(int buffer, int largest) { int s = Math.max(buffer / 2, Math.max(largest, 212992)); return Math.max(0, Math.min(14, 31 - Integer.numberOfLeadingZeros(s) - 15)); }
}
