package io.netstack.conn;

import io.netstack.observe.Reason;
import io.netstack.wire.SeqNum;
import io.netstack.wire.TcpFlags;
import io.netstack.wire.TcpSegment;

/**
 * Every way out of a connection (RFC 9293 section 3.6): the application's close in its forms, the peer's FIN, both at once, RST either way, and
 * what is left afterwards.
 *
 * <pre>
 *   ESTABLISHED ─close─▶ FIN-WAIT-1 ─ACK─▶ FIN-WAIT-2 ─FIN─▶ TIME-WAIT ─60 s─▶ CLOSED
 *        │                   └─FIN─▶ CLOSING ─ACK─▶ TIME-WAIT
 *        └─FIN─▶ CLOSE-WAIT ─close─▶ LAST-ACK ─ACK─▶ CLOSED
 * </pre>
 */
final class Closing {
    /** Lives up to this are not worth counting as a TIME-WAIT (Linux). */
    private static final long SHORT_LIFE_NS = 4_000_000_000L;

    private final ConnectionEngine engine;

    Closing(ConnectionEngine engine) {
        this.engine = engine;
    }

    // ---- the application

    /** FIN after what is queued; the other direction stays open. */
    void shutdownWrite(TcpConnection c, long nowNs) {
        if (c.finQueued || c.isOver() || c.bucket) {
            c.streams.endSending();
            return;
        }
        engine.output.noteWritten(c);
        c.streams.endSending();
        switch (c.state) {
            case SYN_RECEIVED, ESTABLISHED -> engine.setState(c, TcpState.FIN_WAIT_1);
            case CLOSE_WAIT -> engine.setState(c, TcpState.LAST_ACK);
            default -> {
                return;
            }
        }
        c.finQueued = true;
        engine.output.push(c, true, nowNs);
    }

    void close(TcpConnection c, long nowNs) {
        if (!c.applicationHolds) {
            return;
        }
        if (c.received.available() > 0 && !c.isOver() && !c.bucket) {
            engine.count(Reason.ABORTED_BY_CLOSE);
            resetAndFinish(c, true, nowNs);
            return;
        }
        letGo(c);
        if (c.isOver() || c.bucket) {
            afterLettingGo(c);
            return;
        }
        if (c.state == TcpState.FIN_WAIT_2) {
            waitForFin(c, false, nowNs);
        } else {
            shutdownWrite(c, nowNs);
        }
        engine.reschedule(c);
    }

    void abort(TcpConnection c, long nowNs) {
        if (!c.applicationHolds) {
            return;
        }
        if (c.isOver() || c.bucket) {
            letGo(c);
            afterLettingGo(c);
            return;
        }
        boolean unread = c.received.available() > 0;
        engine.count(unread ? Reason.ABORTED_BY_CLOSE : Reason.ABORTED_BY_LINGER);
        boolean late = c.state == TcpState.LAST_ACK || c.state == TcpState.CLOSING;
        resetAndFinish(c, unread || !late || c.hasUnsent(), nowNs);
    }

    void listenerClosed(TcpConnection c, long nowNs) {
        if (!c.applicationHolds) {
            return;
        }
        if (c.isOver() || c.bucket) {
            letGo(c);
            afterLettingGo(c);
            return;
        }
        engine.count(Reason.LISTENER_CLOSED_CONNECTION);
        resetAndFinish(c, true, nowNs);
    }

    private void letGo(TcpConnection c) {
        c.applicationHolds = false;
        c.receiveShut = true;
        c.streams.endReceiving(false);
        c.streams.endSending();
    }

    private void resetAndFinish(TcpConnection c, boolean sendsReset, long nowNs) {
        if (sendsReset) {
            engine.transmitter.reset(c, Reason.SENT_RST_CONNECTION, nowNs);
        }
        letGo(c);
        finish(c, nowNs);
    }

    private void afterLettingGo(TcpConnection c) {
        if (c.isOver()) {
            engine.retire(c);
        } else {
            c.streams.release();
        }
    }

    // ---- the peer

    /** A FIN arrived in order. */
    void onFin(TcpConnection c, long nowNs) {
        c.finSeen = true;
        c.acks.schedule();
        c.streams.endReceiving(true);
        c.reassembly.clear(c.window.memory);
        c.blocks.clear();
        c.received.discardPlaced();
        switch (c.state) {
            case SYN_RECEIVED, ESTABLISHED -> {
                engine.setState(c, TcpState.CLOSE_WAIT);
                c.acks.pingpong = true;
            }
            case FIN_WAIT_1 -> {
                engine.transmitter.ack(c, Reason.SENT_ACK, nowNs);
                engine.setState(c, TcpState.CLOSING);
            }
            case FIN_WAIT_2 -> {
                engine.transmitter.ack(c, Reason.SENT_ACK, nowNs);
                enterTimeWait(c, nowNs);
            }
            default -> {
                // a FIN that was taken before: it is acknowledged again
            }
        }
        c.streams.wakeReader();
    }

    /** Is our FIN acknowledged? @return what became of the segment when nothing is left of the connection to take it, else null */
    Reason onFinAcknowledged(TcpConnection c, TcpSegment s, long nowNs) {
        if (!c.finQueued || c.sndUna != c.sequenceEnd()) {
            return null;
        }
        switch (c.state) {
            case FIN_WAIT_1 -> {
                engine.setState(c, TcpState.FIN_WAIT_2);
                if (c.applicationHolds) {
                    return null;
                }
                int fin = s.has(TcpFlags.FIN) ? 1 : 0;
                if (s.sequenceLength() > 0 && SeqNum.lessThan(c.window.rcvNxt, s.endSequenceNumber() - fin)) {
                    engine.count(Reason.ABORTED_BY_DATA);
                    finish(c, nowNs);
                    engine.transmitter.resetFor(c, s, nowNs);
                    return Reason.CONNECTION_DATA_AFTER_CLOSE;
                }
                return waitForFin(c, fin == 1, nowNs) ? Reason.CONNECTION_FIN_ACKNOWLEDGED : null;
            }
            case CLOSING -> {
                enterTimeWait(c, nowNs);
                return Reason.CONNECTION_FIN_ACKNOWLEDGED;
            }
            case LAST_ACK -> {
                finish(c, nowNs);
                return Reason.CONNECTION_CLOSED;
            }
            default -> {
                return null;
            }
        }
    }

    // ---- what is left

    /** How long FIN-WAIT-2 lasts without an application. */
    long finWaitNs(TcpConnection c) {
        return Math.max(engine.settings.finTimeoutNs(), c.rtt.timeoutNs() * 7 / 2);
    }

    /** FIN-WAIT-2 without an application: soon only a bucket. @return true when it is one now */
    private boolean waitForFin(TcpConnection c, boolean finArriving, long nowNs) {
        long life = finWaitNs(c);
        if (life > engine.settings.timeWaitNs()) {
            c.slowTimerNs = engine.grain.fireAtNs(nowNs, life - engine.settings.timeWaitNs());
            return false;
        }
        if (finArriving) {
            // The FIN is in the segment at hand and must find the connection.
            c.slowTimerNs = engine.grain.fireAtNs(nowNs, life);
            return false;
        }
        enterBucket(c, life, nowNs);
        return true;
    }

    /** FIN-WAIT-2 goes on as a bucket: no memory, no timers but one. */
    void enterBucket(TcpConnection c, long lifeNs, long nowNs) {
        if (lifeNs <= 0) {
            finish(c, nowNs);
            return;
        }
        shrink(c, Math.max(lifeNs, c.rtt.timeoutNs() * 7 / 2), nowNs);
    }

    /** Both directions are closed and acknowledged: waits for stray segments. */
    void enterTimeWait(TcpConnection c, long nowNs) {
        engine.setState(c, TcpState.TIME_WAIT);
        shrink(c, engine.settings.timeWaitNs(), nowNs);
    }

    private void shrink(TcpConnection c, long lifeNs, long nowNs) {
        engine.count(lifeNs > SHORT_LIFE_NS ? Reason.TIME_WAIT_ENTERED : Reason.TIME_WAIT_SHORT);
        c.bucket = true;
        c.bucketWindow = c.window.current();
        c.bucketField = c.bucketWindow >> c.window.scale;
        stopSending(c);
        c.reassembly.clear(c.window.memory);
        c.received.discardPlaced();
        c.acks.pending = 0;
        c.acks.deadlineNs = Long.MAX_VALUE;
        c.compressedAckNs = Long.MAX_VALUE;
        c.slowTimerNs = engine.grain.fireAtNs(nowNs, lifeNs);
        if (!c.applicationHolds) {
            c.streams.release();
        }
        engine.remains(c);
        c.streams.wakeReader();
        c.streams.wakeWriter();
    }

    private void stopSending(TcpConnection c) {
        engine.timers.disarm(c);
        c.sent.clear();
        c.streams.endSending();
        long end = c.toSend.written();
        c.toSend.skipTo(end);
        c.toSend.release(end);
    }

    /** The connection ends by a RST of either side; who has read the peer's FIN learns no more than that writing is in vain (Linux 6.18). */
    void reset(TcpConnection c, long nowNs) {
        fail(c, c.state == TcpState.CLOSE_WAIT ? ConnectionError.EPIPE : ConnectionError.ECONNRESET, nowNs);
    }

    /** The connection ends before its time; the application is told why. */
    void fail(TcpConnection c, ConnectionError why, long nowNs) {
        if (c.state == TcpState.SYN_RECEIVED) {
            // Not when our own side lets go of it (Linux: tcp_done counts, tcp_disconnect does not).
            engine.count(Reason.ATTEMPT_FAILED);
        }
        c.streams.fail(why);
        finish(c, nowNs);
    }

    /** Nothing is left of the protocol; what was received stays readable as long as the application holds the connection. */
    void finish(TcpConnection c, long nowNs) {
        if (c.isOver()) {
            return;
        }
        if (c.state.maySend()) {
            engine.count(Reason.CONNECTION_ABORTED);
        }
        engine.setState(c, TcpState.CLOSED);
        stopSending(c);
        c.reassembly.clear(c.window.memory);
        c.received.discardPlaced();
        c.acks.pending = 0;
        c.acks.deadlineNs = Long.MAX_VALUE;
        c.compressedAckNs = Long.MAX_VALUE;
        c.slowTimerNs = Long.MAX_VALUE;
        c.bucket = false;
        c.streams.endReceiving(false);
        c.streams.wakeReader();
        c.streams.wakeWriter();
        engine.retire(c);
    }
}
