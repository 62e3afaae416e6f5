package io.netstack.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.netstack.flow.RouteTable.Route;
import io.netstack.flow.Secrets;
import io.netstack.listen.PassiveOpen;
import io.netstack.listen.PassiveOpen.Listening;
import io.netstack.listen.TcpListener;
import io.netstack.observe.FrameTrace;
import io.netstack.observe.Reason;
import io.netstack.policy.ListenOptions;
import io.netstack.policy.Policies;
import io.netstack.policy.Settings;
import io.netstack.policy.SocketError;
import io.netstack.wire.SampleFrames;
import io.netstack.wire.TcpFlags;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** bind(), listen() and close() of several listeners: who gets which port, and whose SYN goes where. */
class SocketCallsTest {
    private static final int OTHER_IP = 0xC612_0003;
    private static final int ANY = TcpListener.ANY_ADDRESS;
    private static final int FIRST = 0;
    private static final int SECOND = 1;

    private final StackWorld link = new StackWorld("linux", 16, 16, FrameTrace.NONE, Map.of());
    private final TcpStack stack = new TcpStack(new StackConfig(List.of(SampleFrames.SERVER_IP, OTHER_IP),
        List.of(new Route(SampleFrames.SERVER_IP & ~0xFF, 24, 0)), Map.of(SampleFrames.CLIENT_IP, SampleFrames.CLIENT_MAC),
        Policies.named("linux"), Settings.defaults(Policies.named("linux")), 16, 16, 0), link, Secrets.seeded(3), FrameTrace.NONE);
    private final PassiveOpen sockets = stack.passiveOpen();

    private Listening listen(int localIndex, int port) {
        return sockets.listen(localIndex, port, 5, ListenOptions.NONE);
    }

    @Test
    void twoAddressesMayHaveAListenerEachOnOnePort() {
        assertThat(listen(FIRST, 80).error()).isNull();
        assertThat(listen(SECOND, 80).error()).isNull();
    }

    @Test
    void anAddressAndPortThatListenAreInUse() {
        listen(FIRST, 80);
        assertThat(listen(FIRST, 80).error()).isEqualTo(SocketError.EADDRINUSE);
        assertThat(listen(ANY, 80).error()).as("any address includes this one").isEqualTo(SocketError.EADDRINUSE);
    }

    @Test
    void aListenerOnAnyAddressTakesThePortOnAll() {
        listen(ANY, 80);
        assertThat(listen(SECOND, 80).error()).isEqualTo(SocketError.EADDRINUSE);
        assertThat(listen(SECOND, 81).error()).isNull();
    }

    @Test
    void aClosedListenersPortIsFreeAtOnce() {
        TcpListener listener = listen(FIRST, 80).listener();
        sockets.close(listener, 0);
        assertThat(listen(FIRST, 80).error()).isNull();
    }

    @Test
    void portZeroMeansAnEphemeralPortAndNoneTwice() {
        Set<Integer> ports = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            int port = listen(ANY, 0).listener().port();
            assertThat(port).isBetween(32768, 60999);
            assertThat(ports.add(port)).as("port %d twice", port).isTrue();
        }
    }

    @Test
    void listenersBeyondTheTableGetNoBuffer() {
        for (int i = 0; i < 1024; i++) {
            assertThat(listen(ANY, 1 + i).error()).isNull();
        }
        assertThat(listen(ANY, 5000).error()).isEqualTo(SocketError.ENOBUFS);
    }

    @Test
    void theSlotOfAClosedListenerWithRequestsComesBackWithItsLastRequest() {
        TcpListener listener = listen(FIRST, 80).listener();
        syn(SampleFrames.SERVER_IP, 40000, 80);
        assertThat(sockets.requestCount()).isOne();
        sockets.close(listener, 0);
        assertThat(sockets.requestCount()).as("Linux forgets requests lazily").isOne();
        stack.onTimers(2 * StackWorld.SECOND);
        assertThat(sockets.requestCount()).isZero();
        assertThat(sockets.listenerById(listener.id())).isNull();
    }

    @Test
    void aSynGoesToTheListenerOfItsAddress() {
        TcpListener first = listen(FIRST, 80).listener();
        TcpListener second = listen(SECOND, 80).listener();
        syn(OTHER_IP, 40000, 80);
        assertThat(first.synQueueLength()).isZero();
        assertThat(second.synQueueLength()).isOne();
    }

    @Test
    void theSynAckLeavesFromTheAddressThatTheSynCameTo() {
        listen(ANY, 80);
        syn(OTHER_IP, 40000, 80);
        assertThat(link.lastSource).isEqualTo(OTHER_IP);
        assertThat(link.lastFlags).isEqualTo(TcpFlags.SYN | TcpFlags.ACK);
    }

    @Test
    void aSynFromWhereNoRouteLeadsIsDroppedAndCounted() {
        listen(ANY, 80);
        byte[] syn = SampleFrames.tcp(0x0A00_0001, SampleFrames.SERVER_IP, 40000, 80, 1, 0, TcpFlags.SYN, new byte[0], new byte[0]);
        stack.onFrame(syn, 0, syn.length, 0);
        assertThat(stack.counters().value(Reason.SYN_DROP_NO_ROUTE)).isOne();
        assertThat(sockets.requestCount()).isZero();
    }

    @Test
    void theSameTupleOnAnotherAddressIsAnotherRequest() {
        listen(ANY, 80);
        syn(SampleFrames.SERVER_IP, 40000, 80);
        syn(OTHER_IP, 40000, 80);
        assertThat(sockets.requestCount()).isEqualTo(2);
    }

    private void syn(int destination, int sourcePort, int port) {
        byte[] frame = SampleFrames.tcp(SampleFrames.CLIENT_IP, destination, sourcePort, port, 1000, 0, TcpFlags.SYN,
            SampleFrames.linuxSynOptions(), new byte[0]);
        stack.onFrame(frame, 0, frame.length, 0);
    }
}
