package io.netstack.bench;

import io.netstack.listen.HeapPerRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Measures what the project promises about itself and says which promises are kept: exit status 0 when all are, 1 when one is missed, 2 for
 * a wrong command line. Ratios come from one run on one machine, so the machine's speed does not matter, but its quiet does.
 *
 * <p>{@code --quick} measures each number once and briefly: enough to see that everything runs, too little to believe a ratio.
 */
public final class Check {
    private static final String[] NEEDED = {"\\.Floor\\.", "\\.SynToSynAck\\.", "\\.SynAckAccept\\.", "\\.Parsing\\.",
        "\\.SynQueueCost\\.slots", "\\.SynQueueMemory\\.", "\\.CaptureUnderFlood\\.", "\\.AcceptHandover\\."};
    /** Below this, what the profiler sees is its own. */
    private static final double NO_GARBAGE_BYTES = 0.5;

    private Check() {
    }

    public static void main(String[] args) throws RunnerException {
        boolean quick = args.length == 1 && args[0].equals("--quick");
        if (args.length > 0 && !quick) {
            System.err.println("usage: io.netstack.bench.Check [--quick]");
            System.exit(2);
        }
        List<Promise> promises = measure(quick);
        long missed = promises.stream().filter(promise -> !promise.isKept()).count();
        System.out.printf("%n%d promises, %d missed%s%n", promises.size(), missed, quick ? " (quick: do not believe the ratios)" : "");
        System.exit(missed == 0 ? 0 : 1);
    }

    private static List<Promise> measure(boolean quick) throws RunnerException {
        double heap = HeapPerRequest.bytes();
        ChainedOptionsBuilder options = new OptionsBuilder().addProfiler(GCProfiler.class).verbosity(VerboseMode.SILENT)
            .shouldFailOnError(true);
        for (String needed : NEEDED) {
            options.include(needed);
        }
        if (quick) {
            options.forks(1).warmupIterations(1).measurementIterations(1).warmupTime(TimeValue.milliseconds(200))
                .measurementTime(TimeValue.milliseconds(200));
        }
        System.out.println(quick ? "measuring briefly …" : "measuring; this takes about ten minutes …");
        Measured measured = new Measured(new Runner(options.build()).run());
        printNumbers(measured);
        List<Promise> promises = promises(measured);
        promises.add(new Promise("heap of an embryonic connection, all in, at 2^20 slots", heap, 128, "B"));
        System.out.println();
        promises.forEach(promise -> System.out.println(promise.line()));
        return promises;
    }

    /** What is not promised but wanted beside the promises. */
    private static void printNumbers(Measured m) {
        String[] names = {"Floor.floor", "Floor.parse", "Floor.checksums", "Floor.twoSipHashes", "Floor.writeSixtyBytes",
            "Parsing.byFlyweights", "Parsing.byPcap4j", "SynToSynAck.stored", "SynToSynAck.cookie", "SynToSynAck.droppedAtFullAcceptQueue",
            "SynToSynAck.droppedAtFullSynQueue", "SynToSynAck.droppedAtTheGate", "SynAckAccept.synAckAccept"};
        System.out.println();
        for (String name : names) {
            System.out.printf(Locale.ROOT, "%-45s %9.1f ns/op %9.2f B/op%n", name, m.ns(name), m.bytes(name));
        }
        for (String entries : new String[] {"100", "100000", "1000000"}) {
            System.out.printf(Locale.ROOT, "%-45s %9.1f ns/op, of which memory alone %.1f%n", "SynQueueCost at " + entries + " entries",
                m.ns("SynQueueCost.slots:" + entries), m.ns("SynQueueMemory.accesses:" + entries));
        }
        for (String carrier : new String[] {"acceptQueue", "disruptor", "slotRingInBatches", "disruptorInBatches", "arrayBlockingQueue", "jctoolsSpsc",
            "jctoolsSpmc"}) {
            System.out.printf(Locale.ROOT, "%-45s %9.1f ns/id%n", "AcceptHandover " + carrier, m.ns("AcceptHandover.handOver:" + carrier));
        }
    }

    private static List<Promise> promises(Measured m) {
        List<Promise> promises = new ArrayList<>();
        double floor = m.ns("Floor.floor");
        promises.add(new Promise("floor / sum of its parts", floor / (m.ns("Floor.parse") + m.ns("Floor.checksums")
            + m.ns("Floor.twoSipHashes") + m.ns("Floor.writeSixtyBytes")), 1.3, "x"));
        ratio(promises, m, "SynToSynAck.stored", floor, 3.5);
        ratio(promises, m, "SynToSynAck.cookie", floor, 3);
        ratio(promises, m, "SynToSynAck.droppedAtFullAcceptQueue", floor, 1.2);
        ratio(promises, m, "SynToSynAck.droppedAtFullSynQueue", floor, 1.2);
        ratio(promises, m, "SynToSynAck.droppedAtTheGate", floor, 0.3);
        ratio(promises, m, "SynAckAccept.synAckAccept", floor, 9);
        promises.add(new Promise("accept hand-over / bare Disruptor, one by one", m.ns("AcceptHandover.handOver:acceptQueue")
            / m.ns("AcceptHandover.handOver:disruptor"), 1.5, "x"));
        promises.add(new Promise("accept hand-over / bare Disruptor, in batches", m.ns("AcceptHandover.handOver:slotRingInBatches")
            / m.ns("AcceptHandover.handOver:disruptorInBatches"), 1.5, "x"));
        promises.add(new Promise("flood with --capture / without", m.ns("CaptureUnderFlood.captured") / m.ns("CaptureUnderFlood.plain"), 1.3,
            "x"));
        promises.add(new Promise("SYN-queue cost, 10^6 / 10^2 entries", m.ns("SynQueueCost.slots:1000000") / m.ns("SynQueueCost.slots:100"),
            3, "x"));
        promises.add(new Promise("SYN-queue cost, 10^6 / 10^5 entries", m.ns("SynQueueCost.slots:1000000")
            / m.ns("SynQueueCost.slots:100000"), 1.6, "x"));
        return promises;
    }

    private static void ratio(List<Promise> promises, Measured m, String name, double floor, double limit) {
        promises.add(new Promise(name + " / floor", m.ns(name) / floor, limit, "x"));
        promises.add(new Promise(name + ", garbage", m.bytes(name), NO_GARBAGE_BYTES, "B"));
    }
}
