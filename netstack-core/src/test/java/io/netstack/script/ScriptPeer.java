package io.netstack.script;

import io.netstack.replay.Packet;
import io.netstack.replay.TcpOption;
import io.netstack.wire.TcpFlags;

/** A peer of a script: its numbers, the listener's numbers for it, its timestamps. */
final class ScriptPeer {
    static final int ADDRESS = 0xC612_0002;
    private static final int FIRST_PORT = 40000;

    final String name;
    final int port;
    final int iss;
    /** The listener's first number for this peer; null before its first SYN-ACK. */
    Integer listenerIss;
    private boolean timestamps;
    private boolean scaled;
    private int newestTimestamp;
    Object handle;

    ScriptPeer(String name, int number) {
        this.name = name;
        this.port = FIRST_PORT + number;
        this.iss = number * 0x0100_0000 + 0x1234;
    }

    int listenerIssOr0() {
        return listenerIss == null ? 0 : listenerIss;
    }

    boolean usesTimestamps() {
        return timestamps;
    }

    int newestTimestamp() {
        return newestTimestamp;
    }

    /** The window of everything after the SYN: 64256 bytes, in units of the scale that was agreed on. */
    int window() {
        return scaled ? 502 : 64240;
    }

    /** Takes note of what the listener sent. */
    void received(Packet p) {
        boolean synAck = (p.flags() & TcpFlags.SYN) != 0;
        if (synAck && listenerIss == null) {
            listenerIss = p.seq();
        }
        for (TcpOption option : p.options()) {
            if (option.name().equals("ts")) {
                timestamps |= synAck;
                newestTimestamp = (int) (long) (Long) option.values().getFirst();
            }
            scaled |= synAck && option.name().equals("ws");
        }
    }
}
