package io.netstack.tools.policies;

import io.netstack.observe.Counter;
import io.netstack.policy.ListenPolicy;
import io.netstack.sim.PeerOutcome;
import java.util.List;
import java.util.Map;

/**
 * What clients found at a listener whose application accepts nobody.
 *
 * @param policy    of the stack
 * @param backlog   the argument of listen()
 * @param limit     what the system made of it
 * @param completed connections in the accept queue
 * @param embryonic requests and connections that wait outside it
 * @param clients   in the order in which they connected
 * @param counters  where they stand at the end, those at 0 left out
 * @param log       what the system wrote to its log
 */
record Cell(ListenPolicy policy, int backlog, int limit, int completed, int embryonic, List<Client> clients, Map<Counter, Long> counters,
            List<String> log) {

    /** How one client fares, and how often it had to repeat its SYN. */
    record Client(PeerOutcome outcome, int synRetransmits) {

        /** Was its first SYN answered, and is it still connected? */
        boolean isConnectedAtOnce() {
            return outcome == PeerOutcome.ESTABLISHED && synRetransmits == 0;
        }
    }

    /** Clients that believe that they are connected. */
    int total() {
        return (int) clients.stream().filter(client -> client.outcome() == PeerOutcome.ESTABLISHED).count();
    }

    /** What the figure prints for it, or null. */
    Integer published() {
        return Figure.published(policy.name(), backlog);
    }

    /** Does it agree with the figure? Null where the figure has no such cell. */
    Boolean agrees() {
        return published() == null ? null : published() == total();
    }
}
