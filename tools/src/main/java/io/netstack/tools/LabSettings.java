package io.netstack.tools;

import io.netstack.link.ImpairedLink;
import io.netstack.link.Link;
import io.netstack.observe.Counters;
import io.netstack.observe.ListenerStatus;
import io.netstack.observe.Reason;
import io.netstack.policy.ListenPolicy;
import io.netstack.policy.Policies;
import io.netstack.policy.Settings;
import io.netstack.tools.impair.BadNetwork;
import io.netstack.tools.lab.Topologies;
import io.netstack.tools.value.AcceptPlan;
import io.netstack.tools.value.Span;
import io.netstack.tools.view.LabReport;
import io.netstack.tools.view.LabStory;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * What a lab run is to do.
 *
 * @param policy     who decides
 * @param settings   of that policy
 * @param store      where requests are kept; null for where the policy's system keeps them
 * @param backlog    the argument of listen()
 * @param call       the call, for people: {@code listen(2)}
 * @param clients    how many connect
 * @param silent     how many more start before them and never send the final ACK
 * @param spacingNs  from one client's start to the next
 * @param durationNs after the last client's start
 * @param accept     when the application calls accept()
 * @param network    what is between the clients and the server; null for a good one
 */
record LabSettings(ListenPolicy policy, Settings settings, StoreText store, int backlog, String call, int clients, int silent,
                   long spacingNs, long durationNs, AcceptPlan accept, BadNetwork network) {
    /** The server's port. */
    static final int PORT = 8080;

    /** Whose rules these are: the system where the policy is that system, else the policy with the system whose profile it borrows. */
    String system() {
        String system = policy.profile(settings).system();
        boolean itself = Policies.all().stream().filter(other -> other.profile(Settings.defaults(other)).system().equals(system)).findFirst()
            .filter(owner -> owner.name().equals(policy.name())).isPresent();
        return itself ? system : "Policy " + policy.name() + " (" + system + " on the wire)";
    }

    /** Lines that say what is going to happen, and where. */
    String heading(Topologies.Choice choice, String whose) {
        return system() + (store == null ? "" : ", store " + store.name()) + ", " + call + "; " + silentText()
            + clients + (clients == 1 ? " client" : " clients") + " of " + whose
            + (clients + silent == 1 ? "" : spacingNs == 0 ? ", all at once" : ", " + new Span(spacingNs) + " apart") + "; " + acceptText() + ".\n"
            + "Link " + choice.kind().label() + ": " + choice.why() + "." + (network == null ? "" : "\nNetwork: " + network.text() + ".");
    }

    private String silentText() {
        return silent == 0 ? "" : silent + " silent " + (silent == 1 ? "client" : "clients") + ", then ";
    }

    private String acceptText() {
        if (accept.never()) {
            return "nobody accepts";
        }
        return accept.immediate() ? "every connection is accepted at once" : "one accept() each " + new Span(accept.intervalNs());
    }

    /** Why a final ACK at a full accept queue is answered by RST, where a setting decides that. */
    private String refusal() {
        if (settings.has("tcp_abort_on_overflow") && settings.on("tcp_abort_on_overflow")) {
            return "tcp_abort_on_overflow is set";
        }
        return settings.has("rst_on_sock_fail") && settings.on("rst_on_sock_fail") ? "rst_on_sock_fail is on" : "";
    }

    /** The same link behind the bad network, if there is one. */
    Link around(Link link, LongSupplier clockNs) {
        return network == null ? link : network.around(link, clockNs);
    }

    /** What the run came to. @param link what the stack ran on, as {@link #around} gave it */
    LabReport report(Link link, String linkName, ListenerStatus.Queue synQueue, ListenerStatus.Queue acceptQueue, Counters counters, LabStory story,
                     Path pcapng) {
        Map<Reason, Long> verdicts = Moved.verdicts(counters);
        Map<Reason, Set<Integer>> byVerdict = new EnumMap<>(Reason.class);
        verdicts.keySet().forEach(reason -> byVerdict.put(reason, story.clientsWith(reason)));
        byVerdict.values().removeIf(Set::isEmpty);
        return new LabReport(policy.name(), system(), policy.oneQueue(settings), refusal(), linkName, backlog, story.results(clients, silent),
            synQueue, acceptQueue, verdicts, byVerdict, Moved.counters(counters),
            link instanceof ImpairedLink impaired ? BadNetwork.suffered(impaired) : Map.of(), story.acceptedCount(), pcapng);
    }
}
