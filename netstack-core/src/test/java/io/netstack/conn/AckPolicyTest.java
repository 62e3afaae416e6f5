package io.netstack.conn;

import static org.assertj.core.api.Assertions.assertThat;

import io.netstack.observe.Counter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When data is acknowledged, and what the acknowledgment reports. */
class AckPolicyTest {
    private final Lab lab = new Lab().withOptions().establish(20.4);

    @AfterEach
    void everySlotAndBufferIsBack() {
        lab.assertNothingLeft();
    }

    @Test
    void theRecordedStreamOfSmallAndFullSegmentsWithAHole() {
        for (int i = 0; i < 20; i++) {
            lab.data(1 + 10 * i, 1, 10);
            if (i < 16) {
                assertThat(lab.one()).isEqualTo("A seq 1 ack " + (11 + 10 * i) + " win 509");
                lab.advance(60);
            } else {
                lab.advance(39.9);
                assertThat(lab.drain()).isEmpty();
                lab.advance(0.2);
                assertThat(lab.one()).isEqualTo("A seq 1 ack " + (11 + 10 * i) + " win 509");
                lab.advance(19.9);
            }
        }
        assertThat(lab.count(Counter.DELAYED_ACKS)).isEqualTo(4);
        lab.data(201, 1, 1448);
        assertThat(lab.one()).isEqualTo("A seq 1 ack 1649 win 532");
        lab.data(1649, 1, 1448);
        assertThat(lab.one()).isEqualTo("A seq 1 ack 3097 win 555");
        lab.advance(60).data(4545, 1, 1448);
        assertThat(lab.one()).isEqualTo("A seq 1 ack 3097 win 577 sack 4545-5993");
        lab.advance(60).data(5993, 1, 1448);
        assertThat(lab.one()).isEqualTo("A seq 1 ack 3097 win 587 sack 4545-7441");
        lab.advance(60).data(3097, 1, 1448);
        assertThat(lab.one()).isEqualTo("A seq 1 ack 7441 win 576");
        assertThat(lab.count(Counter.TCP_OFO_QUEUE)).isEqualTo(2);
        assertThat(lab.count(Counter.TCP_RCV_COALESCE)).isEqualTo(18);
        assertThat(lab.count(Counter.TCP_OUT_SEGS)).isEqualTo(25);
        assertThat(lab.read(10_000)).isEqualTo(7440);
    }

    @Test
    void anAnswerCarriesTheAcknowledgmentOfAConversation() {
        lab.data(1, 1, 10);
        assertThat(lab.one()).startsWith("A seq 1 ack 11");
        lab.read(100);
        lab.advance(3);
        lab.write(10);
        assertThat(lab.one()).startsWith("PA seq 1 ack 11");
        lab.advance(10).data(11, 11, 10);
        assertThat(lab.drain()).isEmpty();
        lab.advance(3);
        lab.write(10);
        assertThat(lab.one()).isEqualTo("PA seq 11 ack 21 win 509 len 10");
        lab.advance(10).data(21, 21, 10);
        lab.advance(39);
        assertThat(lab.drain()).isEmpty();
        lab.advance(2);
        assertThat(lab.one()).as("the answer took too long").startsWith("A seq 21 ack 31");
        lab.advance(10).data(31, 21, 10);
        assertThat(lab.one()).as("quick again").startsWith("A seq 21 ack 41");
    }

    @Test
    void readingASmallSegmentSendsItsDelayedAcknowledgment() {
        for (int i = 0; i < 16; i++) {
            lab.data(1 + 10 * i, 1, 10);
        }
        lab.read(1000);
        lab.drain();
        lab.data(161, 1, 10);
        lab.advance(5);
        assertThat(lab.drain()).isEmpty();
        lab.read(1000);
        assertThat(lab.one()).startsWith("A seq 1 ack 171");
    }

    @Test
    void afterALongSilenceAcknowledgmentsAreQuickAgain() {
        for (int i = 0; i < 17; i++) {
            lab.data(1 + 10 * i, 1, 10);
        }
        lab.advance(500);
        assertThat(lab.drain()).hasSize(17);
        lab.data(171, 1, 10);
        assertThat(lab.drain()).hasSize(1);
    }

    @Test
    void aFinWithoutDataBeforeIsAcknowledgedAtTheNextTick() {
        lab.fin(1, 1);
        assertThat(lab.drain()).isEmpty();
        lab.advance(4);
        assertThat(lab.one()).isEqualTo("A seq 1 ack 2 win 510");
    }

    @Test
    void aFinAfterDataIsAcknowledgedAfterFortyMilliseconds() {
        lab.segment(0x19, 1, 1, 6);
        lab.advance(39);
        assertThat(lab.drain()).isEmpty();
        lab.advance(2);
        assertThat(lab.one()).isEqualTo("A seq 1 ack 8 win 510");
    }

    @Test
    void twoFullSegmentsThatAreReadAtOnceAreAcknowledgedTogether() {
        int seq = 1;
        for (int i = 0; i < 60; i++, seq += 1448) {
            lab.advance(4.5).segment(0x10, seq, 1, 1448);
            lab.read(2000);
        }
        lab.drain();
        int acks = 0;
        for (int i = 0; i < 20; i++, seq += 1448) {
            lab.advance(4.5).segment(0x10, seq, 1, 1448);
            lab.read(2000);
            acks += lab.drain().size();
        }
        assertThat(acks).isEqualTo(10);
    }

    @Test
    void theOrderOfReportedBlocks() {
        for (int start : new int[] {301, 501, 701, 901, 1101, 1301}) {
            lab.data(start, 1, 100);
        }
        lab.advance(2);
        assertThat(lab.drain().getLast()).endsWith("sack 1301-1401,1101-1201,901-1001");
        lab.data(301, 1, 100);
        lab.advance(2);
        assertThat(lab.one()).endsWith("sack 301-401,301-401,1301-1401");
        lab.data(351, 1, 100);
        lab.advance(2);
        assertThat(lab.one()).endsWith("sack 351-401,301-451,1301-1401");
        lab.data(451, 1, 50);
        lab.advance(2);
        assertThat(lab.one()).endsWith("sack 301-501,1301-1401,1101-1201");
        lab.data(1, 1, 300);
        assertThat(lab.one()).startsWith("A seq 1 ack 601 ");
        assertThat(lab.read(2000)).isEqualTo(600);
    }

    @Test
    void aSegmentThatCoversQueuedOnesReportsThem() {
        lab.data(101, 1, 100);
        lab.data(301, 1, 100);
        lab.drain();
        lab.data(51, 1, 450);
        assertThat(lab.one()).endsWith("sack 101-201,51-501");
        assertThat(lab.count(Counter.TCP_OFO_MERGE)).isEqualTo(2);
        lab.data(1, 1, 50);
        assertThat(lab.one()).startsWith("A seq 1 ack 501");
        assertThat(lab.read(2000)).isEqualTo(500);
    }

    @Test
    void aFinBeyondAHoleIsReportedAndTakenWhenTheHoleIsFilled() {
        lab.segment(0x11, 11, 1, 10);
        assertThat(lab.one()).endsWith("sack 11-22");
        lab.data(1, 1, 10);
        assertThat(lab.one()).startsWith("A seq 1 ack 22");
        assertThat(lab.c.state()).isEqualTo(TcpState.CLOSE_WAIT);
        assertThat(lab.read(100)).isEqualTo(20);
        assertThat(lab.read(100)).isEqualTo(TcpConnection.END_OF_STREAM);
    }

    @Test
    void aPartlyOldSegmentGivesItsNewOctets() {
        lab.data(1, 1, 100);
        lab.drain();
        lab.data(51, 1, 100);
        assertThat(lab.one()).startsWith("A seq 1 ack 151").endsWith("sack 51-101");
        assertThat(lab.read(1000)).isEqualTo(150);
        assertThat(lab.count(Counter.TCP_DSACK_OLD_SENT)).isEqualTo(1);
    }

    @Test
    void oldDataInsideTheLastWindowIsReportedAtOnce() {
        lab.data(1, 1, 100);
        lab.drain();
        lab.data(1, 1, 100);
        assertThat(lab.one()).startsWith("A seq 1 ack 101").endsWith("sack 1-101");
        assertThat(lab.count(Counter.DELAYED_ACK_LOST)).isEqualTo(1);
    }

    @Test
    void beyondTheThirdDuplicateSeveralAcknowledgmentsGoOutAsOne() {
        lab.data(1, 1, 200);
        for (int i = 0; i < 16; i++) {
            lab.data(201 + 10 * i, 1, 10);
        }
        lab.advance(100);
        lab.read(1000);
        lab.drain();
        for (int i = 0; i < 10; i++) {
            lab.data(1001 + 10 * i, 1, 10);
        }
        int atOnce = lab.drain().size();
        lab.advance(2);
        assertThat(lab.drain()).hasSize(1);
        assertThat(atOnce).isEqualTo(3);
    }

    @Test
    void segmentsShareTheMemoryOfTheOneBefore() {
        for (int i = 0; i < 18; i++) {
            lab.data(1 + 10 * i, 1, 10);
        }
        assertThat(lab.c.window.memory.cost()).isEqualTo(2 * 832);
        assertThat(lab.read(169)).isEqualTo(169);
        assertThat(lab.c.window.memory.cost()).as("the last octet of the first is unread").isEqualTo(2 * 832);
        lab.read(1);
        assertThat(lab.c.window.memory.cost()).isEqualTo(832);
    }
}
