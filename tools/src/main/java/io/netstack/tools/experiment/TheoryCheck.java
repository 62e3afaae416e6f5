package io.netstack.tools.experiment;

import io.netstack.observe.FrameTrace;
import io.netstack.observe.Reason;
import io.netstack.policy.ListenPolicy;
import io.netstack.policy.Policies;
import io.netstack.policy.Settings;
import io.netstack.sim.Simulation;
import io.netstack.sim.load.Acceptors;
import io.netstack.sim.load.AddressRange;
import io.netstack.sim.load.Arrivals;
import io.netstack.sim.load.Durations;
import io.netstack.sim.load.HandshakeSource;
import io.netstack.sim.load.Pauses;
import io.netstack.sim.load.SimulatedNetwork;
import io.netstack.sim.load.SimulatedServer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The simulation held to what is known exactly: with no round-trip time, one SYN per customer and one acceptor, a Linux listener is the
 * queue M/M/1/K or M/D/1/K, K = backlog + 2. (The accept queue holds backlog + 1, because a SYN is dropped only when it holds more than
 * the backlog; one more customer is being served.)
 */
final class TheoryCheck {
    /** The errors of all points and both measures together. */
    static final double SIMULTANEOUS_ERROR = 0.01;
    private static final double SERVICE_NS = 1e6;
    private static final int BATCHES = 100;
    private static final int WARM_UP_CUSTOMERS = 2000;
    private static final AddressRange CUSTOMERS = new AddressRange(198 << 24 | 19 << 16, 1 << 16);

    /**
     * One point.
     *
     * @param exponential is service exponential (M/M/1/K), or fixed (M/D/1/K)?
     * @param backlog     of listen()
     * @param load        arrival rate times mean service time
     */
    record Point(boolean exponential, int backlog, double load) {
        String model() {
            return (exponential ? "M/M/1/" : "M/D/1/") + (backlog + 2);
        }

        FiniteQueue theory() {
            return exponential ? FiniteQueue.exponential(load, backlog + 2, SERVICE_NS) : FiniteQueue.fixed(load, backlog + 2, SERVICE_NS);
        }
    }

    /** What was measured at a point; half-widths are those of intervals that hold together. */
    record Result(Point point, long customers, double loss, double lossHalfWidth, double waitNs, double waitHalfWidthNs) {

        boolean lossAgrees() {
            return Math.abs(loss - point.theory().loss()) <= lossHalfWidth;
        }

        boolean waitAgrees() {
            return Math.abs(waitNs - point.theory().waitNs()) <= waitHalfWidthNs;
        }

        boolean agrees() {
            return lossAgrees() && waitAgrees();
        }

        /** The wider of the two intervals' half-widths, as a part of the value. */
        double relativeHalfWidth() {
            return Math.max(lossHalfWidth / loss, waitHalfWidthNs / waitNs);
        }
    }

    /** The twenty points: loads below, at and above what the acceptor can do, queues from two to ten. */
    static final List<Point> POINTS = points();

    private static List<Point> points() {
        List<Point> points = new ArrayList<>();
        for (boolean exponential : new boolean[] {true, false}) {
            for (double[] p : new double[][] {{0, 0.5}, {0, 0.9}, {0, 1.5}, {1, 0.8}, {1, 1.2}, {3, 0.9}, {3, 1.3}, {8, 1.0}, {8, 1.2},
                {8, 2.0}}) {
                points.add(new Point(exponential, (int) p[0], p[1]));
            }
        }
        return List.copyOf(points);
    }

    private final Point point;
    private final double error;
    private final Simulation simulation = new Simulation(0);
    private final ArrayDeque<Long> waitingSinceNs = new ArrayDeque<>();
    private long customers;
    private long lost;
    private long accepted;
    private double waitedNs;

    /** @param error probability that one interval misses */
    private TheoryCheck(Point point, double error) {
        this.point = point;
        this.error = error;
    }

    /**
     * Simulates a point until both intervals are narrow enough.
     *
     * @param simultaneous how many points are checked together
     * @param halfWidth    of the intervals wanted, as a part of the value: 0.02 for 2 %
     */
    static Result run(Point point, int simultaneous, double halfWidth, long seed) {
        return new TheoryCheck(point, SIMULTANEOUS_ERROR / (2 * simultaneous)).run(halfWidth, seed);
    }

    private Result run(double halfWidth, long seed) {
        SimulatedNetwork network = new SimulatedNetwork(simulation);
        ListenPolicy linux = Policies.named("linux");
        SimulatedServer server = new SimulatedServer(simulation, network, linux, Settings.of(linux, Map.of()), point.backlog(), seed,
            new Customers(), new SimulatedServer.Memory(1 << 10, 1 << 10));
        Durations service = point.exponential() ? Durations.exponential(SERVICE_NS, seed * 31 + 1) : Durations.fixed((long) SERVICE_NS);
        new Acceptors(simulation, server, 1, service, Pauses.NONE, Acceptors.Ending.ABORT, (address, port, nowNs) -> accepted(nowNs));
        HandshakeSource.start(simulation, network, CUSTOMERS, Arrivals.poisson(point.load() * 1e9 / SERVICE_NS, seed * 31 + 2),
            HandshakeSource.Answer.ACK, 0, seed);
        simulation.runUntil(() -> customers >= WARM_UP_CUSTOMERS, Long.MAX_VALUE);
        // batches are doubled in length, not in number, until they are long enough for the interval to be narrow
        for (long perBatch = 2000; ; perBatch *= 2) {
            Result result = measure(perBatch);
            if (result.relativeHalfWidth() <= halfWidth) {
                return result;
            }
        }
    }

    private Result measure(long perBatch) {
        BatchMeans losses = new BatchMeans();
        BatchMeans waits = new BatchMeans();
        for (int i = 0; i < BATCHES; i++) {
            customers = 0;
            lost = 0;
            accepted = 0;
            waitedNs = 0;
            simulation.runUntil(() -> customers >= perBatch, Long.MAX_VALUE);
            losses.add((double) lost / customers);
            waits.add(waitedNs / accepted);
        }
        return new Result(point, perBatch * BATCHES, losses.mean(), losses.halfWidth(error), waits.mean(), waits.halfWidth(error));
    }

    private void accepted(long nowNs) {
        accepted++;
        waitedNs += nowNs - waitingSinceNs.remove();
    }

    /** Counts customers where the stack says what became of them. */
    private final class Customers implements FrameTrace {
        private long nowNs;

        @Override
        public void received(byte[] frame, int offset, int length, long nowNs) {
            this.nowNs = nowNs;
        }

        @Override
        public void ended(Reason reason, long a, long b) {
            switch (reason) {
                case SYN_QUEUED -> customers++;
                case SYN_DROP_ACCEPT_QUEUE_FULL -> {
                    customers++;
                    lost++;
                }
                case ACK_ESTABLISHED -> waitingSinceNs.add(nowNs);
                default -> {
                    // RSTs of connections that were served
                }
            }
        }

        @Override
        public void sent(byte[] frame, int offset, int length, long nowNs, Reason reason, long a, long b) {
            // only what becomes of customers counts
        }
    }
}
