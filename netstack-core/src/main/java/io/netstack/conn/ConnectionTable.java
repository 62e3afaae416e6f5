package io.netstack.conn;
import io.netstack.flow.*; import io.netstack.observe.*; import io.netstack.wire.*;
public final class ConnectionTable {
    public static final int NONE = -1; int n; public int count() { return 0; }
    public ConnectionTable(int capacity, ConnSettings settings, LocalAddresses locals, SegmentWriter writer, Counters counters, Secrets secrets) { }
    public int open(Handshake h, long nowNs) { return n++; }
    public int find(FlowKey key) { return NONE; }
    public TcpConnection get(int id) { return null; }
    public Reason onSegment(int id, TcpSegment s, TcpOptions o, int tos, long nowNs) { return Reason.CONNECTION_SEGMENT; }
    public int reuseIss() { return 0; }
    public Reason onIcmp(int id, int type, int code, int seq, long nowNs) { return Reason.ICMP_IGNORED; }
    public long nextDeadlineNs() { return Long.MAX_VALUE; }
    public void onTimers(long nowNs) { }
}
