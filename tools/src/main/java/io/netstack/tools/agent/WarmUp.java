package io.netstack.tools.agent;

import com.fasterxml.jackson.jr.ob.JSON;
import io.netstack.flow.Addresses;
import io.netstack.flow.RouteTable.Route;
import io.netstack.flow.Secrets;
import io.netstack.observe.FrameTrace;
import io.netstack.policy.ListenPolicy;
import io.netstack.policy.Settings;
import io.netstack.run.StackConfig;
import io.netstack.sim.Peer;
import io.netstack.sim.PeerHost;
import io.netstack.sim.SimulatedCable;
import io.netstack.sim.SimulatedStack;
import io.netstack.sim.Simulation;
import io.netstack.sim.StackCalls;
import io.netstack.sim.SynSchedule;
import io.netstack.sim.Wire;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * Runs a stack in memory until the compiler has seen every path of a handshake: with and without cookies, with data, with FIN, dropped and
 * retransmitted. Frames of a recording come 10 to 20 ms apart, and a cold path takes longer than that.
 */
final class WarmUp {
    private static final int SERVER = Addresses.parseIpv4("198.18.0.1");
    private static final int CLIENT = Addresses.parseIpv4("198.18.0.2");
    private static final long SERVER_MAC = 0x02_00_00_00_00_01L;
    private static final long CLIENT_MAC = 0x02_00_00_00_00_02L;
    private static final int PORT = 80;
    private static final int ROUNDS = 2_000;
    private static final int LISTENERS = 300;
    private static final byte[] REQUEST = new byte[200];

    private final Simulation simulation = new Simulation(0);
    private final PeerHost host;
    private final SimulatedStack stack;
    private final StackCalls calls;
    private int clientPort = 1024;

    private WarmUp(ListenPolicy policy, Map<String, String> settings) {
        SimulatedCable cable = new SimulatedCable(simulation, Wire.perfect(1_000), SERVER_MAC, CLIENT_MAC);
        StackConfig config = new StackConfig(List.of(SERVER), List.of(new Route(SERVER & 0xFFFF_FF00, 24, 0)), Map.of(CLIENT, CLIENT_MAC),
            policy, Settings.of(policy, settings), 1 << 12, 1 << 12, 0);
        stack = new SimulatedStack(simulation, cable.near(), config, Secrets.seeded(1), FrameTrace.NONE);
        calls = new StackCalls(stack.stack());
        host = new PeerHost(simulation, cable.far(), CLIENT, SERVER_MAC, SynSchedule.LINUX, 1);
    }

    /** Takes a second or so. */
    static void run(ListenPolicy policy) {
        for (String syncookies : List.of("0", "1", "2")) {
            new WarmUp(policy, Map.of("tcp_syncookies", syncookies)).rounds(ROUNDS);
        }
    }

    /** Each call by the way it comes and goes: as text. */
    private void listenAndClose(int port) {
        Object listener = fromText("{\"op\":\"listen\",\"port\":" + port + ",\"backlog\":5,\"sockopt\":{\"defer_accept\":0}}").get("h");
        fromText("{\"op\":\"relisten\",\"h\":" + listener + ",\"backlog\":3}");
        fromText("{\"op\":\"close\",\"h\":" + listener + ",\"linger0\":false}");
    }

    private Map<String, Object> fromText(String line) {
        try {
            Map<String, Object> request = JSON.std.mapFrom(line);
            Map<String, Object> answer = call(String.valueOf(request.get("op")), request);
            toTextAndBack(answer);
            return answer;
        } catch (IOException e) {
            throw new IllegalStateException(line, e);
        }
    }

    private void rounds(int count) {
        for (int i = 0; i < LISTENERS; i++) {
            listenAndClose(PORT);
        }
        Object listener = call("listen", Map.of("port", PORT, "backlog", 1)).get("h");
        for (int round = 0; round < count; round++) {
            Peer first = connect();
            Peer second = connect();
            // a third one is dropped, or gets a cookie
            Peer third = connect();
            first.write(REQUEST);
            simulation.runFor(10_000);
            serveOne(listener);
            serveOne(listener);
            second.finish();
            simulation.runFor(1_300_000_000L);
            serveOne(listener);
            third.abort();
            simulation.runFor(200_000_000L);
            if (round % 4 == 0) {
                toTextAndBack(call("stat", Map.of()));
            }
        }
    }

    private Peer connect() {
        return host.connect(++clientPort, SERVER, PORT);
    }

    private void serveOne(Object listener) {
        Object connection = call("accept", Map.of("h", listener)).get("h");
        if (connection != null) {
            call("recv", Map.of("h", connection, "n", 4096));
            call("send", Map.of("h", connection, "hex", "78".repeat(300)));
            simulation.runFor(10_000);
            call("close", Map.of("h", connection));
        }
    }

    /** The way of an answer to the caller. */
    private static void toTextAndBack(Map<String, Object> answer) {
        try {
            JSON.std.mapFrom(JSON.std.asString(answer));
        } catch (IOException e) {
            throw new IllegalStateException("plain values are always JSON", e);
        }
    }

    private Map<String, Object> call(String op, Map<String, Object> arguments) {
        return calls.call(op, arguments, simulation.nowNs());
    }
}
