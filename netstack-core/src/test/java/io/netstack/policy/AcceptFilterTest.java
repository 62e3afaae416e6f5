package io.netstack.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.netstack.wire.TcpFlags;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When FreeBSD's accept filters let a connection through (accf_data, accf_http, accf_dns). */
class AcceptFilterTest {
    private static final int IRS = 1000;

    private HistoryWorld world;
    private int iss;
    private int next;

    /** One finished handshake at a listener with a filter. */
    private void connect(AcceptFilter filter) {
        world = new HistoryWorld(Policies.named("freebsd-13"), Map.of(), new ListenOptions(0, 0, 0, false, filter), 5);
        world.receive(0, IRS, 0, TcpFlags.SYN, 0);
        iss = world.sent.getLast().seq();
        next = IRS + 1;
        world.receive(0, next, iss + 1, TcpFlags.ACK, 0);
        assertThat(world.listener.parkedLength()).isEqualTo(filter == AcceptFilter.NONE ? 0 : 1);
    }

    private void send(byte[] bytes) {
        world.receive(0, next, iss + 1, TcpFlags.ACK | TcpFlags.PSH, bytes);
        next += bytes.length;
    }

    private boolean isAcceptable() {
        assertThat(world.listener.acceptQueue().length() + world.listener.parkedLength()).isEqualTo(1);
        return world.listener.acceptQueue().length() == 1;
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "GET / HTTP/1.1~Host: a~~, true", "GET / HTTP/1.0~~, true", "HEAD / HTTP/1.1~~, true",
        "G, false", "GE, false", "GET / HTT, false", "GET / HTTP/1.1~, false", "GET / HTTP/1.1~Host: a~, false", "HEAD / HTTP/1.1~A: b, false",
        "POST / HTTP/1.1~, true", "Get, true", "GETX, true", "x, true", "GET / HTTP/2.0~, true", "GET /~, true"})
    void httpreadyWaitsForTheHeaderOfAGetOrHeadOfHttp1(String request, boolean ready) {
        connect(AcceptFilter.HTTPREADY);
        send(request.replace("~", "\r\n").getBytes(StandardCharsets.US_ASCII));
        assertThat(isAcceptable()).isEqualTo(ready);
    }

    @Test
    void httpreadyTakesBareLineFeedsAndAHeaderInPieces() {
        connect(AcceptFilter.HTTPREADY);
        for (String piece : new String[] {"GE", "T / HT", "TP/1.1\nHost: a\n"}) {
            send(piece.getBytes(StandardCharsets.US_ASCII));
            assertThat(isAcceptable()).isFalse();
        }
        send(new byte[] {'\n'});
        assertThat(isAcceptable()).isTrue();
    }

    @Test
    void dnsreadyWaitsForTheLengthAndAsManyBytes() {
        connect(AcceptFilter.DNSREADY);
        send(new byte[] {0});
        assertThat(isAcceptable()).isFalse();
        send(new byte[] {3, 1, 2});
        assertThat(isAcceptable()).isFalse();
        send(new byte[] {3});
        assertThat(isAcceptable()).isTrue();
    }

    @Test
    void datareadyWaitsForAByte() {
        connect(AcceptFilter.DATAREADY);
        assertThat(isAcceptable()).isFalse();
        send(new byte[] {1});
        assertThat(isAcceptable()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"DATAREADY", "HTTPREADY", "DNSREADY"})
    void theEndOfTheStreamContentsEveryFilter(AcceptFilter filter) {
        connect(filter);
        world.receive(0, next, iss + 1, TcpFlags.ACK | TcpFlags.FIN, 0);
        assertThat(isAcceptable()).isTrue();
    }

    @Test
    void promotionIsNotTestedAgainstTheLimit() {
        world = new HistoryWorld(Policies.named("freebsd-13"), Map.of(), new ListenOptions(0, 0, 0, false, AcceptFilter.DATAREADY), 2);
        int[] numbers = new int[8];
        for (int round = 0; round < 2; round++) {
            int first = round * 4;
            for (int client = first; client < first + 3 + round; client++) {
                world.receive(client, IRS, 0, TcpFlags.SYN, 0);
                numbers[client] = world.sent.getLast().seq();
                world.receive(client, IRS + 1, numbers[client] + 1, TcpFlags.ACK, 0);
            }
            for (int client = first; client < first + 3 + round; client++) {
                world.receive(client, IRS + 1, numbers[client] + 1, TcpFlags.ACK | TcpFlags.PSH, 1);
            }
        }
        assertThat(world.listener.acceptQueue().length()).as("3, then 3 of the second four, though 3L/2 is 3").isEqualTo(6);
    }
}
