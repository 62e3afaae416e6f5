package io.netstack.conn;

import static org.assertj.core.api.Assertions.assertThat;

import io.netstack.flow.TimerGrain;
import io.netstack.observe.Counter;
import io.netstack.observe.Reason;
import io.netstack.wire.TcpFlags;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Every order of closing, as Linux 6.18 does it. */
class CloseTest {
    private Lab lab = new Lab().withOptions().establish(20.4);

    @AfterEach
    void everySlotAndBufferIsBack() {
        lab.assertNothingLeft();
    }

    private int receive() {
        return lab.c.receive(new byte[100], 0, 100);
    }

    @Test
    void thePeerClosesFirst() {
        lab.fin(1, 1);
        assertThat(lab.c.state()).isEqualTo(TcpState.CLOSE_WAIT);
        lab.advance(4);
        assertThat(lab.one()).isEqualTo("A seq 1 ack 2 win 510");
        assertThat(receive()).isEqualTo(TcpConnection.END_OF_STREAM);
        lab.c.close(lab.nowNs);
        assertThat(lab.one()).isEqualTo("FA seq 1 ack 2 win 510");
        assertThat(lab.c.state()).isEqualTo(TcpState.LAST_ACK);
        assertThat(lab.ack(2, 2)).isEqualTo(Reason.CONNECTION_CLOSED);
        assertThat(lab.table.inUse()).isZero();
        assertThat(lab.table.find(lab.key())).isEqualTo(ConnectionTable.NONE);
        assertThat(lab.ack(2, 2)).isEqualTo(Reason.NO_CONNECTION);
        assertThat(lab.count(Counter.TCP_ESTAB_RESETS)).isZero();
        assertThat(lab.count(Counter.DELAYED_ACKS)).isEqualTo(1);
    }

    @Test
    void weCloseFirstAndTheFinIsAcknowledgedApart() {
        lab.c.close(lab.nowNs);
        assertThat(lab.one()).isEqualTo("FA seq 1 ack 1 win 510");
        assertThat(lab.c.state()).isEqualTo(TcpState.FIN_WAIT_1);
        lab.ack(1, 2);
        assertThat(lab.c.state()).isEqualTo(TcpState.FIN_WAIT_2);
        assertThat(lab.count(Counter.TIME_WAITS)).isEqualTo(1);
        assertThat(lab.fin(1, 2)).isEqualTo(Reason.TIME_WAIT_FIN);
        assertThat(lab.one()).isEqualTo("A seq 2 ack 2 win 510");
        assertThat(lab.c.state()).isEqualTo(TcpState.TIME_WAIT);
        assertThat(lab.fin(1, 2)).isEqualTo(Reason.TIME_WAIT_ANSWERED);
        assertThat(lab.one()).isEqualTo("A seq 2 ack 2 win 510");
        assertThat(lab.ack(2, 2)).isEqualTo(Reason.TIME_WAIT_SILENT);
        lab.advance(59_999);
        assertThat(lab.table.inUse()).isEqualTo(1);
        lab.advance(2);
        assertThat(lab.table.inUse()).isZero();
        assertThat(lab.count(Counter.TIME_WAITS)).isEqualTo(1);
        assertThat(lab.drain()).isEmpty();
    }

    @Test
    void theFinRidesOnTheLastUnsentData() {
        lab.peerWindow = 0;
        lab.ack(1, 1);
        lab.write(100);
        lab.c.close(lab.nowNs);
        assertThat(lab.drain()).isEmpty();
        lab.peerWindow = 502;
        lab.ack(1, 1);
        assertThat(lab.one()).isEqualTo("FPA seq 1 ack 1 win 510 len 100");
        lab.ack(1, 102);
        assertThat(lab.c.state()).isEqualTo(TcpState.FIN_WAIT_2);
    }

    @Test
    void bothCloseAtOnce() {
        lab.c.close(lab.nowNs);
        lab.drain();
        lab.fin(1, 1);
        assertThat(lab.one()).isEqualTo("A seq 2 ack 2 win 510");
        assertThat(lab.c.state()).isEqualTo(TcpState.CLOSING);
        lab.ack(2, 2);
        assertThat(lab.c.state()).isEqualTo(TcpState.TIME_WAIT);
        assertThat(lab.count(Counter.TIME_WAITS)).isEqualTo(1);
    }

    @Test
    void aFinThatAcknowledgesOursLeadsStraightToTimeWait() {
        lab.c.close(lab.nowNs);
        lab.drain();
        lab.fin(1, 2);
        assertThat(lab.one()).isEqualTo("A seq 2 ack 2 win 510");
        assertThat(lab.c.state()).isEqualTo(TcpState.TIME_WAIT);
        assertThat(lab.count(Counter.TIME_WAITS)).isEqualTo(1);
    }

    @Test
    void unreadBytesTurnCloseIntoAReset() {
        lab.data(1, 1, 10);
        lab.drain();
        lab.read(4);
        lab.c.close(lab.nowNs);
        assertThat(lab.one()).isEqualTo("RA seq 1 ack 11 win 509");
        assertThat(lab.count(Counter.TCP_ABORT_ON_CLOSE)).isEqualTo(1);
        assertThat(lab.count(Counter.TCP_ESTAB_RESETS)).isEqualTo(1);
        assertThat(lab.count(Counter.TCP_OUT_RSTS)).isEqualTo(1);
        assertThat(lab.table.inUse()).isZero();
    }

    @Test
    void anUnreadFinAloneDoesNotCountAsUnread() {
        lab.fin(1, 1);
        lab.advance(50);
        lab.drain();
        lab.c.close(lab.nowNs);
        assertThat(lab.one()).isEqualTo("FA seq 1 ack 2 win 510");
    }

    @Test
    void lingerZeroResets() {
        lab.c.abort(lab.nowNs);
        assertThat(lab.one()).isEqualTo("RA seq 1 ack 1 win 510");
        assertThat(lab.count(Counter.TCP_ABORT_ON_DATA)).isEqualTo(1);
        assertThat(lab.count(Counter.TCP_ESTAB_RESETS)).isEqualTo(1);
        assertThat(lab.table.inUse()).isZero();
    }

    @Test
    void theListenersCloseResetsItsChildren() {
        lab.data(1, 1, 6);
        lab.drain();
        lab.c.listenerClosed(lab.nowNs);
        assertThat(lab.one()).isEqualTo("RA seq 1 ack 7 win 510");
        assertThat(lab.count(Counter.TCP_ESTAB_RESETS)).isEqualTo(1);
        assertThat(lab.count(Counter.TCP_OUT_RSTS)).isEqualTo(1);
        assertThat(lab.count(Counter.TCP_ABORT_ON_CLOSE)).isZero();
        assertThat(lab.table.inUse()).isZero();
    }

    @Test
    void aResetLeavesTheDataReadableAndIsToldOnce() {
        lab.data(1, 1, 10);
        assertThat(lab.rst(11)).isEqualTo(Reason.CONNECTION_RESET_BY_PEER);
        assertThat(lab.table.inUse()).as("the application still holds it").isEqualTo(1);
        assertThat(lab.table.find(lab.key())).isEqualTo(ConnectionTable.NONE);
        assertThat(lab.read(100)).isEqualTo(10);
        assertThat(receive()).isEqualTo(TcpConnection.FAILED);
        assertThat(lab.c.takeError()).isEqualTo(ConnectionError.ECONNRESET);
        assertThat(receive()).isEqualTo(TcpConnection.END_OF_STREAM);
        assertThat(lab.c.send(new byte[1], 0, 1)).isEqualTo(TcpConnection.FAILED);
        assertThat(lab.c.takeSendError()).isEqualTo(ConnectionError.EPIPE);
        lab.c.close(lab.nowNs);
        assertThat(lab.table.inUse()).isZero();
        assertThat(lab.count(Counter.TCP_ESTAB_RESETS)).isEqualTo(1);
    }

    @Test
    void dataBeyondTheFinIsABrokenPipeToo() {
        lab.fin(1, 1);
        lab.drain();
        assertThat(lab.data(1, 1, 10)).isEqualTo(Reason.CONNECTION_DATA_AFTER_CLOSE);
        assertThat(lab.one()).startsWith("R seq 1");
        assertThat(receive()).isEqualTo(TcpConnection.END_OF_STREAM);
        assertThat(lab.c.send(new byte[1], 0, 1)).isEqualTo(TcpConnection.FAILED);
        assertThat(lab.c.takeSendError()).isEqualTo(ConnectionError.EPIPE);
    }

    @Test
    void aResetAfterTheFinIsABrokenPipe() {
        lab.fin(1, 1);
        lab.rst(2);
        assertThat(receive()).isEqualTo(TcpConnection.END_OF_STREAM);
        assertThat(lab.c.send(new byte[1], 0, 1)).isEqualTo(TcpConnection.FAILED);
        assertThat(lab.c.takeSendError()).isEqualTo(ConnectionError.EPIPE);
        assertThat(lab.count(Counter.TCP_ESTAB_RESETS)).isEqualTo(1);
    }

    @Test
    void afterShutdownOfWritingTheStreamStaysReadable() {
        lab.c.shutdownWrite(lab.nowNs);
        assertThat(lab.one()).isEqualTo("FA seq 1 ack 1 win 510");
        lab.ack(1, 2);
        assertThat(lab.c.state()).isEqualTo(TcpState.FIN_WAIT_2);
        lab.advance(120_000);
        lab.data(1, 2, 10);
        assertThat(lab.one()).startsWith("A seq 2 ack 11");
        assertThat(lab.read(100)).isEqualTo(10);
        lab.fin(11, 2);
        assertThat(lab.one()).startsWith("A seq 2 ack 12");
        assertThat(lab.c.state()).isEqualTo(TcpState.TIME_WAIT);
        assertThat(receive()).isEqualTo(TcpConnection.END_OF_STREAM);
    }

    @Test
    void bytesThatCameBeforeTimeWaitStayReadableInIt() {
        lab.c.shutdownWrite(lab.nowNs);
        lab.segment(TcpFlags.ACK | TcpFlags.FIN, 1, 2, 10);
        assertThat(lab.c.state()).isEqualTo(TcpState.TIME_WAIT);
        assertThat(lab.read(100)).isEqualTo(10);
        lab.c.close(lab.nowNs);
        assertThat(lab.table.inUse()).isEqualTo(1);
        assertThat(lab.pool.inUse()).isZero();
    }

    @Test
    void afterShutdownOfReadingDataIsStillTakenAndReadable() {
        lab.c.shutdownRead();
        lab.data(1, 1, 10);
        assertThat(lab.one()).startsWith("A seq 1 ack 11");
        assertThat(lab.read(100)).isEqualTo(10);
        assertThat(receive()).isEqualTo(TcpConnection.END_OF_STREAM);
    }

    @Test
    void dataAfterCloseInFinWait1IsAnsweredByReset() {
        lab.c.close(lab.nowNs);
        lab.drain();
        assertThat(lab.data(1, 1, 10)).isEqualTo(Reason.CONNECTION_DATA_AFTER_CLOSE);
        assertThat(lab.one()).isEqualTo("R seq 1 win 0");
        assertThat(lab.count(Counter.TCP_ABORT_ON_DATA)).isEqualTo(1);
        assertThat(lab.count(Counter.TCP_OUT_RSTS)).isEqualTo(1);
        assertThat(lab.table.inUse()).isZero();
    }

    @Test
    void dataAfterCloseInFinWait2IsAnsweredByResetAndCountsNoAbort() {
        lab.c.close(lab.nowNs);
        lab.ack(1, 2);
        lab.drain();
        assertThat(lab.segment(TcpFlags.ACK | TcpFlags.FIN, 1, 2, 10)).isEqualTo(Reason.CONNECTION_DATA_AFTER_CLOSE);
        assertThat(lab.one()).isEqualTo("R seq 2 win 0");
        assertThat(lab.count(Counter.TCP_ABORT_ON_DATA)).isZero();
        assertThat(lab.table.inUse()).isZero();
    }

    @Test
    void dataAfterTheFinIsDroppedInSilence() {
        lab.fin(1, 1);
        lab.advance(50);
        lab.drain();
        assertThat(lab.data(2, 1, 10)).isEqualTo(Reason.CONNECTION_DATA_AFTER_FIN);
        lab.advance(500);
        assertThat(lab.drain()).isEmpty();
    }

    @Test
    void aRetransmittedFinIsAnsweredWithADuplicateReport() {
        lab.fin(1, 1);
        lab.advance(50);
        lab.drain();
        lab.fin(1, 1);
        assertThat(lab.one()).isEqualTo("A seq 1 ack 2 win 510 sack 1-2");
        lab.c.close(lab.nowNs);
        lab.drain();
        lab.fin(1, 1);
        assertThat(lab.one()).isEqualTo("A seq 2 ack 2 win 510 sack 1-2");
        assertThat(lab.count(Counter.DELAYED_ACK_LOST)).isEqualTo(2);
        assertThat(lab.count(Counter.TCP_DSACK_OLD_SENT)).isEqualTo(2);
    }

    @Test
    void aFinWaitThatNobodyAnswersEndsAfterTheTimeout() {
        lab = new Lab(Lab.linux6291456().with().finTimeoutNs(2_000 * Lab.MS).build(), TimerGrain.EXACT, 4);
        lab.withOptions().establish(20.4);
        lab.c.close(lab.nowNs);
        lab.ack(1, 2);
        assertThat(lab.count(Counter.TIME_WAITS_KILLED)).isEqualTo(1);
        assertThat(lab.count(Counter.TIME_WAITS)).isZero();
        lab.advance(1_999);
        assertThat(lab.table.inUse()).isEqualTo(1);
        lab.advance(2);
        assertThat(lab.table.inUse()).isZero();
    }

    @Test
    void aLongFinTimeoutIsFirstSpentAsAWholeConnection() {
        lab = new Lab(Lab.linux6291456().with().finTimeoutNs(90_000 * Lab.MS).build(), TimerGrain.EXACT, 4);
        lab.withOptions().establish(20.4);
        lab.c.close(lab.nowNs);
        lab.ack(1, 2);
        assertThat(lab.count(Counter.TIME_WAITS)).isZero();
        lab.advance(30_001);
        assertThat(lab.count(Counter.TIME_WAITS)).isEqualTo(1);
    }

    @Test
    void aResetAnywhereInTheWindowEndsFinWait2() {
        lab.c.close(lab.nowNs);
        lab.ack(1, 2);
        assertThat(lab.rst(100)).isEqualTo(Reason.TIME_WAIT_RESET);
        assertThat(lab.table.inUse()).isZero();
    }

    private void inTimeWait() {
        lab.c.close(lab.nowNs);
        lab.fin(1, 2);
        lab.drain();
        assertThat(lab.c.state()).isEqualTo(TcpState.TIME_WAIT);
    }

    @Test
    void onlyAnExactResetEndsTimeWait() {
        inTimeWait();
        assertThat(lab.rst(3)).isEqualTo(Reason.TIME_WAIT_RST_IGNORED);
        assertThat(lab.table.inUse()).isEqualTo(1);
        assertThat(lab.rst(2)).isEqualTo(Reason.TIME_WAIT_RESET);
        assertThat(lab.table.inUse()).isZero();
    }

    @Test
    void answersInTimeWaitAreLimitedExceptToData() {
        inTimeWait();
        assertThat(lab.ack(1, 2)).isEqualTo(Reason.TIME_WAIT_ANSWERED);
        assertThat(lab.ack(1, 2)).isEqualTo(Reason.TIME_WAIT_SKIPPED);
        assertThat(lab.data(1, 2, 5)).isEqualTo(Reason.TIME_WAIT_ANSWERED);
        assertThat(lab.drain()).hasSize(2).allMatch(frame -> frame.equals("A seq 2 ack 2 win 510"));
        assertThat(lab.count(Counter.TCP_ACK_SKIPPED_TIME_WAIT)).isEqualTo(1);
        lab.advance(500);
        assertThat(lab.ack(1, 2)).isEqualTo(Reason.TIME_WAIT_ANSWERED);
    }

    @Test
    void anOldTimestampInTimeWaitIsAnsweredAndCounted() {
        inTimeWait();
        lab.peerTs -= 10;
        assertThat(lab.ack(2, 2)).isEqualTo(Reason.TIME_WAIT_ANSWERED);
        assertThat(lab.count(Counter.PAWS_TIME_WAIT)).isEqualTo(1);
    }

    @Test
    void aNewerSynTakesTimeWaitOver() {
        inTimeWait();
        assertThat(lab.segment(TcpFlags.SYN, 2, 0, 0)).as("neither sequence nor time is newer").isEqualTo(Reason.TIME_WAIT_ANSWERED);
        assertThat(lab.segment(TcpFlags.SYN, 3, 0, 0)).isEqualTo(Reason.REUSE_FOR_SYN);
        assertThat(lab.table.reuseIss()).isEqualTo(Lab.ISS + 2 + 65537);
        assertThat(lab.table.find(lab.key())).isEqualTo(ConnectionTable.NONE);
        assertThat(lab.table.inUse()).isZero();
    }

    @Test
    void aSynWithANewerTimestampTakesTimeWaitOver() {
        inTimeWait();
        lab.peerTs++;
        assertThat(lab.segment(TcpFlags.SYN, 1, 0, 0)).isEqualTo(Reason.REUSE_FOR_SYN);
    }

    @Test
    void aFullTableTakesTheSlotOfTheOldestTimeWait() {
        lab = new Lab(Lab.linux6291456(), TimerGrain.EXACT, 2);
        lab.withOptions().establish(20.4);
        inTimeWait();
        lab.tuple(40002).establishAnother();
        int third = lab.tuple(40003).table.open(lab.handshake, lab.nowNs);
        assertThat(third).isNotEqualTo(ConnectionTable.NONE);
        assertThat(lab.table.open(lab.tuple(40004).handshake, lab.nowNs)).isEqualTo(ConnectionTable.NONE);
        assertThat(lab.count(Counter.TIME_WAIT_OVERFLOW)).isEqualTo(1);
    }

    @Test
    void aChildThatIsResetInTheAcceptQueueKeepsItsSlotUntilItIsClosed() {
        lab.rst(1);
        assertThat(lab.table.inUse()).isEqualTo(1);
        assertThat(lab.table.get(lab.id)).isSameAs(lab.c);
        assertThat(receive()).isEqualTo(TcpConnection.FAILED);
        lab.c.close(lab.nowNs);
        assertThat(lab.table.inUse()).isZero();
        assertThat(lab.table.get(lab.id)).isNull();
    }
}
