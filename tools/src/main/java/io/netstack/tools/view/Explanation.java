package io.netstack.tools.view;

import io.netstack.observe.Counter;
import io.netstack.observe.Reason;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
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
        String sentence = report.system() + " turns listen(" + report.backlog() + ") into ";
        if (report.oneQueue()) {
            say(sentence + "a limit of " + limit + ": there may be " + report.synQueue().limit() + " requests and connections together.");
            return;
        }
        sentence += "an accept queue limit of " + limit;
        boolean overflowed = Stream.of(Reason.SYN_DROP_ACCEPT_QUEUE_FULL, Reason.SYN_DROP_BOTH_QUEUES_FULL,
            Reason.SYN_DROP_ACCEPT_QUEUE_FULL_COOKIES, Reason.ACK_ACCEPT_QUEUE_FULL, Reason.ACK_ACCEPT_QUEUE_FULL_RESET, Reason.ACK_REFUSED,
            Reason.ACK_PARKED, Reason.COOKIE_ACK_ACCEPT_QUEUE_FULL, Reason.COOKIE_ACK_REFUSED, Reason.COOKIE_ACK_REFUSED_RESET)
            .anyMatch(reason -> report.count(reason) > 0);
        if (overflowed) {
            int peak = report.acceptQueue().peak();
            String full = fullMeans(peak, limit);
            sentence += (full.isEmpty() ? "; the queue" : "; full means " + full + ", so the queue") + " was full with " + peak
                + (peak == 1 ? " connection" : " connections");
        }
        say(sentence + ".");
    }

    /** The length at which it was full tells the system's rule; empty where several have a part in it. */
    private static String fullMeans(int peak, int limit) {
        if (peak == limit + 1) {
            return "longer than that";
        }
        return peak == limit ? "as long as that" : peak == 3 * limit / 2 + 1 ? "longer than 3/2 of that"
            : peak == 3 * limit + 1 ? "longer than 3 times that" : "";
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
        long made = report.count(Reason.ACK_ESTABLISHED) + report.count(Reason.COOKIE_ACK_ESTABLISHED) + parked();
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

    /** Connections made that found no place in the accept queue. */
    private long parked() {
        return report.count(Reason.ACK_PARKED) + report.count(Reason.COOKIE_ACK_PARKED);
    }

    private void droppedSyns() {
        dropped(Reason.SYN_DROP_ACCEPT_QUEUE_FULL, "met the full accept queue");
        dropped(Reason.SYN_DROP_ACCEPT_QUEUE_FULL_COOKIES, "met the full accept queue, where a cookie does not help,");
        int synPeak = report.synQueue().peak();
        dropped(Reason.SYN_DROP_SYN_QUEUE_FULL, "met the full SYN queue (" + synPeak + (synPeak == 1 ? " request" : " requests") + ")",
            counted(Counter.REQ_QUEUE_FULL_DROP));
        dropped(Reason.SYN_DROP_BOTH_QUEUES_FULL, "met two full queues, where a cookie does not help");
        dropped(Reason.SYN_DROP_QUEUE_FULL, "found no room beside the requests and connections there were");
        dropped(Reason.SEGMENT_DROP_QUEUE_FULL, "found no room beside the requests and connections there were");
        dropped(Reason.SYN_DROP_NO_VICTIM, "found the queue full and no request that gave way");
        dropped(Reason.SYN_DROP_NO_ROOM, "found no room in the SYN cache");
        dropped(Reason.SYN_DROP_BY_POLICY, "fell under a rule of the policy's own");
        dropped(Reason.SYN_DROP_LAST_QUARTER, "came when only the last quarter of tcp_max_syn_backlog was left, which is for proven peers");
        dropped(Reason.SYN_DROP_POOL_FULL, "found no free request slot");
        dropped(Reason.INGRESS_GATE_DROP, "met the closed gate of the port at the ring, before the stack,");
        dropped(Reason.LATE_GATE_DROP, "found both queues together at their limit");
        evicting(Reason.SYN_QUEUED_EVICTING, "a full queue");
        evicting(Reason.SYN_QUEUED_BUCKET_OVERFLOW, "a full bucket of the SYN cache");
        evicting(Reason.SYN_QUEUED_BUCKET_FULL, "a full bucket of the SYN cache");
        evicting(Reason.SYN_QUEUED_CACHE_FULL, "a full SYN cache");
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
            say(some(count, reason == Reason.SEGMENT_DROP_QUEUE_FULL ? "segment" : "SYN") + whose(reason) + " " + what + " and " + was(count) + " dropped without an answer" + counter + ".");
        }
    }

    private void evicting(Reason reason, String what) {
        long count = report.count(reason);
        if (count > 0) {
            say(some(count, "SYN") + " met " + what + " and got in, each in place of a request that was forgotten: its client has its SYN-ACK, "
                + "and nothing behind it.");
        }
    }

    /** The counter that says the same, the first that this system has; nothing where it has none. */
    private String counted(Counter... counters) {
        return Stream.of(counters).map(Counter::kernelName).filter(report.counters()::containsKey).findFirst().map(name -> " (" + name + ")")
            .orElse("");
    }

    private void cookies() {
        long full = report.count(Reason.SYN_COOKIE);
        long cache = report.count(Reason.SYN_COOKIE_PAUSED) + report.count(Reason.SYN_COOKIE_NO_ROOM);
        long sent = full + cache + report.count(Reason.SYN_COOKIE_ALWAYS) + report.count(Reason.SYN_COOKIE_STATELESS);
        if (sent > 0) {
            say(some(sent, "SYN") + " " + was(sent) + " answered by a cookie: a SYN-ACK whose sequence number remembers the client, so "
                + "that nothing is stored" + (full > 0 ? " while the SYN queue is full" : "") + counted(Counter.SYNCOOKIES_SENT) + ".");
        }
        long good = report.count(Reason.COOKIE_ACK_ESTABLISHED);
        if (good > 0) {
            say(some(good, "good cookie") + " came back and made " + (good == 1 ? "a connection." : "connections."));
        }
        long late = report.count(Reason.COOKIE_ACK_ACCEPT_QUEUE_FULL) + report.count(Reason.COOKIE_ACK_REFUSED);
        if (late > 0) {
            say(some(late, "good cookie") + " met the full accept queue: the client believes it is connected and the server remembers "
                + "nothing.");
        }
        long reset = report.count(Reason.COOKIE_ACK_REFUSED_RESET);
        if (reset > 0) {
            say(some(reset, "good cookie") + " met the full accept queue and got a RST" + since() + ".");
        }
    }

    private void finalAcks() {
        long ignored = report.count(Reason.ACK_ACCEPT_QUEUE_FULL);
        if (ignored > 0) {
            say(some(ignored, "final ACK") + " met the full accept queue and " + was(ignored)
                + " ignored: the client believes it is connected, the server keeps the request and sends its SYN-ACK again.");
        }
        long refused = report.count(Reason.ACK_REFUSED);
        if (refused > 0) {
            say(some(refused, "final ACK") + " met the full accept queue and " + was(refused) + " dropped, the request with it"
                + counted(Counter.BSD_LISTEN_DROP) + ": the client believes it is connected until its data is answered by RST.");
        }
        long reset = report.count(Reason.ACK_ACCEPT_QUEUE_FULL_RESET);
        if (reset > 0) {
            say(some(reset, "final ACK") + whose(Reason.ACK_ACCEPT_QUEUE_FULL_RESET) + " met the full accept queue and got a RST" + since()
                + ": the client sees a connection that is reset" + counted(Counter.EMBRYONIC_RSTS, Counter.BSD_LISTEN_DROP, Counter.BSD_SC_ABORTED)
                + ".");
        }
        long parked = parked();
        if (parked > 0) {
            say(some(parked, "final ACK") + " met the full accept queue and made " + (parked == 1 ? "a connection" : "connections")
                + " all the same, which " + (parked == 1 ? "waits" : "wait") + " aside until accept() makes room.");
        }
    }

    private String since() {
        return report.refusal().isEmpty() ? "" : ", since " + report.refusal();
    }

    private String whose(Reason reason) {
        return report.byVerdict().containsKey(reason) ? " of " + clients(report.byVerdict().get(reason)) : "";
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
            say(capital(clients(refused)) + (refused.size() == 1 ? " was" : " were") + " refused: the SYN was answered by RST"
                + (report.count(Reason.SYN_RESET) > 0 ? ", since there was no room." : "."));
        }
        Set<Integer> told = report.byVerdict().getOrDefault(Reason.ACK_ACCEPT_QUEUE_FULL_RESET, Set.of());
        List<Integer> reset = report.with(Outcome.RESET).stream().filter(client -> !told.contains(client)).toList();
        if (!reset.isEmpty()) {
            say("The server reset " + clients(reset) + " after " + (reset.size() == 1 ? "its SYN-ACK." : "their SYN-ACKs."));
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
            && Stream.of(Reason.ACK_ACCEPT_QUEUE_FULL, Reason.ACK_REFUSED, Reason.COOKIE_ACK_ACCEPT_QUEUE_FULL,
                Reason.COOKIE_ACK_REFUSED).allMatch(r -> report.count(r) == 0)) {
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
