package io.netstack.conn;

import static org.assertj.core.api.Assertions.assertThat;

import io.netstack.flow.TimerGrain;
import io.netstack.wire.TcpFlags;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The urgent octet: out of band under Linux, in its place elsewhere. Octets are written as letters: the first of the stream is 'a'. */
class UrgentDataTest {
    private Lab lab = new Lab().withoutOptions(1460).establish(1);

    @AfterEach
    void everySlotAndBufferIsBack() {
        lab.assertNothingLeft();
    }

    private void send(int seq, int length, int pointer) {
        lab.advance(1).pointing(pointer).segment(TcpFlags.ACK | TcpFlags.URG, seq, 1, length);
    }

    private String read(int most) {
        byte[] bytes = new byte[most];
        int n = lab.c.receive(bytes, 0, most);
        lab.c.onApplicationRead(lab.nowNs);
        StringBuilder letters = new StringBuilder();
        for (int i = 0; i < n; i++) {
            int place = 1;
            while (Lab.pattern(place) != bytes[i]) {
                place++;
            }
            letters.append((char) ('a' + place - 1));
        }
        return letters.toString();
    }

    @Test
    void readingStopsBeforeTheUrgentOctetAndThenGoesOnBehindIt() {
        send(1, 6, 4);
        assertThat(lab.c.application().available()).isEqualTo(5);
        assertThat(read(100)).isEqualTo("abc");
        assertThat(read(100)).isEqualTo("ef");
        assertThat(read(100)).isEmpty();
    }

    @Test
    void thePointerMeansTheOctetBeforeItAndNoughtTheFirst() {
        send(1, 3, 3);
        assertThat(read(100)).isEqualTo("ab");
        assertThat(read(100)).isEmpty();
        send(4, 3, 0);
        assertThat(read(100)).isEqualTo("ef");
    }

    @Test
    void anUrgentOctetAloneIsNothingToRead() {
        send(1, 1, 1);
        assertThat(lab.c.application().available()).isZero();
        assertThat(read(100)).isEmpty();
        assertThat(lab.c.receiveQueueBytes()).as("left out").isZero();
    }

    @Test
    void whatWasLeftOutGivesItsMemoryBack() {
        send(1, 1, 1);
        assertThat(lab.c.window.memory.cost()).isPositive();
        read(100);
        assertThat(lab.c.window.memory.cost()).isZero();
    }

    @Test
    void thePointerMayComeBeforeTheOctet() {
        send(1, 2, 4);
        assertThat(read(100)).isEqualTo("ab");
        lab.advance(1).data(3, 1, 4);
        assertThat(read(100)).isEqualTo("c");
        assertThat(read(100)).isEqualTo("ef");
    }

    @Test
    void aNewerPointerMakesTheFormerOctetAnOrdinaryOne() {
        send(1, 4, 3);
        send(5, 4, 2);
        assertThat(read(100)).isEqualTo("abcde");
        assertThat(read(100)).isEqualTo("gh");
    }

    @Test
    void aReaderThatStandsBeforeTheFormerOctetNeverSeesIt() {
        send(1, 4, 3);
        assertThat(read(100)).isEqualTo("ab");
        send(5, 4, 2);
        assertThat(read(100)).isEqualTo("de");
        assertThat(read(100)).isEqualTo("gh");
    }

    @Test
    void anOlderPointerChangesNothing() {
        send(1, 6, 5);
        send(1, 6, 2);
        assertThat(read(100)).isEqualTo("abcd");
        assertThat(read(100)).isEqualTo("f");
    }

    @Test
    void inLineTheOctetIsReadInItsPlaceAndReadingStillStopsBeforeIt() {
        lab.c.urgentInline(true);
        send(1, 6, 4);
        assertThat(lab.c.application().available()).isEqualTo(6);
        assertThat(read(100)).isEqualTo("abc");
        assertThat(read(100)).isEqualTo("def");
    }

    @Test
    void whereThereIsNoOutOfBandTheStreamKnowsNoUrgency() {
        lab = new Lab(Lab.linux6291456().with().urgentOutOfBand(false).build(), TimerGrain.EXACT, 16).withoutOptions(1460).establish(1);
        send(1, 6, 4);
        assertThat(read(100)).isEqualTo("abcdef");
    }

    @Test
    void theNextConnectionOfTheSlotStartsWithoutAMark() {
        send(1, 2, 9);
        lab.c.abort(lab.nowNs);
        lab.drain();
        lab.establish(1);
        lab.advance(1).data(1, 1, 12);
        assertThat(read(100)).isEqualTo("abcdefghijkl");
    }

    @Test
    void anUrgentOctetNobodyReadIsUnreadWhenTheConnectionCloses() {
        send(1, 1, 1);
        lab.drain();
        lab.c.close(lab.nowNs);
        assertThat(lab.one()).startsWith("RA");
    }
}
