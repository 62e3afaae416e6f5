package io.netstack.tools.view;

import io.netstack.observe.ListenerStatus;
import io.netstack.observe.Reason;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What a lab run came to.
 *
 * @param policy        the policy's name
 * @param system        the system whose profile it uses: {@code Linux 6.18}
 * @param oneQueue      do requests and connections share one bound?
 * @param refusal       the setting because of which a final ACK at a full queue is answered by RST, with its verb; empty for none
 * @param link          the topology's name
 * @param backlog       the argument of listen()
 * @param clients       how each client fared
 * @param synQueue      embryonic connections at the end, at most, and what full is compared with
 * @param acceptQueue   the same for connections that wait for accept()
 * @param verdicts      reason to the number of inbound frames that ended in it
 * @param byVerdict     reason to the clients that had such a frame
 * @param counters      kernel name to how far it moved
 * @param network       direction to what frames suffered there, by name; empty for a good network
 * @param acceptedCount connections that the application took
 * @param pcapng        the capture
 */
public record LabReport(String policy, String system, boolean oneQueue, String refusal, String link, int backlog, List<ClientResult> clients,
                        ListenerStatus.Queue synQueue, ListenerStatus.Queue acceptQueue, Map<Reason, Long> verdicts, Map<Reason, Set<Integer>> byVerdict,
                        Map<String, Long> counters, Map<String, Map<String, Long>> network, int acceptedCount, Path pcapng) {

    /** The object that {@code lab --json} prints; the README documents it. */
    public Map<String, Object> json() {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("policy", policy);
        object.put("link", link);
        object.put("backlog", backlog);
        object.put("clients", clients.stream().map(LabReport::json).toList());
        object.put("synQueue", json(synQueue));
        object.put("acceptQueue", json(acceptQueue));
        Map<String, Object> byName = new LinkedHashMap<>();
        verdicts.forEach((reason, count) -> byName.put(reason.name(), count));
        object.put("verdicts", byName);
        object.put("counters", counters);
        if (!network.isEmpty()) {
            object.put("network", network);
        }
        object.put("pcapng", pcapng.toString());
        return object;
    }

    private static Map<String, Object> json(ClientResult client) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("id", client.id());
        object.put("outcome", client.outcome().toString());
        object.put("synRetransmits", client.synRetransmits());
        if (client.silent()) {
            object.put("silent", true);
        }
        return object;
    }

    private static Map<String, Object> json(ListenerStatus.Queue queue) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("length", queue.length());
        object.put("peak", queue.peak());
        object.put("limit", queue.limit());
        return object;
    }

    /** How often inbound frames ended in a reason. */
    public long count(Reason reason) {
        return verdicts.getOrDefault(reason, 0L);
    }

    /** The numbers of the clients with this outcome. */
    public List<Integer> with(Outcome outcome) {
        return clients.stream().filter(c -> c.outcome() == outcome).map(ClientResult::id).toList();
    }
}
