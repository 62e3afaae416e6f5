package io.netstack.conn;

import static org.assertj.core.api.Assertions.assertThat;

import io.netstack.flow.TimerGrain;
import io.netstack.observe.Counter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When Linux 6.18 sends again what is not acknowledged: tail loss probe, retransmission timeout, window probe. */
class TimerVectorsTest {
    /** Nominal times against measured ones: the wheel of the measuring machine rounded up by up to an eighth. */
    private static final double LATE = 0.13;
    private Lab lab = new Lab();

    @AfterEach
    void everySlotAndBufferIsBack() {
        lab.assertNothingLeft();
    }

    private List<Double> timesOfRetransmissions(double forMs, int count) {
        List<Double> times = new ArrayList<>();
        long start = lab.nowNs;
        while (lab.nowNs < start + forMs * Lab.MS && times.size() < count) {
            lab.advance(0.5);
            for (String frame : lab.drain()) {
                assertThat(frame).startsWith("PA seq 1 ");
                times.add((lab.nowNs - start) / (double) Lab.MS);
            }
        }
        return times;
    }

    @ParameterizedTest
    @CsvSource({"1.2, 207, 415, 855", "20.4, 228, 456, 912", "50.3, 254, 510, 1022", "100.5, 316, 636, 1276", "300.7, 828, 1756, 0"})
    void aSmallSegmentIsProbedAndThenRetransmitted(double rtt, double first, double second, double third) {
        lab.withOptions().establish(rtt);
        lab.write(6);
        assertThat(lab.one()).isEqualTo("PA seq 1 ack 1 win 510 len 6");
        List<Double> times = timesOfRetransmissions(3000, third == 0 ? 2 : 3);
        assertNear(times.get(0), first);
        assertNear(times.get(1), second);
        if (third > 0) {
            assertNear(times.get(2), third);
        }
        assertThat(lab.count(Counter.TCP_LOSS_PROBES)).isEqualTo(1);
        assertThat(lab.count(Counter.TCP_RETRANS_SEGS)).isEqualTo(times.size());
    }

    @ParameterizedTest
    @CsvSource({"20.4, 49, 277, 757", "50.3, 107, 363, 899", "100.5, 204, 536, 1176", "200.6, 428, 1036, 2252"})
    void theTailOfThreeSegmentsIsProbedAfterTwoRoundTrips(double rtt, double first, double second, double third) {
        lab.withOptions().establish(rtt);
        lab.write(3000);
        lab.drain();
        List<Double> times = new ArrayList<>();
        long start = lab.nowNs;
        while (times.size() < 3) {
            lab.advance(0.5);
            for (String frame : lab.drain()) {
                times.add((lab.nowNs - start) / (double) Lab.MS);
                assertThat(frame).startsWith(times.size() == 1 ? "PA seq 2897" : "A seq 1 ");
            }
        }
        assertNear(times.get(0), first);
        assertNear(times.get(1), second);
        assertNear(times.get(2), third);
    }

    private static void assertNear(double nominal, double measured) {
        assertThat(nominal).isBetween(measured * (1 - LATE), measured + 1);
    }

    @ParameterizedTest
    @CsvSource({"20.4, 224", "50.3, 252", "100.5, 304", "200.6, 604", "300.7, 904"})
    void theFirstTimeoutComesFromTheHandshake(double rtt, long timeoutMs) {
        lab.withOptions().establish(rtt);
        assertThat(lab.c.retransmitTimeoutNs()).isEqualTo(timeoutMs * Lab.MS);
    }

    @Test
    void theRoundTripEndsWhenTheHandshakeIsFinishedAndNotWhenTheConnectionIsEstablished() {
        lab.withOptions().handshake.synAckSentNs(lab.nowNs);
        lab.advance(20.4).open();
        lab.advance(700).ack(1, 1);
        assertThat(lab.c.retransmitTimeoutNs()).isEqualTo(224 * Lab.MS);
    }

    @Test
    void anEchoOfTheFutureMeasuresNothing() {
        lab.withOptions().handshake.synAckSentNs(-1);
        lab.advance(20).open();
        lab.echoing(lab.timestamp() + 5000).ack(1, 1);
        assertThat(lab.c.retransmitTimeoutNs()).isEqualTo(3000 * Lab.MS);
    }

    @Test
    void withoutARoundTripTimeTheTimeoutIsThreeSeconds() {
        lab.withoutOptions(1460).handshake.synAckSentNs(-1);
        lab.open().ack(1, 1);
        assertThat(lab.c.retransmitTimeoutNs()).isEqualTo(3000 * Lab.MS);
    }

    @Test
    void withoutSackThereIsNoProbeOnlyTimeouts() {
        lab.withoutOptions(1460).establish(20.4);
        lab.write(6);
        lab.drain();
        assertThat(timesOfRetransmissions(2000, 3)).containsExactly(224.0, 672.0, 1568.0);
        assertThat(lab.count(Counter.TCP_LOSS_PROBES)).isZero();
        assertThat(lab.count(Counter.TCP_TIMEOUTS)).isEqualTo(3);
    }

    @Test
    void tenSegmentsGoOutInPairsAndTheTailIsProbedWithNewData() {
        lab.withOptions().establish(50.3);
        assertThat(lab.write(20000)).isEqualTo(20000);
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            expected.add((i % 2 == 0 ? "A" : "PA") + " seq " + (1 + 1448 * i) + " ack 1 win 510 len 1448");
        }
        assertThat(lab.drain()).isEqualTo(expected);
        lab.advance(103.9);
        assertThat(lab.drain()).isEmpty();
        lab.advance(0.2);
        assertThat(lab.one()).isEqualTo("A seq 14481 ack 1 win 510 len 1448");
        for (double wait : new double[] {252, 504, 1008, 2016}) {
            lab.advance(wait - 0.2);
            assertThat(lab.drain()).isEmpty();
            lab.advance(0.2);
            assertThat(lab.one()).isEqualTo("A seq 1 ack 1 win 510 len 1448");
        }
        assertThat(lab.count(Counter.TCP_RETRANS_SEGS)).isEqualTo(4);
        assertThat(lab.count(Counter.TCP_TIMEOUTS)).isEqualTo(4);
        assertThat(lab.count(Counter.TCP_LOSS_PROBES)).isEqualTo(1);
        assertThat(lab.count(Counter.TCP_LOST_RETRANSMIT)).isEqualTo(3);
        assertThat(lab.count(Counter.TCP_ORIG_DATA_SENT)).isEqualTo(11);
        lab.rst(1);
        assertThat(lab.count(Counter.TCP_ESTAB_RESETS)).isEqualTo(1);
    }

    @Test
    void aLostFinIsProbedAndThenRetransmitted() {
        lab.withOptions().establish(20.4);
        lab.c.close(lab.nowNs);
        assertThat(lab.one()).isEqualTo("FA seq 1 ack 1 win 510");
        for (double wait : new double[] {224, 224, 448, 896, 1792, 3584}) {
            lab.advance(wait - 0.1);
            assertThat(lab.drain()).isEmpty();
            lab.advance(0.2);
            assertThat(lab.one()).isEqualTo("FA seq 1 ack 1 win 510");
            lab.advance(-0.1);
        }
        lab.ack(1, 2);
        assertThat(lab.count(Counter.TIME_WAITS)).isEqualTo(1);
        assertThat(lab.count(Counter.TCP_TIMEOUTS)).isEqualTo(5);
        assertThat(lab.count(Counter.TCP_RETRANS_SEGS)).isEqualTo(6);
    }

    @Test
    void aClosedWindowIsProbedUntilItOpens() {
        lab.withOptions().establish(20.4);
        lab.advance(20);
        lab.peerWindow = 0;
        lab.ack(1, 1);
        lab.advance(30);
        lab.write(6);
        for (double wait : new double[] {224, 448, 896, 1792}) {
            lab.advance(wait - 0.1);
            assertThat(lab.drain()).isEmpty();
            lab.advance(0.2);
            assertThat(lab.one()).isEqualTo("A seq 0 ack 1 win 510");
            lab.advance(-0.1);
        }
        lab.peerWindow = 502;
        lab.ack(1, 1);
        assertThat(lab.one()).isEqualTo("PA seq 1 ack 1 win 510 len 6");
        lab.ack(1, 7);
        assertThat(lab.count(Counter.TCP_WIN_PROBE)).isEqualTo(4);
        assertThat(lab.count(Counter.TCP_TIMEOUTS)).isZero();
    }

    @Test
    void aWindowSmallerThanTheHeadWaitsForTheTimerAndThenTakesWhatFits() {
        lab.withOptions().establish(20.4);
        lab.peerWindow = 0;
        lab.ack(1, 1);
        lab.write(1000);
        lab.advance(10);
        lab.peerWindow = 1;
        lab.ack(1, 1);
        assertThat(lab.drain()).isEmpty();
        lab.advance(223);
        assertThat(lab.drain()).isEmpty();
        lab.advance(2);
        assertThat(lab.one()).isEqualTo("PA seq 1 ack 1 win 510 len 128");
    }

    @Test
    void dataGivesUpAfterTheRetriesAndTheApplicationIsTold() {
        lab.withOptions().establish(20.4);
        lab.write(6);
        lab.advance(940_000);
        assertThat(lab.c.state()).isEqualTo(TcpState.ESTABLISHED);
        lab.advance(240_000);
        assertThat(lab.c.state()).isEqualTo(TcpState.CLOSED);
        assertThat(lab.c.receive(new byte[1], 0, 1)).isEqualTo(TcpConnection.FAILED);
        assertThat(lab.c.takeError()).isEqualTo(ConnectionError.ETIMEDOUT);
        assertThat(lab.count(Counter.TCP_ABORT_ON_TIMEOUT)).isEqualTo(1);
    }

    @Test
    void anUnansweredWindowProbeGivesUpAfterFifteen() {
        lab.withOptions().establish(20.4);
        lab.peerWindow = 0;
        lab.ack(1, 1);
        lab.write(6);
        lab.advance(3_600_000);
        assertThat(lab.count(Counter.TCP_WIN_PROBE)).isEqualTo(15);
        assertThat(lab.c.takeError()).isEqualTo(ConnectionError.ETIMEDOUT);
    }

    @Test
    void anOrphanGivesUpSooner() {
        lab.withOptions().establish(20.4);
        lab.c.close(lab.nowNs);
        lab.advance(100_000);
        assertThat(lab.table.inUse()).isEqualTo(1);
        lab.advance(130_000);
        assertThat(lab.table.inUse()).isZero();
        assertThat(lab.drain()).noneMatch(frame -> frame.startsWith("R"));
    }

    @Test
    void keepAliveProbesASilentPeerAndGivesUp() {
        lab.withOptions().establish(20.4);
        lab.c.keepAlive(true, lab.nowNs);
        lab.advance(7_200_000 - 1);
        assertThat(lab.drain()).isEmpty();
        lab.advance(2);
        assertThat(lab.one()).isEqualTo("A seq 0 ack 1 win 510");
        lab.ack(1, 1);
        lab.advance(7_200_000);
        assertThat(lab.drain()).hasSize(1);
        lab.advance(9 * 75_000 + 1);
        assertThat(lab.drain()).hasSize(9).last().asString().startsWith("RA");
        assertThat(lab.c.takeError()).isEqualTo(ConnectionError.ETIMEDOUT);
    }

    @Test
    void aUserTimeoutEndsSooner() {
        lab.withOptions().establish(20.4);
        lab.c.userTimeoutNs(5_000 * Lab.MS);
        lab.write(6);
        lab.advance(20_000);
        assertThat(lab.c.takeError()).isEqualTo(ConnectionError.ETIMEDOUT);
    }

    @Test
    void theWheelOfTheRecordedMachineGivesTheRecordedTimes() {
        lab = new Lab(Lab.linux6291456(), TimerGrain.linuxWheel(0), 16);
        lab.withOptions().establish(50.3);
        lab.write(6);
        lab.drain();
        List<Double> times = timesOfRetransmissions(3000, 4);
        assertThat(times.get(0)).isBetween(252.0, 288.0);
        assertThat(times.get(1) - times.get(0)).isBetween(252.0, 260.0);
        assertThat(times.get(2) - times.get(1)).isBetween(504.0, 540.0);
        assertThat(times.get(3) - times.get(2)).isBetween(1008.0, 1044.0);
    }
}
