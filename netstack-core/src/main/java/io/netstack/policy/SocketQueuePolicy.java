package io.netstack.policy;

import java.util.ArrayList;
import java.util.List;

/**
 * 4.2BSD to 4.4BSD and what kept their listener: FreeBSD before its SYN cache, AIX, HP-UX, Darwin. A SYN makes a whole socket; half-open and
 * completed connections share one bound. Which is which stands in {@link SocketQueueSystems}.
 */
final class SocketQueuePolicy implements ListenPolicy {
    static final String QLIMIT_COMPAT = "soqlimitcompat";
    static final String QUEUE_HOLDS = "queue_holds";
    static final String QLEN_COMP = "soqlencomp";

    private final SocketQueueSystem system;
    private final List<Setting> settings;

    private SocketQueuePolicy(SocketQueueSystem system) {
        this.system = system;
        List<Setting> list = new ArrayList<>(List.of(
            Setting.of(system.limitSetting(), system.limitFull(), system.largest(), system.fixed() ? system.largest() : 1,
                system.fixed() ? system.largest() : 32_767, "the largest backlog"),
            Setting.of("recvspace", "net.inet.tcp.recvspace", 65_535, 2048, 1 << 30, "receive buffer of a connection"),
            Setting.of("ttl", "net.inet.ip.ttl", 64, 1, 255, "time to live of packets sent")));
        if (system.full() == SocketQueueSystem.Full.BY_COMPAT) {
            list.add(Setting.of(QLIMIT_COMPAT, "kern.ipc.soqlimitcompat", 1, 0, 1, "1: the queue holds the backlog; 0: 3/2 of it"));
            list.add(Setting.of(QLEN_COMP, "kern.ipc.soqlencomp", 0, 0, 1,
                "1: only completed connections count, and half-open ones up to the largest backlog"));
        }
        if (system.full() == SocketQueueSystem.Full.AT_THREE_HALVES) {
            list.add(Setting.choice(QUEUE_HOLDS, QUEUE_HOLDS, List.of("3b/2", "3b/2+1"),
                "the published table, at least 1, or a vendor's forum: the sources disagree"));
        }
        this.settings = List.copyOf(list);
    }

    /** One policy for each system. */
    static List<ListenPolicy> all() {
        return SocketQueueSystems.ALL.stream().<ListenPolicy>map(SocketQueuePolicy::new).toList();
    }

    @Override
    public String name() {
        return system.name();
    }

    @Override
    public List<String> aliases() {
        return system.aliases();
    }

    @Override
    public String summary() {
        return system.summary();
    }

    @Override
    public boolean inferred() {
        return system.inferred();
    }

    @Override
    public boolean oneQueue(Settings chosen) {
        return !chosen.has(QLEN_COMP) || !chosen.on(QLEN_COMP);
    }

    @Override
    public List<Fact> facts() {
        return system.facts();
    }

    @Override
    public List<Setting> settings() {
        return settings;
    }

    @Override
    public WireProfile profile(Settings chosen) {
        boolean modern = system.full() == SocketQueueSystem.Full.BY_COMPAT;
        return new WireProfile(system.system(), system.counters(), chosen.intValue("ttl"),
            modern ? WireProfile.Timestamps.RANDOM_OFFSET : WireProfile.Timestamps.PLAIN, modern, true, false, chosen.intValue("recvspace"),
            chosen.intValue("recvspace"), WireProfile.CookieFormat.NONE, system.intervalsNs(), 0,
            system.victim() == SocketQueueSystem.Victim.RESET, WireProfile.Grain.EXACT,
            SegmentRules.CONTROL_BLOCK.with(system.iss()));
    }

    @Override
    public int largestLimit(Settings chosen) {
        return chosen.intValue(system.limitSetting());
    }

    @Override
    public Decider open(Settings chosen, long seed) {
        return new SocketQueueDecider(system, chosen);
    }
}
