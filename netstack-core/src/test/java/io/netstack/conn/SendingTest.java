package io.netstack.conn;

import static org.assertj.core.api.Assertions.assertThat;

import io.netstack.observe.Counter;
import io.netstack.observe.Reason;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How data goes out: bursts and PSH, Nagle, windows, recovery from loss. */
class SendingTest {
    private Lab lab = new Lab();

    @AfterEach
    void everySlotAndBufferIsBack() {
        lab.assertNothingLeft();
    }

    /** Flags of the frames sent since the last call: "A A PA". */
    private String flags() {
        return String.join(" ", lab.drain().stream().map(line -> line.substring(0, line.indexOf(' '))).toList());
    }

    private List<Integer> sequences() {
        return lab.drain().stream().map(line -> Integer.parseInt(line.replaceAll(".* seq (\\d+) .*", "$1"))).toList();
    }

    @ParameterizedTest
    @CsvSource({"20.4, A PA A PA A PA A PA A PA", "5, A A PA A A PA A A PA A", "1, A A A A PA A A A A PA"})
    void burstsFollowTheRoundTripAndEndWithPush(double rtt, String expected) {
        lab.withOptions().establish(rtt);
        lab.write(40_000);
        assertThat(flags()).isEqualTo(expected);
    }

    @Test
    void afterAnAcknowledgmentTheFreedWindowGoesOutInBursts() {
        lab.withOptions().establish(20.4);
        lab.write(40_000);
        lab.drain();
        lab.advance(20).ack(1, 2897);
        assertThat(flags()).isEqualTo("A PA A PA");
    }

    @ParameterizedTest
    @CsvSource({"536, 3000, A A A A PA PA", "1460, 4000, A A PA", "1300, 3000, A A PA", "1440, 3000, A A PA"})
    void withoutARoundTripTimeHalfTheWindowIsOneBurst(int mss, int bytes, String expected) {
        lab.withoutOptions(mss).handshake.synAckSentNs(-1);
        lab.open().ack(1, 1);
        lab.write(bytes);
        assertThat(flags()).isEqualTo(expected);
        lab.ack(1, 1 + bytes);
    }

    @Test
    void aSmallPeerSegmentSizeAndARoundTripGivePairsAndATailOfItsOwn() {
        lab.withoutOptions(536).establish(20.4);
        lab.write(1200);
        assertThat(lab.drain()).containsExactly("A seq 1 ack 1 win 64240 len 536", "PA seq 537 ack 1 win 64240 len 536",
            "PA seq 1073 ack 1 win 64240 len 128");
    }

    @Test
    void nagleHoldsASecondSmallSegmentUntilTheFirstIsAcknowledged() {
        lab.withOptions().establish(20.4);
        for (int i = 0; i < 3; i++) {
            lab.write(100);
            lab.advance(5);
        }
        assertThat(lab.one()).isEqualTo("PA seq 1 ack 1 win 510 len 100");
        lab.ack(1, 101);
        assertThat(lab.one()).isEqualTo("PA seq 101 ack 1 win 510 len 200");
        lab.ack(1, 301);
    }

    @Test
    void nagleLetsTheTailOfALargerWriteGo() {
        lab.withOptions().establish(20.4);
        lab.write(1500);
        assertThat(lab.drain()).containsExactly("A seq 1 ack 1 win 510 len 1448", "PA seq 1449 ack 1 win 510 len 52");
        lab.ack(1, 1501);
    }

    @Test
    void withoutNagleEverythingGoesOutAtOnce() {
        lab.withOptions().establish(20.4);
        lab.c.noDelay(true, lab.nowNs);
        for (int i = 0; i < 3; i++) {
            lab.write(100);
        }
        assertThat(lab.drain()).hasSize(3);
        lab.ack(1, 301);
    }

    @Test
    void aNonBlockingWriteTakesAboutTheSendBuffer() {
        lab.withOptions().establish(20.4);
        assertThat(lab.write(200_000)).isEqualTo(46_336);
        assertThat(lab.write(1)).isZero();
        lab.ack(1, 1449);
        assertThat(lab.c.application().sendSpace()).isGreaterThanOrEqualTo(1448);
    }

    @ParameterizedTest
    @CsvSource({"10000, 46336", "20000, 46336", "50000, 110048", "100000, 205616", "400000, 779024", "1, 46336"})
    void aWriteTakesWhatTheSendBufferHolds(int asked, int taken) {
        lab.withOptions().establish(20.4);
        lab.c.sendBuffer(asked);
        assertThat(lab.write(1_000_000)).isEqualTo(taken);
        lab.drain();
        lab.advance(20).ack(1, 1 + 10 * 1448);
        assertThat(lab.c.streams.sendLimit()).as("grows with the window in flight alone").isBetween(taken, taken + 10 * 1448);
    }

    /** Measured on Linux 6.18: SO_SNDBUF, segments and peers' windows; no acknowledgment, congestion window 10. */
    @ParameterizedTest
    @CsvSource({"46080, 536, 64240, 68608", "46080, 1460, 20000, 40880", "46080, 1460, 7680000, 78840", "20000, 536, 64240, 36984",
        "20000, 1460, 20000, 23360", "100000, 536, 64240, 100232", "100000, 1460, 20000, 93440", "100000, 1460, 7680000, 143080",
        "200000, 536, 64240, 195104", "200000, 1460, 20000, 181040", "200000, 1460, 7680000, 207320"})
    void theSendBufferIsHandedOutInBuffersOfHalfThePeersWindow(int memory, int mss, int window, int taken) {
        assertThat(SendMemory.limit(memory, 10, mss, window)).isEqualTo(taken);
    }

    @Test
    void aRepeatedSynAckStartsWithOneSegment() {
        lab.withOptions().handshake.synAckRetransmits(2);
        lab.establish(20.4);
        lab.write(10_000);
        assertThat(lab.drain()).hasSize(1);
    }

    @Test
    void theWindowGrowsByASegmentForEachAcknowledged() {
        lab.withOptions().establish(20.4);
        lab.write(46_000);
        assertThat(lab.drain()).hasSize(10);
        lab.advance(20).ack(1, 1 + 10 * 1448);
        assertThat(lab.c.congestionWindow()).isEqualTo(20);
        assertThat(lab.drain()).hasSize(20);
    }

    @Test
    void silenceLongerThanTheTimeoutForgetsTheGrownWindow() {
        lab.withOptions().establish(20.4);
        lab.write(46_000);
        for (int i = 1; i <= 31; i++) {
            lab.advance(2).ack(1, Math.min(1 + 1448 * i, 46_001));
        }
        lab.advance(20).ack(1, 46_001);
        assertThat(lab.c.congestionWindow()).isGreaterThan(20);
        lab.drain();
        lab.advance(5_000);
        lab.write(40_000);
        assertThat(lab.drain()).hasSize(10);
    }

    @Test
    void thePeersWindowIsFilledWithWholeSegments() {
        lab.withOptions().establish(20.4);
        lab.data(1, 1, 1);
        lab.peerWindow = 23;
        lab.data(2, 1, 1);
        lab.drain();
        lab.write(10_000);
        assertThat(lab.drain().stream().mapToInt(l -> Integer.parseInt(l.replaceAll(".* len (\\d+).*", "$1"))).sum()).isEqualTo(2 * 1448);
    }

    @Test
    void aSmallerWindowWithTheSameNumbersIsIgnoredExceptZero() {
        lab.withOptions().establish(20.4);
        lab.peerWindow = 100;
        lab.ack(1, 1);
        assertThat(lab.c.sndWnd).isEqualTo(502 << 7);
        lab.peerWindow = 0;
        lab.ack(1, 1);
        assertThat(lab.c.sndWnd).isZero();
    }

    // ---- loss

    private void tenInFlight() {
        lab.withOptions().establish(20.4);
        lab.write(46_000);
        lab.drain();
        lab.advance(20);
    }

    private static int octet(int segment) {
        return 1 + 1448 * segment;
    }

    @Test
    void theThirdReportedSegmentSendsTheHoleAgainAtOnce() {
        tenInFlight();
        lab.sacking(octet(1), octet(2)).ack(1, 1);
        lab.sacking(octet(1), octet(3)).ack(1, 1);
        assertThat(sequences()).as("limited transmit").containsExactly(octet(10), octet(11));
        lab.sacking(octet(1), octet(4)).ack(1, 1);
        assertThat(sequences()).contains(octet(0));
        assertThat(lab.count(Counter.TCP_SACK_RECOVERY)).isEqualTo(1);
        assertThat(lab.count(Counter.TCP_FAST_RETRANS)).isEqualTo(1);
        assertThat(lab.c.slowStartThreshold()).isEqualTo(5);
        assertThat(lab.count(Counter.TCP_TIMEOUTS)).isZero();
    }

    @Test
    void oneReportedSegmentSendsTheHoleAgainAfterTheReorderingTime() {
        tenInFlight();
        lab.sacking(octet(1), octet(2)).ack(1, 1);
        lab.drain();
        lab.advance(7);
        assertThat(lab.drain()).isEmpty();
        lab.advance(4.2);
        assertThat(sequences()).contains(octet(0));
    }

    @Test
    void aPartialAcknowledgmentSendsTheNextHoleAtOnce() {
        tenInFlight();
        lab.sacking(octet(1), octet(3), octet(4), octet(10)).ack(1, 1);
        assertThat(sequences()).contains(octet(0));
        lab.advance(20).sacking(octet(4), octet(10)).ack(1, octet(3));
        assertThat(lab.count(Counter.TCP_RETRANS_SEGS)).isEqualTo(2);
    }

    @Test
    void withoutSackTheThirdDuplicateSendsTheHoleAgain() {
        lab.withoutOptions(1448).establish(20.4);
        lab.write(46_000);
        lab.drain();
        lab.advance(20);
        for (int i = 0; i < 3; i++) {
            lab.ack(1, 1);
        }
        assertThat(sequences()).endsWith(1);
        assertThat(lab.count(Counter.TCP_RENO_RECOVERY)).isEqualTo(1);
        lab.advance(20).ack(1, octet(5));
        assertThat(sequences()).contains(octet(5));
        lab.advance(20).ack(1, octet(12));
        assertThat(lab.c.recovery.phase).isIn(Recovery.Phase.RECOVERY, Recovery.Phase.OPEN);
        assertThat(lab.count(Counter.TCP_TIMEOUTS)).isZero();
    }

    @Test
    void aTimeoutThatWasNotNeededIsTakenBack() {
        tenInFlight();
        int before = lab.c.congestionWindow();
        lab.advance(400);
        assertThat(lab.count(Counter.TCP_TIMEOUTS)).isEqualTo(1);
        assertThat(lab.c.congestionWindow()).isEqualTo(1);
        // The originals arrive: acknowledgments that echo timestamps from before the timeout.
        long now = lab.nowNs;
        lab.nowNs -= 400 * Lab.MS;
        int echo = lab.timestamp();
        lab.nowNs = now;
        lab.echoing(echo).ack(1, octet(4));
        assertThat(lab.c.congestionWindow()).isGreaterThanOrEqualTo(before);
        assertThat(lab.count(Counter.TCP_LOSS_UNDO)).isEqualTo(1);
    }

    @Test
    void aProbeThatRepairsALostTailHalvesTheWindow() {
        lab.withOptions().establish(20.4);
        lab.write(3000);
        lab.drain();
        lab.advance(60);
        assertThat(lab.one()).startsWith("PA seq 2897");
        lab.ack(1, 3001);
        assertThat(lab.count(Counter.TCP_RETRANS_SEGS)).isEqualTo(1);
        lab.write(100);
        lab.ack(1, 3101);
        assertThat(lab.count(Counter.TCP_LOSS_PROBE_RECOVERY)).isEqualTo(1);
        assertThat(lab.c.slowStartThreshold()).isEqualTo(5);
    }

    @Test
    void sackBlocksOfOursTakeRoomFromData() {
        lab.withOptions().establish(20.4);
        lab.data(101, 1, 100);
        lab.drain();
        lab.write(1448);
        assertThat(lab.drain()).containsExactly("A seq 1 ack 1 win 510 len 1436 sack 101-201", "PA seq 1437 ack 1 win 510 len 12 sack 101-201");
        lab.ack(1, 1449);
    }

    @Test
    void aSmallerPathSendsWhatWasTooLargeAgainInSmallerSegments() {
        tenInFlight();
        assertThat(lab.table.onFragmentationNeeded(lab.id, 1280, Lab.ISS + 1, lab.nowNs)).isEqualTo(Reason.ICMP_SMALLER_PATH);
        assertThat(lab.c.sendMss()).isEqualTo(1228);
        List<String> frames = lab.drain();
        assertThat(frames.getFirst()).isEqualTo("A seq 1 ack 1 win 510 len 1228");
        assertThat(frames.get(1)).as("the burst is cut anew").isEqualTo("A seq 1229 ack 1 win 510 len 1228");
        assertThat(lab.c.congestionWindow()).isEqualTo(10);
        assertThat(lab.count(Counter.TCP_TIMEOUTS)).isZero();
        lab.advance(20).ack(1, octet(5));
        lab.advance(20).ack(1, octet(10));
        assertThat(lab.c.recovery.phase).isEqualTo(Recovery.Phase.OPEN);
    }

    @Test
    void nobodyMakesUsSendSmallerPacketsThan552Bytes() {
        tenInFlight();
        lab.table.onFragmentationNeeded(lab.id, 0, Lab.ISS + 1, lab.nowNs);
        assertThat(lab.c.sendMss()).isEqualTo(500);
        lab.drain();
        lab.ack(1, octet(10));
    }

    @Test
    void anErrorThatQuotesWhatIsNotInFlightOrALargerPathChangesNothing() {
        tenInFlight();
        assertThat(lab.table.onFragmentationNeeded(lab.id, 1280, Lab.ISS - 1, lab.nowNs)).isEqualTo(Reason.ICMP_OUT_OF_WINDOW);
        assertThat(lab.table.onFragmentationNeeded(lab.id, 9000, Lab.ISS + 1, lab.nowNs)).isEqualTo(Reason.ICMP_SMALLER_PATH);
        assertThat(lab.c.sendMss()).isEqualTo(1448);
        assertThat(lab.drain()).isEmpty();
        lab.ack(1, octet(10));
    }

    @Test
    void identificationCountsUpByOneForEveryFrame() {
        lab.withOptions().establish(20.4);
        lab.write(20_000);
        lab.data(1, 1, 10);
        int[] ids = lab.link.sent.stream().mapToInt(f -> (f[18] & 0xFF) << 8 | f[19] & 0xFF).toArray();
        assertThat(ids).hasSizeGreaterThan(5);
        IntStream.range(1, ids.length).forEach(i -> assertThat(ids[i]).isEqualTo(ids[i - 1] + 1 & 0xFFFF));
        lab.drain();
    }
}
