package io.netstack.conn;
public final class ReceiveWindow {
    public static final int MIN_BUFFER_BYTES = 2304;
    private ReceiveWindow() { }
    public static int initialWindow(ConnSettings s, int mss, int user) { return initialBytes(s.rmemDefaultBytes(), mss); }
    public static int windowScale(ConnSettings s, int user) { return scale(s.rmemDefaultBytes(), s.rmemMaxBytes()); }
    public static int initialBytes(int buffer, int mss) { int full = buffer / 2; return full > mss ? full / mss * mss : full; }
    public static int scale(int buffer, int largest) { int s = Math.max(buffer / 2, Math.max(largest, 212992)); return Math.max(0, Math.min(14, 31 - Integer.numberOfLeadingZeros(s) - 15)); }
}
