package io.netstack.tools.view;

import io.netstack.observe.Counter;
import io.netstack.observe.Reason;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/** One paragraph that says what a lab run showed: each sentence is there because something happened that it is about. */
public final class Explanation {
    private final LabReport report;
    private final List<String> sentences = new ArrayList<>();

    private Explanation(LabReport report) {
        this.report = report;
    }

    /** The paragraph, in one line. */
    public static String of(LabReport report) {
        Explanation explanation = new Explanation(report);
        explanation.limit();
        explanation.silent();
        explanation.connected();
        explanation.droppedSyns();
        explanation.cookies();
        explanation.finalAcks();
        explanation.resets();
        explanation.nothing();
        return String.join(" ", explanation.sentences);
    }

    private void limit() {
        int limit = report.acceptQueue().limit();
        String sentence = report.system() + " turns listen(" + report.backlog() + ") into an accept queue limit of " + limit;
        boolean overflowed = Stream.of(Reason.SYN_DROP_ACCEPT_QUEUE_FULL, Reason.SYN_DROP_BOTH_QUEUES_FULL,
            Reason.SYN_DROP_ACCEPT_QUEUE_FULL_COOKIES, Reason.ACK_ACCEPT_QUEUE_FULL, Reason.ACK_ACCEPT_QUEUE_FULL_RESET,
            Reason.COOKIE_ACK_ACCEPT_QUEUE_FULL).anyMatch(reason -> report.count(reason) > 0);
        int peak = report.acceptQueue().peak();
        if (overflowed && peak == limit + 1) {
            sentence += "; full means longer than that, so the queue was full with " + peak + (peak == 1 ? " connection" : " connections");
        } else if (overflowed) {
            sentence += "; the queue was full with " + peak + (peak == 1 ? " connection" : " connections");
        }
        say(sentence + ".");
    }

    /** What clients without a final ACK leave behind: requests that only time removes. */
    private void silent() {
        List<Integer> silent = report.with(Outcome.SILENT);
        if (silent.isEmpty()) {
            return;
        }
        boolean one = silent.size() == 1;
        int waiting = report.synQueue().length();
        say(capital(clients(silent)) + (one ? " has its SYN-ACK and never sends" : " have their SYN-ACKs and never send") + " the final ACK"
            + (waiting == 0 ? "." : "; " + waiting + (waiting == 1 ? " request waits" : " requests wait") + " in the SYN queue."));
        long again = report.counters().getOrDefault(Counter.TCP_SYN_RETRANS.kernelName(), 0L);
        if (again > 0) {
            say(some(again, "SYN-ACK") + " " + was(again) + " sent again" + counted(Counter.TCP_SYN_RETRANS) + ".");
        }
    }

    private void connected() {
        List<Integer> established = report.with(Outcome.ESTABLISHED);
        if (established.isEmpty()) {
            return;
        }
        boolean one = established.size() == 1;
        long made = report.count(Reason.ACK_ESTABLISHED) + report.count(Reason.COOKIE_ACK_ESTABLISHED) + report.count(Reason.ACK_PARKED);
        String who = capital(clients(established)) + (made >= established.size() ? one ? " is connected" : " are connected"
            : (one ? " believes it is" : " believe they are") + " connected, of which the server knows " + made);
        int waiting = report.acceptQueue().length();
        if (report.acceptedCount() == 0) {
            say(who + (waiting > 0 ? "; " + waiting + (waiting == 1 ? " waits" : " wait") + " for an accept() that nobody calls." : "."));
        } else {
            say(who + "; the application accepted " + report.acceptedCount() + ", and the accept queue was never longer than "
                + report.acceptQueue().peak() + ".");
        }
    }

    private void droppedSyns() {
        dropped(Reason.SYN_DROP_ACCEPT_QUEUE_FULL, "met the full accept queue");
        dropped(Reason.SYN_DROP_ACCEPT_QUEUE_FULL_COOKIES, "met the full accept queue, where a cookie does not help,");
        int synPeak = report.synQueue().peak();
        dropped(Reason.SYN_DROP_SYN_QUEUE_FULL, "met the full SYN queue (" + synPeak + (synPeak == 1 ? " request" : " requests") + ")",
            counted(Counter.REQ_QUEUE_FULL_DROP));
        dropped(Reason.SYN_DROP_BOTH_QUEUES_FULL, "met two full queues, where a cookie does not help");
        dropped(Reason.SYN_DROP_LAST_QUARTER, "came when only the last quarter of tcp_max_syn_backlog was left, which is for proven peers");
        dropped(Reason.SYN_DROP_POOL_FULL, "found no free request slot");
        dropped(Reason.INGRESS_GATE_DROP, "met the closed gate of the port at the ring, before the stack,");
        dropped(Reason.LATE_GATE_DROP, "found both queues together at their limit");
        List<ClientResult> again = report.clients().stream().filter(c -> c.synRetransmits() > 0).toList();
        if (!again.isEmpty()) {
            int times = again.stream().mapToInt(ClientResult::synRetransmits).sum();
            List<Integer> left = again.stream().filter(c -> c.outcome() != Outcome.RETRANSMITTING).map(ClientResult::id).toList();
            say("A client cannot tell a dropped SYN from a lost one: " + clients(again.stream().map(ClientResult::id).toList())
                + " sent it again, " + (times == 1 ? "once" : times + " times") + (again.size() == 1 ? "" : " in all")
                + (left.isEmpty() ? ", and nothing answers." : "; in the end " + clients(left) + " got an answer."));
        }
    }

    private void dropped(Reason reason, String what) {
        dropped(reason, what, "");
    }

    private void dropped(Reason reason, String what, String counter) {
        long count = report.count(reason);
        if (count > 0) {
            String whose = report.byVerdict().containsKey(reason) ? " of " + clients(report.byVerdict().get(reason)) : "";
            say(some(count, "SYN") + whose + " " + what + " and " + was(count) + " dropped without an answer" + counter + ".");
        }
    }

    /** The counter that says the same, where this system has it. */
    private String counted(Counter counter) {
        return report.counters().containsKey(counter.kernelName()) ? " (" + counter.kernelName() + ")" : "";
    }

    private void cookies() {
        long sent = report.count(Reason.SYN_COOKIE) + report.count(Reason.SYN_COOKIE_ALWAYS) + report.count(Reason.SYN_COOKIE_STATELESS);
        if (sent > 0) {
            say(some(sent, "SYN") + " " + was(sent) + " answered by a cookie: a SYN-ACK whose sequence number remembers the client, so "
                + "that nothing is stored" + (report.count(Reason.SYN_COOKIE) > 0 ? " while the SYN queue is full" : "") + counted(Counter.SYNCOOKIES_SENT) + ".");
        }
        long good = report.count(Reason.COOKIE_ACK_ESTABLISHED);
        if (good > 0) {
            say(some(good, "good cookie") + " came back and made " + (good == 1 ? "a connection." : "connections."));
        }
        long late = report.count(Reason.COOKIE_ACK_ACCEPT_QUEUE_FULL);
        if (late > 0) {
            say(some(late, "good cookie") + " met the full accept queue: the client believes it is connected and the server remembers "
                + "nothing.");
        }
    }

    private void finalAcks() {
        long ignored = report.count(Reason.ACK_ACCEPT_QUEUE_FULL);
        if (ignored > 0) {
            say(some(ignored, "final ACK") + " met the full accept queue and " + was(ignored)
                + " ignored: the client believes it is connected, the server keeps the request and sends its SYN-ACK again.");
        }
        long reset = report.count(Reason.ACK_ACCEPT_QUEUE_FULL_RESET);
        if (reset > 0) {
            say(some(reset, "final ACK") + " met the full accept queue and got a RST, since tcp_abort_on_overflow is set: the client sees a connection that "
                + "is reset" + counted(Counter.EMBRYONIC_RSTS) + ".");
        }
    }

    private static String some(long count, String what) {
        return count == 1 ? "One " + what : count + " " + what + "s";
    }

    private static String was(long count) {
        return count == 1 ? "was" : "were";
    }

    private void resets() {
        List<Integer> refused = report.with(Outcome.REFUSED);
        if (!refused.isEmpty()) {
            say(capital(clients(refused)) + (refused.size() == 1 ? " was" : " were") + " refused: the SYN was answered by RST.");
        }
        List<Integer> reset = report.with(Outcome.RESET);
        if (!reset.isEmpty()) {
            say("The server reset " + clients(reset) + " after its SYN-ACK.");
        }
        List<Integer> timeout = report.with(Outcome.TIMEOUT);
        if (!timeout.isEmpty()) {
            say("The kernel of " + clients(timeout) + " gave up.");
        }
    }

    private void nothing() {
        long unheard = report.clients().stream().filter(c -> c.lastWord().isEmpty()).count();
        if (unheard > 0) {
            say(unheard == report.clients().size() ? "No client's SYN reached the stack."
                : unheard + " of the clients' SYNs did not reach the stack.");
        } else if (report.clients().stream().allMatch(c -> c.outcome() == Outcome.ESTABLISHED && c.synRetransmits() == 0)
            && Stream.of(Reason.ACK_ACCEPT_QUEUE_FULL, Reason.COOKIE_ACK_ACCEPT_QUEUE_FULL).allMatch(r -> report.count(r) == 0)) {
            say("Nothing was dropped.");
        }
    }

    private void say(String sentence) {
        sentences.add(sentence);
    }

    private static String capital(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    /** {@code client 4}, {@code clients 4 and 7}, {@code clients 1 to 3 and 5}. */
    static String clients(Collection<Integer> ids) {
        List<Integer> sorted = ids.stream().sorted().toList();
        List<String> runs = new ArrayList<>();
        for (int i = 0; i < sorted.size(); ) {
            int j = i;
            while (j + 1 < sorted.size() && sorted.get(j + 1) == sorted.get(j) + 1) {
                j++;
            }
            if (j - i >= 2) {
                runs.add(sorted.get(i) + " to " + sorted.get(j));
            } else {
                sorted.subList(i, j + 1).forEach(id -> runs.add(id.toString()));
            }
            i = j + 1;
        }
        String list = runs.size() == 1 ? runs.get(0)
            : String.join(", ", runs.subList(0, runs.size() - 1)) + " and " + runs.get(runs.size() - 1);
        return (sorted.size() == 1 ? "client " : "clients ") + list;
    }
}
