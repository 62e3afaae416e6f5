package io.netstack.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.netstack.flow.Addresses;
import io.netstack.flow.RouteTable.Route;
import io.netstack.flow.Secrets;
import io.netstack.observe.Counter;
import io.netstack.observe.DirectTrace;
import io.netstack.observe.QueueGauge;
import io.netstack.observe.Reason;
import io.netstack.policy.ListenOptions;
import io.netstack.policy.ListenPolicy;
import io.netstack.policy.Policies;
import io.netstack.policy.Settings;
import io.netstack.run.StackConfig;
import io.netstack.run.TcpStack;
import io.netstack.wire.TcpFlags;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The gate before a stack in virtual time: what it costs a SYN to meet a full listener, under both policies. */
class SimulatedGateTest {
    private static final int SERVER = Addresses.parseIpv4("198.18.0.1");
    private static final int CLIENT = Addresses.parseIpv4("198.18.0.2");
    private static final long SERVER_MAC = 0x02_00_00_00_00_01L;
    private static final long CLIENT_MAC = 0x02_00_00_00_00_02L;
    private static final int PORT = 80;
    private static final int BACKLOG = 2;

    private final Simulation simulation = new Simulation(0);
    private final SimulatedCable cable = new SimulatedCable(simulation, Wire.perfect(1000), CLIENT_MAC, SERVER_MAC);
    private final List<Long> times = new ArrayList<>();

    private TcpStack listening(String policyName) {
        ListenPolicy policy = Policies.named(policyName);
        StackConfig config = new StackConfig(List.of(SERVER), List.of(new Route(SERVER & ~0xFF, 24, 0)), Map.of(CLIENT, CLIENT_MAC), policy,
            Settings.defaults(policy), 16, 16, 0);
        QueueGauge nothing = new QueueGauge() {
            @Override
            public int synQueueLength() {
                return 0;
            }

            @Override
            public int acceptQueueLength() {
                return 0;
            }
        };
        DirectTrace trace = new DirectTrace(frame -> {
            if (frame.inbound()) {
                times.add(frame.nowNs());
            }
        }, nothing, 2048);
        TcpStack stack = new SimulatedStack(simulation, cable.far(), config, Secrets.seeded(1), trace).stack();
        stack.passiveOpen().listen(0, PORT, BACKLOG, ListenOptions.NONE);
        return stack;
    }

    private void syn(int port) {
        byte[] frame = new FrameBuilder(CLIENT_MAC, SERVER_MAC, CLIENT, SERVER, port, PORT).synOptions(1460, 1, 7).build(1000, 0, TcpFlags.SYN, 64240);
        cable.near().send(frame, 0, frame.length);
        simulation.runFor(10_000);
    }

    private void fillTheSynQueue() {
        for (int port = 1; port <= BACKLOG + 1; port++) {
            syn(port);
        }
    }

    @Test
    void underLinuxARepeatedSynOfAStoredRequestIsAnsweredAndANewOneGetsACookie() {
        TcpStack stack = listening("linux");
        fillTheSynQueue();
        syn(1);
        syn(9);

        assertThat(stack.counters().value(Reason.REQUEST_SYN_REPEATED)).isOne();
        assertThat(stack.counters().value(Counter.SYNCOOKIES_SENT)).isOne();
        assertThat(stack.counters().value(Counter.TCP_IN_SEGS)).isEqualTo(5);
    }

    @Test
    void underRingDropNeitherReachesTheStack() {
        TcpStack stack = listening("ring-drop");
        fillTheSynQueue();
        long answersBefore = stack.counters().value(Counter.TCP_OUT_SEGS);
        syn(1);
        syn(9);

        assertThat(stack.counters().value(Reason.INGRESS_GATE_DROP)).isEqualTo(2);
        assertThat(stack.counters().value(Counter.TCP_IN_SEGS)).isEqualTo(3);
        assertThat(stack.counters().value(Counter.TCP_OUT_SEGS)).isEqualTo(answersBefore);
        assertThat(stack.counters().value(Counter.SYNCOOKIES_SENT)).isZero();
    }

    @Test
    void aDropAtTheGateIsTracedAtItsMomentInVirtualTime() {
        listening("ring-drop");
        fillTheSynQueue();
        simulation.runUntil(500_000_000);
        syn(9);

        assertThat(times).hasSize(4);
        assertThat(times.getLast()).isEqualTo(500_001_000);
    }
}
