package io.netstack.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.netstack.flow.RouteTable.Route;
import io.netstack.flow.Secrets;
import io.netstack.link.PortGate;
import io.netstack.listen.TcpListener;
import io.netstack.observe.Counter;
import io.netstack.observe.FrameTrace;
import io.netstack.observe.Reason;
import io.netstack.policy.ListenOptions;
import io.netstack.policy.Policies;
import io.netstack.policy.Settings;
import io.netstack.wire.SampleFrames;
import io.netstack.wire.TcpFlags;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The policy {@code ring-drop}: one bound over both queues, and the port's gate as its consequence. */
class RingDropTest {
    private static final int PORT = 80;

    private final PortGate gate = new PortGate();
    private final StackWorld link = new StackWorld("linux", 16, 16, FrameTrace.NONE, Map.of());
    private final TcpStack stack = new TcpStack(new StackConfig(List.of(SampleFrames.SERVER_IP),
        List.of(new Route(SampleFrames.SERVER_IP & ~0xFF, 24, 0)), Map.of(SampleFrames.CLIENT_IP, SampleFrames.CLIENT_MAC),
        Policies.named("ring-drop"), Settings.defaults(Policies.named("ring-drop")), 16, 16, 0), link, Secrets.seeded(3), FrameTrace.NONE, gate);
    private TcpListener listener;

    @BeforeEach
    void aListenerWithABacklogOfTwo() {
        listener = stack.passiveOpen().listen(TcpListener.ANY_ADDRESS, PORT, 2, ListenOptions.NONE).listener();
    }

    @Test
    void theGateClosesWhenBothQueuesTogetherExceedTheBacklog() {
        handshake(1);
        syn(2);
        assertThat(gate.isClosed(PORT)).as("1 waits for accept, 1 for its ACK").isFalse();
        syn(3);
        assertThat(gate.isClosed(PORT)).as("3 > 2").isTrue();
    }

    @Test
    void aSynThatSlippedThroughIsDroppedByTheListenerWithoutACookie() {
        syn(1);
        syn(2);
        syn(3);
        long sent = link.sentFrames;
        syn(4);
        assertThat(link.sentFrames).isEqualTo(sent);
        assertThat(stack.counters().value(Reason.LATE_GATE_DROP)).isOne();
        assertThat(stack.counters().value(Counter.SYNCOOKIES_SENT)).isZero();
    }

    @Test
    void noFinalAckOfAnAdmittedRequestMeetsAFullAcceptQueue() {
        syn(1);
        int iss1 = link.lastSequence;
        syn(2);
        int iss2 = link.lastSequence;
        syn(3);
        int iss3 = link.lastSequence;
        ack(1, iss1);
        ack(2, iss2);
        ack(3, iss3);
        assertThat(listener.acceptQueue().length()).isEqualTo(3);
        assertThat(stack.counters().value(Counter.LISTEN_OVERFLOWS)).isZero();
        assertThat(gate.isClosed(PORT)).isTrue();
    }

    @Test
    void anAcceptOpensTheGate() {
        handshake(1);
        handshake(2);
        handshake(3);
        assertThat(gate.isClosed(PORT)).isTrue();
        listener.acceptQueue().take();
        stack.accepted(listener.id(), 0);
        assertThat(gate.isClosed(PORT)).isFalse();
    }

    @Test
    void aResetOfARequestOpensTheGate() {
        syn(1);
        syn(2);
        syn(3);
        segment(3, 1001, 0, TcpFlags.RST);
        assertThat(gate.isClosed(PORT)).isFalse();
    }

    @Test
    void anExpiredRequestOpensTheGate() {
        syn(1);
        syn(2);
        syn(3);
        while (gate.isClosed(PORT)) {
            assertThat(stack.nextDeadlineNs(0)).as("a closed gate with no timer that could open it").isNotEqualTo(Long.MAX_VALUE);
            stack.onTimers(stack.nextDeadlineNs(0));
        }
        assertThat(listener.synQueueLength() + listener.acceptQueue().length()).isLessThanOrEqualTo(2);
    }

    @Test
    void aSecondListenMovesTheGateWithTheLimit() {
        handshake(1);
        handshake(2);
        stack.passiveOpen().relisten(listener, 1, 0);
        assertThat(gate.isClosed(PORT)).as("2 > 1").isTrue();
        stack.passiveOpen().relisten(listener, 5, 0);
        assertThat(gate.isClosed(PORT)).isFalse();
    }

    @Test
    void closingTheListenerLeavesItsGateOpen() {
        handshake(1);
        handshake(2);
        handshake(3);
        stack.passiveOpen().close(listener, 0);
        assertThat(gate.isClosed(PORT)).isFalse();
    }

    private void handshake(int client) {
        syn(client);
        ack(client, link.lastSequence);
    }

    private void syn(int client) {
        segment(client, 1000, 0, TcpFlags.SYN);
    }

    private void ack(int client, int iss) {
        segment(client, 1001, iss + 1, TcpFlags.ACK);
    }

    private void segment(int client, int sequence, int acknowledgment, int flags) {
        byte[] frame = SampleFrames.tcp(40000 + client, PORT, sequence, acknowledgment, flags, new byte[0], new byte[0]);
        stack.onFrame(frame, 0, frame.length, 0);
    }
}
