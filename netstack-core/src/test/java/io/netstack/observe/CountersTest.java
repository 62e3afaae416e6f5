package io.netstack.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Counters move only through reasons, and by exactly those that a reason lists. */
class CountersTest {

    @ParameterizedTest
    @EnumSource(Reason.class)
    void aReasonMovesItsCountersByOneAndNoOther(Reason reason) {
        Counters counters = new Counters(CounterScheme.LINUX);
        counters.count(reason);
        for (Counter counter : Counter.values()) {
            long listed = Stream.of(reason.linuxCounters()).filter(c -> c == counter).count();
            assertThat(counters.value(counter)).as(counter.kernelName()).isEqualTo(listed).isLessThanOrEqualTo(1);
        }
        for (Reason other : Reason.values()) {
            assertThat(counters.value(other)).isEqualTo(other == reason ? 1 : 0);
        }
    }

    /** The rows of Linux 6.18 that an operator looks at first. */
    @ParameterizedTest(name = "{0} moves {1}")
    @CsvSource({
        "SYN_DROP_ACCEPT_QUEUE_FULL, TcpExt.ListenOverflows TcpExt.ListenDrops",
        "SYN_DROP_SYN_QUEUE_FULL, TcpExt.TCPReqQFullDrop TcpExt.ListenDrops",
        "SYN_DROP_BOTH_QUEUES_FULL, TcpExt.TCPReqQFullDoCookies TcpExt.ListenOverflows TcpExt.ListenDrops",
        "SYN_DROP_LAST_QUARTER, TcpExt.ListenDrops",
        "SYN_COOKIE, TcpExt.TCPReqQFullDoCookies TcpExt.SyncookiesSent",
        "COOKIE_ACK_ESTABLISHED, TcpExt.SyncookiesRecv Tcp.PassiveOpens",
        "COOKIE_ACK_ACCEPT_QUEUE_FULL, TcpExt.SyncookiesRecv TcpExt.ListenOverflows TcpExt.ListenDrops",
        "ACK_ESTABLISHED, Tcp.PassiveOpens",
        "ACK_ACCEPT_QUEUE_FULL, TcpExt.ListenOverflows TcpExt.ListenDrops",
        "ACK_ACCEPT_QUEUE_FULL_RESET, TcpExt.ListenOverflows TcpExt.ListenDrops TcpExt.EmbryonicRsts",
        "REQUEST_RESET_BY_PEER, Tcp.AttemptFails TcpExt.EmbryonicRsts",
        "SENT_SYN_ACK_AGAIN, Tcp.OutSegs Tcp.RetransSegs TcpExt.TCPSynRetrans",
        "SENT_RST, Tcp.OutSegs Tcp.OutRsts",
        "SYN_QUEUED, ''",
        "REQUEST_EXPIRED, ''"})
    void theKernelsCountersMoveAsTheKernelMovesThem(Reason reason, String names) {
        String[] expected = names.isEmpty() ? new String[0] : names.split(" ");
        assertThat(Stream.of(reason.linuxCounters()).map(Counter::kernelName)).containsExactlyInAnyOrder(expected);
    }

    @Test
    void anotherFamilyReplacesTheListsOfTheReasonsItNames() {
        CounterScheme other = new CounterScheme("other", Map.of(Reason.SYN_QUEUED, new Counter[] {Counter.TCP_TIMEOUTS},
            Reason.SENT_RST, new Counter[0]));
        Counters counters = new Counters(other);
        counters.count(Reason.SYN_QUEUED);
        counters.count(Reason.SENT_RST);
        counters.count(Reason.ACK_ESTABLISHED);
        assertThat(counters.value(Counter.TCP_TIMEOUTS)).isOne();
        assertThat(counters.value(Counter.TCP_OUT_RSTS)).isZero();
        assertThat(counters.value(Counter.TCP_PASSIVE_OPENS)).isOne();
        assertThat(counters.value(Reason.SENT_RST)).isOne();
    }

    @Test
    void aReasonThatAlsoMovesItsCountersIsNotCountedItself() {
        Counters counters = new Counters(CounterScheme.LINUX);
        counters.count(Reason.SENT_SYN_ACK_AGAIN);
        counters.alsoMove(Reason.SENT_SYN_ACK_AGAIN);
        counters.alsoMove(Reason.SENT_RST);
        assertThat(counters.value(Counter.TCP_OUT_SEGS)).isEqualTo(3);
        assertThat(counters.value(Counter.TCP_RETRANS_SEGS)).isEqualTo(2);
        assertThat(counters.value(Counter.TCP_OUT_RSTS)).isOne();
        assertThat(counters.value(Reason.SENT_SYN_ACK_AGAIN)).isOne();
        assertThat(counters.value(Reason.SENT_RST)).isZero();
    }

    @Test
    void theGaugeOfConnectionsGoesUpAndDown() {
        Counters counters = new Counters(CounterScheme.LINUX);
        counters.currentlyEstablished(1);
        counters.currentlyEstablished(1);
        counters.currentlyEstablished(-1);
        assertThat(counters.value(Counter.TCP_CURR_ESTAB)).isOne();
    }

    @Test
    void everyCounterHasAKernelNameOfItsOwnAndAMeaning() {
        assertThat(Counter.values()).extracting(Counter::kernelName).doesNotHaveDuplicates()
            .allMatch(name -> name.matches("[A-Za-z]+\\.[A-Za-z0-9]+|tcps_[a-z_]+|tcp[A-Z][A-Za-z0-9]+"));
        assertThat(Counter.values()).extracting(Counter::meaning).doesNotContain("").doesNotHaveDuplicates();
    }

    @Test
    void everyReasonReadsAsAnOutcome() {
        for (Reason reason : Reason.values()) {
            assertThat(reason.text()).as(reason.name()).isNotBlank();
            assertThat(reason.describe(11, 22)).as(reason.name()).doesNotContain("{").doesNotContain("}");
            assertThat(Reason.of(reason.ordinal())).isSameAs(reason);
            assertThat(reason.name().startsWith("SENT_")).as(reason.name()).isEqualTo(reason.kind() == Reason.Kind.SENT);
        }
        assertThat(Reason.SYN_DROP_ACCEPT_QUEUE_FULL.describe(6, 5)).isEqualTo("SYN dropped: accept queue 6 > 5");
    }

    @Test
    void theListOfAReasonCannotBeChangedFromOutside() {
        Reason.SENT_RST.linuxCounters()[0] = Counter.TCP_TIMEOUTS;
        assertThat(Reason.SENT_RST.linuxCounters()[0]).isEqualTo(Counter.TCP_OUT_SEGS);
    }
}
