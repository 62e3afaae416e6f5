package io.netstack.tools.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.netstack.observe.ListenerStatus.Queue;
import io.netstack.observe.Reason;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ExplanationTest {
    private static final Queue EMPTY = new Queue(0, 1, 2);

    private static LabReport report(List<ClientResult> clients, Queue accept, Map<Reason, Long> verdicts,
                                    Map<Reason, Set<Integer>> byVerdict, int accepted) {
        return new LabReport("linux-6.18", "Linux 6.18", false, "tcp_abort_on_overflow is set", "memory", 2, clients, EMPTY, accept,
            new TreeMap<>(verdicts), byVerdict, Map.of(), Map.of(), accepted, Path.of("lab.pcapng"));
    }

    private static List<ClientResult> clients(Outcome outcome, int retransmits, int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(id -> new ClientResult(id, outcome, retransmits, "some verdict", false)).toList();
    }

    private static List<ClientResult> both(List<ClientResult> first, List<ClientResult> then) {
        return Stream.concat(first.stream(), then.stream()).toList();
    }

    @Test
    void fallingOffTheEndIsExplained() {
        LabReport report = report(both(clients(Outcome.ESTABLISHED, 0, 1, 3), clients(Outcome.RETRANSMITTING, 4, 4, 6)), new Queue(3, 3, 2),
            Map.of(Reason.SYN_DROP_ACCEPT_QUEUE_FULL, 15L, Reason.ACK_ESTABLISHED, 3L),
            Map.of(Reason.SYN_DROP_ACCEPT_QUEUE_FULL, Set.of(4, 5, 6)), 0);

        assertThat(Explanation.of(report)).isEqualTo(
            "Linux 6.18 turns listen(2) into an accept queue limit of 2; full means longer than that, so "
            + "the queue was full with 3 connections. Clients 1 to 3 are connected; 3 wait for an accept() that nobody calls. "
            + "15 SYNs of clients 4 to 6 met the full accept queue and were dropped without an answer. "
            + "A client cannot tell a dropped SYN from a lost one: clients 4 to 6 sent it again, 12 times in all, and nothing answers.");
    }

    @Test
    void aRunWithoutDropsSaysSo() {
        LabReport report = report(clients(Outcome.ESTABLISHED, 0, 1, 2), new Queue(0, 1, 2), Map.of(Reason.ACK_ESTABLISHED, 2L), Map.of(),
            2);

        assertThat(Explanation.of(report)).isEqualTo("Linux 6.18 turns listen(2) into an accept queue limit of 2. "
            + "Clients 1 and 2 are connected; the application accepted 2, and the accept queue was never longer than 1. "
            + "Nothing was dropped.");
    }

    @Test
    void aClientThatTheServerForgotOnlyBelievesThatItIsConnected() {
        LabReport report = report(clients(Outcome.ESTABLISHED, 0, 1, 2), new Queue(1, 1, 0),
            Map.of(Reason.ACK_ESTABLISHED, 1L, Reason.COOKIE_ACK_ACCEPT_QUEUE_FULL, 1L), Map.of(), 0);

        assertThat(Explanation.of(report)).contains("Clients 1 and 2 believe they are connected, of which the server knows 1; 1 waits for");
    }

    @Test
    void aSynThatGotThroughLaterIsTold() {
        LabReport report = report(both(clients(Outcome.ESTABLISHED, 0, 1, 1), clients(Outcome.ESTABLISHED, 1, 2, 2)), new Queue(1, 1, 0),
            Map.of(Reason.SYN_DROP_ACCEPT_QUEUE_FULL, 1L), Map.of(Reason.SYN_DROP_ACCEPT_QUEUE_FULL, Set.of(2)), 1);

        assertThat(Explanation.of(report)).contains("One SYN of client 2 met the full accept queue and was dropped without an answer.")
            .endsWith("client 2 sent it again, once; in the end client 2 got an answer.").doesNotContain("Nothing was dropped");
    }

    @Test
    void cookiesRefusalsAndResetsHaveTheirSentences() {
        LabReport report = report(both(clients(Outcome.REFUSED, 0, 1, 1), clients(Outcome.RESET, 0, 2, 3)), EMPTY,
            Map.of(Reason.SYN_COOKIE, 2L, Reason.COOKIE_ACK_ESTABLISHED, 1L, Reason.COOKIE_ACK_ACCEPT_QUEUE_FULL, 1L,
                Reason.ACK_ACCEPT_QUEUE_FULL, 3L, Reason.ACK_ACCEPT_QUEUE_FULL_RESET, 2L), Map.of(), 0);

        assertThat(Explanation.of(report)).contains("2 SYNs were answered by a cookie", "One good cookie came back and made a connection.",
            "One good cookie met the full accept queue", "3 final ACKs met the full accept queue and were ignored",
            "2 final ACKs met the full accept queue and got a RST", "Client 1 was refused",
            "The server reset clients 2 and 3 after their SYN-ACKs.");
    }

    @Test
    void whoSeesAResetAndFromWhichCounterItIsKnown() {
        LabReport report = new LabReport("linux-6.18", "Linux 6.18", false, "tcp_abort_on_overflow is set", "memory", 2,
            clients(Outcome.RESET, 0, 1, 1), EMPTY, EMPTY, new TreeMap<>(Map.of(Reason.ACK_ACCEPT_QUEUE_FULL_RESET, 1L)), Map.of(),
            Map.of("TcpExt.EmbryonicRsts", 1L), Map.of(), 0,
            Path.of("lab.pcapng"));

        assertThat(Explanation.of(report)).contains("One final ACK met the full accept queue and got a RST, since tcp_abort_on_overflow is "
            + "set: the client sees a connection that is reset (TcpExt.EmbryonicRsts).");
    }

    @Test
    void silenceIsExplainedToo() {
        List<ClientResult> silent = List.of(new ClientResult(1, Outcome.RETRANSMITTING, 0, "", false));
        assertThat(Explanation.of(report(silent, EMPTY, Map.of(), Map.of(), 0))).endsWith("No client's SYN reached the stack.");
    }

    @Test
    void clientsAreNamedInRuns() {
        assertThat(Explanation.clients(List.of(4))).isEqualTo("client 4");
        assertThat(Explanation.clients(List.of(5, 4))).isEqualTo("clients 4 and 5");
        assertThat(Explanation.clients(List.of(1, 2, 3, 5, 7, 8))).isEqualTo("clients 1 to 3, 5, 7 and 8");
    }

    @Test
    void aParagraphIsBrokenAtBlanks() {
        assertThat(LabText.wrap("one two three four", 9)).containsExactly("one two", "three", "four");
        assertThat(LabText.wrap("unbreakable", 4)).containsExactly("unbreakable");
    }
}
