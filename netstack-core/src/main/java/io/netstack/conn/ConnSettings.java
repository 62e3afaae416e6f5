package io.netstack.conn;

/**
 * The numbers and switches that connections run by, under Linux's names where it has one. Times in nanoseconds, sizes in bytes.
 *
 * @param mtuBytes           the largest IP packet on the way, as far as is known: bounds what we send and what we ask for
 * @param rmemDefaultBytes   {@code tcp_rmem[1]}: receive memory of a new connection
 * @param rmemMaxBytes       {@code tcp_rmem[2]}: receive memory that autotuning may reach; also sets the window scale
 * @param coreRmemMaxBytes   {@code net.core.rmem_max}: bounds SO_RCVBUF, and sets the window scale
 * @param wmemMaxBytes       {@code tcp_wmem[2]}: bytes that a connection may hold for sending
 * @param coreWmemMaxBytes   {@code net.core.wmem_max}: bounds SO_SNDBUF
 * @param moderateRcvbuf     {@code tcp_moderate_rcvbuf}: does receive memory grow with what the application reads?
 * @param dsack              {@code tcp_dsack}: report duplicates (RFC 2883)
 * @param tailLossProbe      {@code tcp_early_retrans}=3: probe the tail of a flight before the retransmission timer (RFC 8985)
 * @param frto               {@code tcp_frto}: detect timeouts that were not needed (RFC 5682)
 * @param slowStartAfterIdle {@code tcp_slow_start_after_idle}: fall back to the initial window after silence (RFC 2861)
 * @param rfc1337            {@code tcp_rfc1337}: does TIME-WAIT ignore RST?
 * @param retries2           {@code tcp_retries2}: how long data is retransmitted, as a number of backed-off timeouts
 * @param orphanRetries      the same for connections that the application closed
 * @param finTimeoutNs       {@code tcp_fin_timeout}: life in FIN-WAIT-2 after close()
 * @param timeWaitNs         life in TIME-WAIT
 * @param invalidRateLimitNs {@code tcp_invalid_ratelimit}: the least time between answers to unacceptable segments
 * @param initialWindow      initial congestion window in segments (RFC 6928)
 * @param minRtoNs           the least retransmission timeout, and the least variance added to the round-trip time
 * @param maxRtoNs           the longest retransmission timeout
 * @param fallbackRtoNs      the timeout when the handshake gave no round-trip time (RFC 6298 rule 5.7)
 * @param keepAliveNs        {@code tcp_keepalive_time}
 * @param keepAliveProbeNs   {@code tcp_keepalive_intvl}
 * @param keepAliveProbes    {@code tcp_keepalive_probes}
 * @param jiffyNs            timeouts are rounded up to a multiple of this; 1 rounds nothing
 * @param urgentOutOfBand    is the urgent octet left out of the stream unless SO_OOBINLINE, or does it stay where it is (RFC 6093)?
 * @param congestion         who decides how much may be in flight
 */
public record ConnSettings(
    int mtuBytes, int rmemDefaultBytes, int rmemMaxBytes, int coreRmemMaxBytes, int wmemMaxBytes,
    int coreWmemMaxBytes, boolean moderateRcvbuf, boolean dsack,
    boolean tailLossProbe, boolean frto, boolean slowStartAfterIdle, boolean rfc1337, int retries2, int orphanRetries,
    long finTimeoutNs, long timeWaitNs, long invalidRateLimitNs, int initialWindow, long minRtoNs, long maxRtoNs, long fallbackRtoNs, long keepAliveNs,
    long keepAliveProbeNs, int keepAliveProbes, long jiffyNs, boolean urgentOutOfBand, CongestionAlgorithm congestion) {

    private static final long MS = 1_000_000L;
    private static final long SECOND = 1000 * MS;
    private static final ConnSettings LINUX = new ConnSettings(1500, 131_072, 33_554_432, 4_194_304, 4_194_304, 4_194_304, true, true, true, true, true,
        false, 15, 8, 60 * SECOND, 60 * SECOND, 500 * MS, 10, 200 * MS, 120 * SECOND, 3 * SECOND, 7200 * SECOND, 75 * SECOND, 9, 4 * MS,
        true, CongestionAlgorithm.CUBIC);

    public ConnSettings {
        if (rmemDefaultBytes < ReceiveWindow.MIN_BUFFER_BYTES || rmemMaxBytes < rmemDefaultBytes) {
            throw new IllegalArgumentException("receive memory " + rmemDefaultBytes + " to " + rmemMaxBytes + " is no range of bytes");
        }
        if (initialWindow < 1 || jiffyNs < 1) {
            throw new IllegalArgumentException("initial window " + initialWindow + " and jiffy " + jiffyNs + " must be at least 1");
        }
    }

    /** The defaults of Linux 6.18 on a machine with 250 jiffies a second. */
    public static ConnSettings linux() {
        return LINUX;
    }

    /** A builder that starts from these settings. */
    public Builder with() {
        return new Builder(this);
    }

    /** Changes single settings; the setters are named as the components. */
    public static final class Builder {
        private int mtuBytes;
        private int rmemDefaultBytes;
        private int rmemMaxBytes;
        private int coreRmemMaxBytes;
        private int wmemMaxBytes;
        private int coreWmemMaxBytes;
        private boolean moderateRcvbuf;
        private boolean dsack;
        private boolean tailLossProbe;
        private boolean frto;
        private boolean slowStartAfterIdle;
        private boolean rfc1337;
        private int retries2;
        private int orphanRetries;
        private long finTimeoutNs;
        private long timeWaitNs;
        private long invalidRateLimitNs;
        private int initialWindow;
        private long minRtoNs;
        private long maxRtoNs;
        private long fallbackRtoNs;
        private long keepAliveNs;
        private long keepAliveProbeNs;
        private int keepAliveProbes;
        private long jiffyNs;
        private boolean urgentOutOfBand;
        private CongestionAlgorithm congestion;

        private Builder(ConnSettings s) {
            mtuBytes = s.mtuBytes;
            rmemDefaultBytes = s.rmemDefaultBytes;
            rmemMaxBytes = s.rmemMaxBytes;
            coreRmemMaxBytes = s.coreRmemMaxBytes;
            wmemMaxBytes = s.wmemMaxBytes;
            coreWmemMaxBytes = s.coreWmemMaxBytes;
            moderateRcvbuf = s.moderateRcvbuf;
            dsack = s.dsack;
            tailLossProbe = s.tailLossProbe;
            frto = s.frto;
            slowStartAfterIdle = s.slowStartAfterIdle;
            rfc1337 = s.rfc1337;
            retries2 = s.retries2;
            orphanRetries = s.orphanRetries;
            finTimeoutNs = s.finTimeoutNs;
            timeWaitNs = s.timeWaitNs;
            invalidRateLimitNs = s.invalidRateLimitNs;
            initialWindow = s.initialWindow;
            minRtoNs = s.minRtoNs;
            maxRtoNs = s.maxRtoNs;
            fallbackRtoNs = s.fallbackRtoNs;
            keepAliveNs = s.keepAliveNs;
            keepAliveProbeNs = s.keepAliveProbeNs;
            keepAliveProbes = s.keepAliveProbes;
            jiffyNs = s.jiffyNs;
            urgentOutOfBand = s.urgentOutOfBand;
            congestion = s.congestion;
        }

        /** {@code tcp_rmem[1]}, {@code tcp_rmem[2]} and {@code net.core.rmem_max}. */
        public Builder receiveMemory(int defaultBytes, int maxBytes, int coreMaxBytes) {
            rmemDefaultBytes = defaultBytes;
            rmemMaxBytes = maxBytes;
            coreRmemMaxBytes = coreMaxBytes;
            return this;
        }

        public Builder mtuBytes(int bytes) {
            mtuBytes = bytes;
            return this;
        }

        public Builder wmemMaxBytes(int bytes) {
            wmemMaxBytes = bytes;
            return this;
        }

        public Builder moderateRcvbuf(boolean on) {
            moderateRcvbuf = on;
            return this;
        }

        public Builder dsack(boolean on) {
            dsack = on;
            return this;
        }

        public Builder tailLossProbe(boolean on) {
            tailLossProbe = on;
            return this;
        }

        public Builder frto(boolean on) {
            frto = on;
            return this;
        }

        public Builder slowStartAfterIdle(boolean on) {
            slowStartAfterIdle = on;
            return this;
        }

        public Builder rfc1337(boolean on) {
            rfc1337 = on;
            return this;
        }

        public Builder retries2(int retries) {
            retries2 = retries;
            return this;
        }

        public Builder orphanRetries(int retries) {
            orphanRetries = retries;
            return this;
        }

        public Builder finTimeoutNs(long ns) {
            finTimeoutNs = ns;
            return this;
        }

        public Builder timeWaitNs(long ns) {
            timeWaitNs = ns;
            return this;
        }

        public Builder invalidRateLimitNs(long ns) {
            invalidRateLimitNs = ns;
            return this;
        }

        public Builder initialWindow(int segments) {
            initialWindow = segments;
            return this;
        }

        /** The least and the longest retransmission timeout, and the one without a sample. */
        public Builder retransmissionTimeouts(long minNs, long maxNs, long fallbackNs) {
            minRtoNs = minNs;
            maxRtoNs = maxNs;
            fallbackRtoNs = fallbackNs;
            return this;
        }

        /** Silence before the first probe, time between probes, and how many of them. */
        public Builder keepAlive(long idleNs, long intervalNs, int probes) {
            keepAliveNs = idleNs;
            keepAliveProbeNs = intervalNs;
            keepAliveProbes = probes;
            return this;
        }

        public Builder jiffyNs(long ns) {
            jiffyNs = ns;
            return this;
        }

        public Builder urgentOutOfBand(boolean on) {
            urgentOutOfBand = on;
            return this;
        }

        public Builder congestion(CongestionAlgorithm algorithm) {
            congestion = algorithm;
            return this;
        }

        public ConnSettings build() {
            return new ConnSettings(mtuBytes, rmemDefaultBytes, rmemMaxBytes, coreRmemMaxBytes, wmemMaxBytes, coreWmemMaxBytes, moderateRcvbuf, dsack,
                tailLossProbe, frto, slowStartAfterIdle, rfc1337, retries2, orphanRetries, finTimeoutNs, timeWaitNs, invalidRateLimitNs,
                initialWindow, minRtoNs, maxRtoNs, fallbackRtoNs, keepAliveNs, keepAliveProbeNs, keepAliveProbes, jiffyNs,
                urgentOutOfBand, congestion);
        }
    }
}
