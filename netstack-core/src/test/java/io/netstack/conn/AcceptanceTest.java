package io.netstack.conn;

import static org.assertj.core.api.Assertions.assertThat;

import io.netstack.observe.Counter;
import io.netstack.observe.Reason;
import io.netstack.wire.TcpFlags;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which segments a connection takes, and what it answers to the others (RFC 5961, RFC 7323, Linux 6.18). */
class AcceptanceTest {
    private static final String HERE = "A seq 1 ack 1 win 64240";
    private Lab lab = new Lab().withoutOptions(1460).establish(20.4);

    @AfterEach
    void everySlotAndBufferIsBack() {
        lab.assertNothingLeft();
    }

    private void waitOutTheLimit() {
        lab.advance(600);
    }

    @Test
    void theRecordedAttackOnAConnection() {
        assertThat(lab.segment(TcpFlags.SYN, 0, 0, 0)).isEqualTo(Reason.CONNECTION_SYN_CHALLENGED);
        assertThat(lab.one()).isEqualTo(HERE);
        waitOutTheLimit();
        lab.segment(TcpFlags.SYN, 50, 0, 0);
        assertThat(lab.one()).isEqualTo(HERE);
        waitOutTheLimit();
        lab.segment(TcpFlags.SYN, -50_000, 0, 0);
        assertThat(lab.one()).isEqualTo(HERE);
        lab.advance(100);
        assertThat(lab.segment(TcpFlags.SYN, -50_000, 0, 0)).isEqualTo(Reason.CONNECTION_SYN_CHALLENGE_SKIPPED);
        assertThat(lab.drain()).isEmpty();
        waitOutTheLimit();
        lab.segment(TcpFlags.SYN | TcpFlags.ACK, 0, 1, 0);
        assertThat(lab.one()).isEqualTo(HERE);
        waitOutTheLimit();
        assertThat(lab.rst(100)).isEqualTo(Reason.CONNECTION_RST_CHALLENGED);
        assertThat(lab.one()).isEqualTo(HERE);
        waitOutTheLimit();
        assertThat(lab.rst(-100)).isEqualTo(Reason.CONNECTION_RST_IGNORED);
        waitOutTheLimit();
        assertThat(lab.ack(1, 1000)).isEqualTo(Reason.CONNECTION_ACK_CHALLENGED);
        assertThat(lab.one()).isEqualTo(HERE);
        waitOutTheLimit();
        lab.ack(1, -100_000);
        assertThat(lab.one()).isEqualTo(HERE);
        waitOutTheLimit();
        assertThat(lab.data(1, 1, 0)).as("an empty segment with PSH").isEqualTo(Reason.CONNECTION_ACK);
        assertThat(lab.segment(0, 1, 0, 6)).as("no flag at all").isEqualTo(Reason.CONNECTION_NO_ACK_IGNORED);
        assertThat(lab.drain()).isEmpty();
        assertThat(lab.data(-20, 1, 6)).as("old data").isEqualTo(Reason.CONNECTION_OUT_OF_WINDOW);
        assertThat(lab.one()).isEqualTo(HERE);
        waitOutTheLimit();
        assertThat(lab.data(300_000, 1, 6)).isEqualTo(Reason.CONNECTION_OUT_OF_WINDOW);
        assertThat(lab.one()).isEqualTo(HERE);
        assertThat(lab.rst(1)).isEqualTo(Reason.CONNECTION_RESET_BY_PEER);
        assertThat(lab.c.takeError()).isEqualTo(ConnectionError.ECONNRESET);

        assertThat(lab.count(Counter.TCP_IN_ERRS)).isEqualTo(5);
        assertThat(lab.count(Counter.TCP_SYN_CHALLENGE)).isEqualTo(5);
        assertThat(lab.count(Counter.TCP_CHALLENGE_ACK)).isEqualTo(7);
        assertThat(lab.count(Counter.TCP_ACK_SKIPPED_CHALLENGE)).isEqualTo(1);
        assertThat(lab.count(Counter.BEYOND_WINDOW)).isEqualTo(1);
        assertThat(lab.count(Counter.DELAYED_ACK_LOST)).isEqualTo(1);
        assertThat(lab.count(Counter.TCP_OUT_SEGS)).isEqualTo(9);
        assertThat(lab.count(Counter.TCP_ESTAB_RESETS)).isEqualTo(1);
        assertThat(lab.count(Counter.TCP_PURE_ACKS)).isEqualTo(2);
    }

    @Test
    void anAckJustBelowAFreshConnectionIsChallenged() {
        assertThat(lab.ack(1, 1 - 10)).isEqualTo(Reason.CONNECTION_ACK_CHALLENGED);
    }

    @Test
    void anOldAckOfASeasonedConnectionIsIgnoredButItsDataIsTaken() {
        lab.write(1000);
        lab.ack(1, 1001);
        lab.drain();
        assertThat(lab.data(1, 500, 10)).isEqualTo(Reason.CONNECTION_DATA);
        assertThat(lab.read(100)).isEqualTo(10);
        assertThat(lab.ack(11, 1)).isEqualTo(Reason.CONNECTION_OLD_ACK);
        assertThat(lab.ack(11, 0)).isEqualTo(Reason.CONNECTION_ACK_CHALLENGED);
    }

    @Test
    void aDuplicatePureAckIsNotAnswered() {
        lab.ack(1, 1);
        lab.ack(1, 1);
        lab.advance(1000);
        assertThat(lab.drain()).isEmpty();
    }

    @Test
    void outOfWindowAnswersAreLimitedUnlessTheSegmentHasData() {
        assertThat(lab.ack(-10, 1)).isEqualTo(Reason.CONNECTION_OUT_OF_WINDOW);
        assertThat(lab.ack(-10, 1)).isEqualTo(Reason.CONNECTION_OUT_OF_WINDOW_SKIPPED);
        assertThat(lab.data(-10, 1, 5)).isEqualTo(Reason.CONNECTION_OUT_OF_WINDOW);
        assertThat(lab.drain()).hasSize(2);
        assertThat(lab.count(Counter.TCP_ACK_SKIPPED_SEQ)).isEqualTo(1);
    }

    @Test
    void aSegmentThatOverrunsTheWindowIsTakenOnlyByAnEmptyQueue() {
        assertThat(lab.data(64_000, 1, 1400)).as("the queue is empty").isEqualTo(Reason.CONNECTION_OUT_OF_ORDER);
        lab.data(1, 1, 10);
        assertThat(lab.data(64_000, 1, 1400)).isEqualTo(Reason.CONNECTION_OUT_OF_WINDOW);
        assertThat(lab.count(Counter.BEYOND_WINDOW)).isEqualTo(1);
    }

    @Test
    void anOldTimestampIsAnsweredUnlessItIsAPureAckInOrder() {
        lab = new Lab().withOptions().establish(20.4);
        lab.peerTs = 5500;
        lab.data(1, 1, 10);
        lab.ack(11, 1);
        lab.drain();
        lab.peerTs = 5400;
        assertThat(lab.ack(11, 1)).as("reordered pure ACK").isEqualTo(Reason.CONNECTION_ACK);
        lab.peerTs = 5000;
        assertThat(lab.ack(11, 1)).as("older than a timeout").isEqualTo(Reason.CONNECTION_PAWS);
        assertThat(lab.one()).startsWith("A seq 1 ack 11");
        assertThat(lab.ack(11, 1)).isEqualTo(Reason.CONNECTION_PAWS_SKIPPED);
        assertThat(lab.ack(1, 1)).isEqualTo(Reason.CONNECTION_PAWS_OLD_ACK);
        assertThat(lab.data(1, 1, 10)).isEqualTo(Reason.CONNECTION_PAWS);
        assertThat(lab.one()).contains("sack 1-11");
        assertThat(lab.segment(TcpFlags.SYN, 11, 0, 0)).isEqualTo(Reason.CONNECTION_SYN_CHALLENGE_SKIPPED);
        assertThat(lab.count(Counter.PAWS_ESTAB)).isEqualTo(3);
        assertThat(lab.count(Counter.PAWS_OLD_ACK)).isEqualTo(1);
        assertThat(lab.rst(11)).isEqualTo(Reason.CONNECTION_RESET_BY_PEER);
    }

    @Test
    void theFirstUnacknowledgedTimestampIsEchoed() {
        lab = new Lab().withOptions().establish(20.4);
        for (int i = 0; i < 16; i++) {
            lab.data(1 + 10 * i, 1, 10);
        }
        lab.drain();
        lab.peerTs = 5100;
        lab.data(161, 1, 10);
        lab.peerTs = 5200;
        lab.data(171, 1, 10);
        lab.advance(50);
        assertThat(lab.one()).contains(" ecr 5100");
        lab.peerTs = 5300;
        lab.data(191, 1, 10);
        assertThat(lab.one()).as("a hole changes nothing").contains(" ecr 5100");
    }

    @Test
    void aResetAtTheEdgeOfTheHighestBlockIsExact() {
        lab = new Lab().withOptions().establish(20.4);
        lab.data(101, 1, 10);
        assertThat(lab.rst(111)).isEqualTo(Reason.CONNECTION_RESET_BY_PEER);
    }

    @Test
    void icmpIsNotedOnlyWhenItQuotesWhatIsInFlight() {
        lab.write(10);
        assertThat(lab.table.onIcmp(lab.id, 3, 1, Lab.ISS + 1, lab.nowNs)).isEqualTo(Reason.ICMP_CONNECTION_NOTED);
        assertThat(lab.table.onIcmp(lab.id, 3, 1, Lab.ISS + 100, lab.nowNs)).isEqualTo(Reason.ICMP_OUT_OF_WINDOW);
        assertThat(lab.c.state()).isEqualTo(TcpState.ESTABLISHED);
    }

    @Test
    void aPeerWithoutTimestampsInASegmentIsTakenAndChangesNothing() {
        lab = new Lab().withOptions().establish(20.4);
        lab.timestamps = false;
        assertThat(lab.data(1, 1, 10)).isEqualTo(Reason.CONNECTION_DATA);
        assertThat(lab.one()).isEqualTo("A seq 1 ack 11 win 509");
    }
}
