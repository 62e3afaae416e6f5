package io.netstack.conn;
import io.netstack.flow.FlowKey;
public final class TcpConnection {
    public static final int FAILED = -2; public static final int END_OF_STREAM = -1; public void shutdownRead() {} ByteRing r;
    public FlowKey key(FlowKey k) { return k; }
    public int receive(byte[] b, int o, int l) { return 0; }
    public int send(byte[] b, int o, int l) { return 0; }
    public ByteRing received() { return r; }
    public boolean isReceiveEnded() { return false; }
    public boolean isSendEnded() { return false; }
    public int sendSpace() { return 0; }
    public ConnectionError error() { return null; }
    public ConnectionError takeError() { return null; }
    public ConnectionError takeSendError() { return null; }
    public void readerWaits(Thread t) { }
    public void writerWaits(Thread t) { }
    public void noDelay(boolean b, long n) { }
    public void onApplicationWrote(long n) { }
    public void onApplicationRead(long n) { }
    public void shutdownWrite(long n) { }
    public void close(long n) { }
    public void abort(long n) { }
    public void listenerClosed(long n) { }
}
