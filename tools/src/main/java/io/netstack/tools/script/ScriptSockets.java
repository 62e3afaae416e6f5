package io.netstack.tools.script;

import io.netstack.conn.ConnectionError;
import io.netstack.conn.TcpConnection;
import io.netstack.flow.FlowKey;
import io.netstack.listen.AcceptQueue;
import io.netstack.listen.PassiveOpen;
import io.netstack.listen.TcpListener;
import io.netstack.observe.Counter;
import io.netstack.policy.ListenOptions;
import io.netstack.policy.SocketError;
import io.netstack.policy.SocketState;
import io.netstack.run.TcpStack;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The socket calls of a script, by descriptor; none blocks. */
final class ScriptSockets {
    /** What a call returned: a number, or -1 and the error's name. */
    record Result(long value, String error) {
        private static Result of(long value) {
            return new Result(value, null);
        }

        private static Result failed(String error) {
            return new Result(-1, error);
        }

        @Override
        public String toString() {
            return error == null ? Long.toString(value) : "-1 " + error;
        }
    }

    /** A descriptor before listen(), what it is, and what was set on it. */
    private static final class Idle {
        private SocketState state;
        private int deferAcceptSeconds;
        private int synCount;
        private int receiveBuffer;
        private boolean noDelay;

        Idle(SocketState state) {
            this.state = state;
        }
    }

    private final ScriptWorld world;
    private final TcpStack stack;
    private final Map<Integer, Object> sockets = new HashMap<>();
    private final Map<Integer, Integer> lingers = new HashMap<>();
    private final FlowKey key = new FlowKey();

    ScriptSockets(ScriptWorld world) {
        this.world = world;
        this.stack = world.stack();
    }

    /**
     * Makes a call.
     *
     * @param wanted the result that the script gives: a new socket gets this descriptor
     * @throws IllegalArgumentException when there is no such call or descriptor
     */
    Result call(String name, List<String> arguments, int wanted) {
        Result result = switch (name) {
            case "open" -> open(wanted, new Idle(SocketState.NO_SOCKET));
            case "socket" -> open(wanted, new Idle(arguments.get(1).equals("SOCK_DGRAM") ? SocketState.DATAGRAM
                : arguments.get(0).equals("AF_UNIX") ? SocketState.NAMELESS_LOCAL : SocketState.UNBOUND));
            case "setsockopt" -> setOption(arguments);
            case "bind" -> bind(socket(arguments));
            case "fcntl" -> Result.of(0);
            case "listen" -> listen(descriptor(arguments), number(arguments, 1));
            case "accept" -> accept((TcpListener) socket(arguments), arguments.get(1), wanted);
            case "read", "recv" -> read(connection(arguments), number(arguments, 2));
            case "write", "send" -> write(connection(arguments), number(arguments, 2));
            case "shutdown" -> shutdown(connection(arguments), arguments.get(1));
            case "close" -> close(descriptor(arguments));
            case "acceptq" -> Result.of(((TcpListener) socket(arguments)).acceptQueue().length());
            case "synq" -> Result.of(((TcpListener) socket(arguments)).synQueueLength());
            case "limit" -> Result.of(((TcpListener) socket(arguments)).limit());
            case "nstat" -> Result.of(counter(arguments.getFirst()));
            default -> throw new IllegalArgumentException("no call is named '" + name + "'");
        };
        world.settle();
        return result;
    }

    private Result open(int descriptor, Object socket) {
        sockets.put(descriptor, socket);
        return Result.of(descriptor);
    }

    private static int number(List<String> arguments, int index) {
        return Integer.parseInt(arguments.get(index));
    }

    private static int descriptor(List<String> arguments) {
        return number(arguments, 0);
    }

    private Object socket(List<String> arguments) {
        Object socket = sockets.get(descriptor(arguments));
        if (socket == null) {
            throw new IllegalArgumentException("descriptor " + descriptor(arguments) + " is not open");
        }
        return socket;
    }

    private TcpConnection connection(List<String> arguments) {
        return (TcpConnection) socket(arguments);
    }

    // ---- listeners

    private Result setOption(List<String> arguments) {
        int value = Integer.parseInt(arguments.get(3).replaceAll("\\[\\{?(?:onoff=\\d+, ?linger=)?(-?\\d+)\\}?\\]", "$1"));
        Object socket = socket(arguments);
        String option = arguments.get(2);
        if (option.equals("SO_LINGER")) {
            lingers.put(descriptor(arguments), value);
        } else if (socket instanceof Idle unbound) {
            switch (option) {
                case "SO_RCVBUF" -> unbound.receiveBuffer = value;
                case "TCP_DEFER_ACCEPT" -> unbound.deferAcceptSeconds = value;
                case "TCP_SYNCNT" -> unbound.synCount = value;
                case "TCP_NODELAY" -> unbound.noDelay = value != 0;
                case "SO_REUSEADDR" -> { }
                default -> throw new IllegalArgumentException("no option is named '" + option + "'");
            }
        } else if (socket instanceof TcpConnection c) {
            switch (option) {
                case "SO_RCVBUF" -> c.receiveBuffer(value);
                case "SO_SNDBUF" -> c.sendBuffer(value);
                case "TCP_NODELAY" -> c.noDelay(value != 0, world.clockNs());
                case "SO_OOBINLINE" -> c.urgentInline(value != 0);
                case "SO_KEEPALIVE" -> c.keepAlive(value != 0, world.clockNs());
                case "TCP_USER_TIMEOUT" -> c.userTimeoutNs(value * 1_000_000L);
                default -> throw new IllegalArgumentException("no option is named '" + option + "'");
            }
        }
        return Result.of(0);
    }

    private static Result bind(Object socket) {
        if (socket instanceof Idle idle && idle.state == SocketState.UNBOUND) {
            idle.state = SocketState.BOUND;
        }
        return Result.of(0);
    }

    private static SocketState stateOf(Object socket) {
        return switch (socket) {
            case null -> SocketState.NO_DESCRIPTOR;
            case Idle idle -> idle.state;
            case TcpListener listener -> listener.isListening() ? SocketState.LISTENING : SocketState.BOUND;
            case TcpConnection connection -> switch (connection.state()) {
                case CLOSED, TIME_WAIT -> SocketState.OVER;
                default -> SocketState.CONNECTED;
            };
            default -> throw new IllegalStateException(socket.toString());
        };
    }

    private Result listen(int descriptor, int backlog) {
        Object socket = sockets.get(descriptor);
        SocketError refusal = stack.passiveOpen().refusal(stateOf(socket));
        if (refusal != null) {
            return Result.failed(refusal.name());
        }
        if (socket instanceof TcpListener listener) {
            SocketError error = stack.passiveOpen().relisten(listener, backlog, world.clockNs());
            return error == null ? Result.of(0) : Result.failed(error.name());
        }
        Idle unbound = (Idle) socket;
        ListenOptions options = new ListenOptions(ListenOptions.deferRounds(unbound.deferAcceptSeconds), unbound.synCount,
            unbound.receiveBuffer, unbound.noDelay);
        PassiveOpen.Listening listening = stack.passiveOpen().listen(0,
            unbound.state == SocketState.BOUND ? ScriptPackets.SERVER_PORT : 0, backlog, options);
        if (listening.error() != null) {
            return Result.failed(listening.error().name());
        }
        sockets.put(descriptor, listening.listener());
        return Result.of(0);
    }

    private Result accept(TcpListener listener, String peer, int wanted) {
        int id = listener.acceptQueue().take();
        if (id == AcceptQueue.EMPTY) {
            return Result.failed("EAGAIN");
        }
        stack.accepted(listener.id(), world.clockNs());
        TcpConnection connection = stack.connections().get(id);
        int port = connection.key(key).remotePort();
        if (peer.startsWith("[") && !peer.equals("[" + port + "]")) {
            throw new ScriptMismatch("accept() of " + peer, "accept() of [" + port + "]", "peer");
        }
        return open(wanted, connection);
    }

    private long counter(String name) {
        for (Counter counter : Counter.values()) {
            String kernelName = counter.kernelName();
            if (kernelName.equals(name) || kernelName.endsWith("." + name)) {
                return stack.counters().value(counter);
            }
        }
        throw new IllegalArgumentException("no counter is named '" + name + "'");
    }

    // ---- connections

    private Result read(TcpConnection connection, int length) {
        int n = connection.receive(new byte[length], 0, length);
        if (n == TcpConnection.FAILED) {
            ConnectionError error = connection.takeError();
            return error == ConnectionError.NONE ? Result.of(0) : Result.failed(error.name());
        }
        if (n >= 0) {
            connection.onApplicationRead(world.clockNs());
        }
        return n == TcpConnection.END_OF_STREAM ? Result.of(0) : n == 0 && length > 0 ? Result.failed("EAGAIN") : Result.of(n);
    }

    private Result write(TcpConnection connection, int length) {
        int n = connection.send(new byte[length], 0, length);
        if (n == TcpConnection.FAILED) {
            return Result.failed(connection.takeSendError().name());
        }
        connection.onApplicationWrote(world.clockNs());
        return n == 0 && length > 0 ? Result.failed("EAGAIN") : Result.of(n);
    }

    private Result shutdown(TcpConnection connection, String how) {
        if (!how.equals("SHUT_WR")) {
            connection.shutdownRead();
        }
        if (!how.equals("SHUT_RD")) {
            connection.shutdownWrite(world.clockNs());
        }
        return Result.of(0);
    }

    private Result close(int descriptor) {
        Object socket = sockets.remove(descriptor);
        if (socket instanceof TcpListener listener) {
            stack.passiveOpen().close(listener, world.clockNs());
        } else if (socket instanceof TcpConnection connection) {
            if (lingers.getOrDefault(descriptor, -1) == 0) {
                connection.abort(world.clockNs());
            } else {
                connection.close(world.clockNs());
            }
        } else if (socket == null) {
            return Result.failed("EBADF");
        }
        return Result.of(0);
    }
}
