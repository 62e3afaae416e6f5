package io.netstack.conn;

/** Turns a finished handshake into a connection: the start values of every part. */
final class Opening {
    /** The least that a peer's MSS is taken for, and what timestamps take of a segment. */
    private static final int MIN_MSS = 48;
    private static final int TIMESTAMP_BYTES = 12;
    private static final int HEADER_BYTES = 40;

    private Opening() {
    }

    static void open(TcpConnection c, Handshake h, ConnectionEngine engine, int ipId, long nowNs) {
        ConnSettings settings = engine.settings;
        c.remoteHigh = h.key().remoteHigh();
        c.remoteLow = h.key().remoteLow();
        c.ports = h.key().ports();
        c.localIndex = h.key().localIndex();
        c.listenerId = h.listenerId();
        c.timestamps = h.timestamps();
        c.sack = h.sack();
        c.ecn = h.ecn();
        c.sendScaleOption = h.sendWindowScale();
        c.receiveScaleOption = h.receiveWindowScale();
        c.sendScale = Math.max(h.sendWindowScale(), 0);
        c.timestampOffset = h.timestampOffset();
        c.tsRecent = h.timestampRecent();
        c.tsRecentNs = nowNs;
        c.handshakeSentNs = h.synAckSentNs();
        c.handshakeRetransmits = h.synAckRetransmits();

        c.state = TcpState.SYN_RECEIVED;
        c.applicationHolds = true;
        c.receiveShut = false;
        c.leftOutCount = 0;
        c.sendMemory = 0;
        c.sendMemoryFixed = false;
        c.finQueued = false;
        c.finSeen = false;
        c.noDelay = false;
        c.keepAlive = false;
        c.userTimeoutNs = 0;
        c.bucket = false;
        openSending(c, h, engine, ipId, nowNs);
        openReceiving(c, h, settings, nowNs);
        c.timer = RetransmitTimer.Kind.NONE;
        c.timerNs = Long.MAX_VALUE;
        c.slowTimerNs = Long.MAX_VALUE;
        c.keepAliveProbesSent = 0;
        c.streams.open(c.id);
        engine.sendMemory.update(c);
    }

    private static void openSending(TcpConnection c, Handshake h, ConnectionEngine engine, int ipId, long nowNs) {
        ConnSettings settings = engine.settings;
        int most = Math.min(h.peerMss(), settings.mtuBytes() - HEADER_BYTES);
        c.mss = Math.max(most, MIN_MSS) - (h.timestamps() ? TIMESTAMP_BYTES : 0);
        int next = h.iss() + 1;
        c.sndUna = next;
        c.sndNxt = next;
        c.sndWl1 = h.irs();
        c.sndWnd = 0;
        c.maxWindow = 0;
        c.writeEnd = next;
        c.pushedEnd = next;
        c.smallEnd = next;
        c.bytesAcked = 0;
        c.ackedPosition = 0;
        c.lastSentNs = nowNs;
        c.pacingRate = 0;
        c.ipId = ipId;
        c.probes = 0;
        c.backoff = 0;
        c.probingSinceNs = 0;
        c.announceReduction = false;
        c.sent.clear();
        c.rtt.open(settings);
        c.recovery.open(next);
        // RFC 5681 section 3.1: a SYN-ACK that had to be repeated says that the network is full.
        int initial = h.synAckRetransmits() > 1 ? 1 : settings.initialWindow();
        CongestionControl control = c.congestion.control();
        if (control == null) {
            control = settings.congestion() == CongestionAlgorithm.CUBIC ? new Cubic() : NewReno.INSTANCE;
        }
        c.congestion.open(control, initial, nowNs);
    }

    private static void openReceiving(TcpConnection c, Handshake h, ConnSettings settings, long nowNs) {
        c.window.open(settings, h, c.mss);
        c.acks.open();
        c.reassembly.clear(c.window.memory);
        c.blocks.open(h.sack(), settings.dsack(), h.timestamps());
        c.tuning.open(c.window, nowNs);
        c.receivedPosition = 0;
        c.readPosition = 0;
        c.outOfWindowAnswered = false;
        c.lastOutOfWindowNs = 0;
        c.compressedAcks = 0;
        c.duplicateAcksSent = 0;
        c.duplicateAcksFor = c.window.rcvNxt;
        c.compressedAckNs = Long.MAX_VALUE;
        c.lastReceivedNs = nowNs;
        c.echoCongestion = false;
    }
}
