package io.netstack.conn;
public final class TcpConnection {
    public void onApplicationWrote(long n) { }
    public void onApplicationRead(long n) { }
    public void shutdownWrite(long n) { }
    public void close(long n) { }
    public void abort(long n) { }
    public void listenerClosed(long n) { }
}
