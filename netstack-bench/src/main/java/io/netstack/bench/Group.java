package io.netstack.bench;

import io.netstack.listen.HeapPerRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Promises that are checked together, and the benchmarks that they need. */
enum Group {
    /** What becomes of a SYN, as multiples of the floor. */
    SYN(List.of("\\.Floor\\.", "\\.SynToSynAck\\.", "\\.SynAckAccept\\.", "\\.Parsing\\."), Map.of(), 3) {
        @Override
        List<Promise> promises(Measured m) {
            List<Promise> promises = new ArrayList<>();
            double floor = m.ns("Floor.floor");
            promises.add(Promise.atMost("floor / sum of its parts", floor / (m.ns("Floor.parse") + m.ns("Floor.checksums")
                + m.ns("Floor.twoSipHashes") + m.ns("Floor.writeSixtyBytes")), 1.3, "x"));
            toFloor(promises, m, "SynToSynAck.stored", floor, 3.5);
            toFloor(promises, m, "SynToSynAck.cookie", floor, 3);
            toFloor(promises, m, "SynToSynAck.droppedAtFullAcceptQueue", floor, 1.2);
            toFloor(promises, m, "SynToSynAck.droppedAtFullSynQueue", floor, 1.2);
            toFloor(promises, m, "SynToSynAck.droppedAtTheGate", floor, 0.3);
            toFloor(promises, m, "SynAckAccept.synAckAccept", floor, 9);
            return promises;
        }
    },
    /** What the two queues cost, by their length and between threads, and what a request weighs. */
    QUEUES(List.of("\\.SynQueueCost\\.slots", "\\.SynQueueMemory\\.", "\\.AcceptHandover\\."),
        Map.of("entries", new String[] {"100", "100000", "1000000"}, "carrier", new String[] {"acceptQueue", "disruptor", "slotRingInBatches",
            "disruptorInBatches", "arrayBlockingQueue", "jctoolsSpsc", "jctoolsSpmc"}), 4) {
        @Override
        List<Promise> promises(Measured m) {
            List<Promise> promises = new ArrayList<>();
            promises.add(Promise.atMost("accept hand-over / bare Disruptor, one by one", m.ns("AcceptHandover.handOver:acceptQueue")
                / m.ns("AcceptHandover.handOver:disruptor"), 1.5, "x"));
            promises.add(Promise.atMost("accept hand-over / bare Disruptor, in batches", m.ns("AcceptHandover.handOver:slotRingInBatches")
                / m.ns("AcceptHandover.handOver:disruptorInBatches"), 1.5, "x"));
            double million = m.ns("SynQueueCost.slots:1000000");
            promises.add(Promise.atMost("SYN-queue cost, 10^6 / 10^2 entries", million / m.ns("SynQueueCost.slots:100"), 3, "x"));
            promises.add(Promise.atMost("SYN-queue cost, 10^6 / 10^5 entries", million / m.ns("SynQueueCost.slots:100000"), 1.6, "x"));
            promises.add(Promise.atMost("heap of an embryonic connection, all in, at 2^20 slots", HeapPerRequest.bytes(), 128, "B"));
            return promises;
        }
    },
    /** A full-size segment of an established connection, in memory. */
    SEGMENTS(List.of("\\.SegmentCost\\."), Map.of(), 2) {
        @Override
        List<Promise> promises(Measured m) {
            return List.of(garbage(m, "SegmentCost.received"), garbage(m, "SegmentCost.sent"));
        }
    },
    /** A flood under each policy, beside Linux 6.18. */
    POLICIES(List.of("\\.SynByPolicy\\."), Map.of(), 3) {
        @Override
        List<Promise> promises(Measured m) {
            List<Promise> promises = new ArrayList<>();
            String prefix = "SynByPolicy.syn:";
            double linux = m.ns(prefix + "linux-6.18");
            String worst = prefix + "linux-6.18";
            for (String name : m.names(prefix)) {
                if (!name.endsWith(":linux-6.18")) {
                    promises.add(Promise.atMost("SYN of a flood, " + name.substring(prefix.length()) + " / linux-6.18", m.ns(name) / linux,
                        1.3, "x"));
                }
                worst = m.bytes(name) > m.bytes(worst) ? name : worst;
            }
            promises.add(Promise.atMost("SYN of a flood, garbage, the worst: " + worst.substring(prefix.length()), m.bytes(worst),
                NO_GARBAGE_BYTES, "B"));
            return promises;
        }
    },
    /** How fast virtual time passes, and that a longer run needs no more memory. */
    SIMULATION(List.of("\\.SimulatedFlood\\."), Map.of("seconds", new String[] {"60"}), 1) {
        @Override
        List<Promise> promises(Measured m) {
            double ms = m.ns("SimulatedFlood.world:60");
            double frames = m.count("SimulatedFlood.world:60", "frames");
            return List.of(Promise.atLeast("simulated frames on one core, millions", frames / ms / 1000, 3, "M/s"),
                Promise.atMost("60 virtual seconds of 100 000 SYN/s and 500 honest clients/s", ms / 1000, 5, "s"),
                Promise.atMost("heap after these 60 s / after the first 10", SimulatedFlood.heapGrowth(), 1.05, "x"));
        }
    };

    /** Below this, what the profiler sees is its own. */
    private static final double NO_GARBAGE_BYTES = 0.5;

    private final List<String> benchmarks;
    private final Map<String, String[]> parameters;
    private final int rounds;

    Group(List<String> benchmarks, Map<String, String[]> parameters, int rounds) {
        this.benchmarks = benchmarks;
        this.parameters = parameters;
        this.rounds = rounds;
    }

    /** @throws IllegalArgumentException when there is no such group */
    static Group named(String name) {
        for (Group group : values()) {
            if (group.label().equals(name)) {
                return group;
            }
        }
        throw new IllegalArgumentException("no group '" + name + "': one of " + String.join(", ", labels()));
    }

    static List<String> labels() {
        return List.of(values()).stream().map(Group::label).toList();
    }

    /** As the command line spells it. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Regular expressions, as JMH takes them. */
    List<String> benchmarks() {
        return benchmarks;
    }

    /** Only these values of parameters are measured; the others of a benchmark are for people who are curious. */
    Map<String, String[]> parameters() {
        return parameters;
    }

    /** How often each of them is run, in a virtual machine of its own. */
    int rounds() {
        return rounds;
    }

    /** What the numbers say about the promises. */
    abstract List<Promise> promises(Measured m);

    private static void toFloor(List<Promise> promises, Measured m, String name, double floor, double limit) {
        promises.add(Promise.atMost(name + " / floor", m.ns(name) / floor, limit, "x"));
        promises.add(garbage(m, name));
    }

    private static Promise garbage(Measured m, String name) {
        return Promise.atMost(name + ", garbage", m.bytes(name), NO_GARBAGE_BYTES, "B");
    }
}
