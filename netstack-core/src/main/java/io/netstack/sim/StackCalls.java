package io.netstack.sim;

import io.netstack.conn.ConnectionError;
import io.netstack.conn.TcpConnection;
import io.netstack.conn.TcpState;
import io.netstack.flow.Addresses;
import io.netstack.flow.FlowKey;
import io.netstack.listen.AcceptQueue;
import io.netstack.listen.PassiveOpen;
import io.netstack.listen.TcpListener;
import io.netstack.observe.Counter;
import io.netstack.policy.AcceptFilter;
import io.netstack.policy.ListenOptions;
import io.netstack.policy.SocketError;
import io.netstack.run.TcpStack;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Socket calls on a stack by name, with arguments and answers as maps of plain values: what a script, a recording or another process says.
 * The calls never block, as on a non-blocking socket. The stack's thread only.
 *
 * <pre>
 *   listen   port, backlog, sockopt {defer_accept, syncnt, rcvbuf, nodelay, accept_filter}  → h
 *   relisten h, backlog
 *   accept   h                     → h, peer [address, port]  | EAGAIN
 *   send     h, hex                → n
 *   recv     h, n                  → hex, "" at the end       | EAGAIN ECONNRESET …
 *   shutdown h, how rd|wr|rdwr     close h, linger0
 *   stat                           → counters {kernel name: value}, listeners [{port, acceptq, backlog, synq, parked}], requests, ss
 * </pre>
 *
 * Every answer has {@code ok}; when that is false, {@code err} is the name of the error.
 */
public final class StackCalls {
    private static final int DEFAULT_READ_BYTES = 65536;
    /** Listeners are bound to the stack's first address, not to any. */
    private static final int FIRST_ADDRESS = 0;

    private final TcpStack stack;
    private final Map<Integer, Object> handles = new HashMap<>();
    private final FlowKey key = new FlowKey();
    private int lastHandle;

    public StackCalls(TcpStack stack) {
        this.stack = stack;
    }

    /** Makes a call at a moment. What is wrong with the arguments is answered, not thrown. */
    public Map<String, Object> call(String op, Map<String, Object> arguments, long nowNs) {
        try {
            return switch (op) {
                case "listen" -> listen(arguments);
                case "relisten" -> relisten(listener(arguments), integer(arguments, "backlog"), nowNs);
                case "accept" -> accept(listener(arguments), nowNs);
                case "send" -> send(connection(arguments), HexFormat.of().parseHex((String) arguments.get("hex")), nowNs);
                case "recv" -> receive(connection(arguments), (int) number(arguments.getOrDefault("n", DEFAULT_READ_BYTES)), nowNs);
                case "shutdown" -> shutdown(handle(arguments), (String) arguments.get("how"), nowNs);
                case "close" -> close(arguments, nowNs);
                case "stat" -> stat();
                default -> failed("EOPNOTSUPP");
            };
        } catch (IllegalArgumentException | ClassCastException | NullPointerException e) {
            return failed("EINVAL");
        }
    }

    // ---- listeners

    private Map<String, Object> listen(Map<String, Object> arguments) {
        Map<?, ?> options = arguments.get("sockopt") instanceof Map<?, ?> given ? given : Map.of();
        PassiveOpen.Listening listening = stack.passiveOpen().listen(FIRST_ADDRESS, integer(arguments, "port"),
            integer(arguments, "backlog"), listenOptions(options));
        return listening.listener() == null ? failed(listening.error().name()) : ok("h", add(listening.listener()));
    }

    private static ListenOptions listenOptions(Map<?, ?> options) {
        return new ListenOptions(ListenOptions.deferRounds(option(options, "defer_accept")), option(options, "syncnt"),
            option(options, "rcvbuf"), option(options, "nodelay") != 0, acceptFilter(options));
    }

    private static AcceptFilter acceptFilter(Map<?, ?> options) {
        return options.get("accept_filter") instanceof String name
            ? AcceptFilter.valueOf(name.toUpperCase(Locale.ROOT)) : AcceptFilter.NONE;
    }

    private static int option(Map<?, ?> options, String name) {
        return options.get(name) instanceof Number n ? n.intValue() : 0;
    }

    private Map<String, Object> relisten(TcpListener listener, int backlog, long nowNs) {
        SocketError error = stack.passiveOpen().relisten(listener, backlog, nowNs);
        return error == null ? ok() : failed(error.name());
    }

    private Map<String, Object> accept(TcpListener listener, long nowNs) {
        if (!listener.isListening()) {
            return failed("EINVAL");
        }
        int id = listener.acceptQueue().take();
        if (id == AcceptQueue.EMPTY) {
            return failed("EAGAIN");
        }
        stack.accepted(listener.id(), nowNs);
        TcpConnection connection = stack.connections().get(id);
        connection.key(key);
        Map<String, Object> answer = ok("h", add(connection));
        answer.put("peer", List.of(Addresses.text(Addresses.ipv4(key.remoteLow())), key.remotePort()));
        return answer;
    }

    // ---- connections

    private static Map<String, Object> send(TcpConnection connection, byte[] data, long nowNs) {
        int sent = connection.send(data, 0, data.length);
        if (sent == TcpConnection.FAILED) {
            return failed(connection.takeSendError().name());
        }
        if (sent == 0 && data.length > 0) {
            return failed("EAGAIN");
        }
        connection.onApplicationWrote(nowNs);
        return ok("n", sent);
    }

    private static Map<String, Object> receive(TcpConnection connection, int limit, long nowNs) {
        byte[] buffer = new byte[limit];
        int length = connection.receive(buffer, 0, limit);
        if (length == TcpConnection.FAILED) {
            ConnectionError error = connection.takeError();
            return error == ConnectionError.NONE ? ok("hex", "") : failed(error.name());
        }
        if (length == TcpConnection.END_OF_STREAM) {
            return ok("hex", "");
        }
        connection.onApplicationRead(nowNs);
        if (length == 0) {
            return failed("EAGAIN");
        }
        return ok("hex", HexFormat.of().formatHex(Arrays.copyOf(buffer, length)));
    }

    private Map<String, Object> shutdown(Object handle, String how, long nowNs) {
        if (!List.of("rd", "wr", "rdwr").contains(how)) {
            return failed("EINVAL");
        }
        if (handle instanceof TcpListener listener) {
            if (!listener.isListening()) {
                return failed("ENOTCONN");
            }
            if (!how.equals("wr")) {
                stack.passiveOpen().shutdown(listener, nowNs);
            }
            return ok();
        }
        TcpConnection connection = (TcpConnection) handle;
        if (!how.equals("wr")) {
            connection.shutdownRead();
        }
        if (!how.equals("rd")) {
            connection.shutdownWrite(nowNs);
        }
        return ok();
    }

    private Map<String, Object> close(Map<String, Object> arguments, long nowNs) {
        Object handle = handle(arguments);
        handles.remove(integer(arguments, "h"));
        if (handle instanceof TcpListener listener) {
            stack.passiveOpen().close(listener, nowNs);
        } else if (Boolean.TRUE.equals(arguments.get("linger0"))) {
            ((TcpConnection) handle).abort(nowNs);
        } else {
            ((TcpConnection) handle).close(nowNs);
        }
        return ok();
    }

    // ---- what there is to see

    private Map<String, Object> stat() {
        Map<String, Object> counters = new LinkedHashMap<>();
        for (Counter counter : Counter.values()) {
            counters.put(counter.kernelName(), stack.counters().value(counter));
        }
        List<Map<String, Object>> listeners = new ArrayList<>();
        StringBuilder ss = new StringBuilder();
        stack.passiveOpen().forEachListener(listener -> {
            int waiting = listener.acceptQueue().length();
            listeners.add(Map.of("port", listener.port(), "acceptq", waiting, "backlog", listener.limit(), "synq",
                listener.synQueueLength() + synReceived(listener.port()),
                "parked", listener.parkedLength()));
            ss.append(String.format("LISTEN %d %d *:%d *:*%n", waiting, listener.limit(), listener.port()));
        });
        Map<String, Object> answer = ok("counters", counters);
        answer.put("listeners", listeners);
        answer.put("requests", stack.passiveOpen().requestCount());
        answer.put("ss", ss.toString().strip());
        return answer;
    }

    /** Connections that no segment has established yet, which a SYN|ACK with data makes: ss shows them among the requests. */
    private int synReceived(int port) {
        int count = 0;
        for (int slot = 0; slot < stack.connections().capacity(); slot++) {
            TcpConnection connection = stack.connections().inSlot(slot);
            if (connection != null && connection.state() == TcpState.SYN_RECEIVED && connection.key(key).localPort() == port) {
                count++;
            }
        }
        return count;
    }

    // ---- handles, arguments, answers

    private int add(Object socket) {
        handles.put(++lastHandle, socket);
        return lastHandle;
    }

    private Object handle(Map<String, Object> arguments) {
        Object socket = handles.get(integer(arguments, "h"));
        if (socket == null) {
            throw new IllegalArgumentException("no such handle");
        }
        return socket;
    }

    private TcpListener listener(Map<String, Object> arguments) {
        return (TcpListener) handle(arguments);
    }

    private TcpConnection connection(Map<String, Object> arguments) {
        return (TcpConnection) handle(arguments);
    }

    private static int integer(Map<String, Object> arguments, String name) {
        return (int) number(arguments.get(name));
    }

    private static long number(Object value) {
        return ((Number) value).longValue();
    }

    /** A successful answer to a call. */
    public static Map<String, Object> ok() {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("ok", true);
        return answer;
    }

    private static Map<String, Object> ok(String name, Object value) {
        Map<String, Object> answer = ok();
        answer.put(name, value);
        return answer;
    }

    /** An answer that names an error. */
    public static Map<String, Object> failed(String error) {
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put("ok", false);
        answer.put("err", error);
        return answer;
    }
}
