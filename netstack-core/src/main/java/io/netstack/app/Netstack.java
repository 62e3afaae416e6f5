package io.netstack.app;

import io.netstack.flow.Addresses;
import io.netstack.link.IngressGate;
import io.netstack.link.Link;
import io.netstack.link.PortGate;
import io.netstack.link.RingLink;
import io.netstack.listen.PassiveOpen.Listening;
import io.netstack.listen.QueueAges;
import io.netstack.listen.TcpListener;
import io.netstack.observe.Counters;
import io.netstack.observe.FrameTrace;
import io.netstack.observe.ListenerStatus;
import io.netstack.policy.ListenOptions;
import io.netstack.policy.StoreShape;
import io.netstack.run.CommandRing;
import io.netstack.run.StackLoop;
import io.netstack.run.StackThread;
import io.netstack.run.TcpStack;
import java.net.BindException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * A running TCP stack on a link: what a program starts, listens on, and closes.
 *
 * <pre>{@code
 * try (Netstack stack = Netstack.start(NetstackConfig.at("198.18.0.1/24"), link);
 *      Listener listener = stack.listen(80, 5)) {
 *     while (true) {
 *         Connection connection = listener.accept();
 *         Thread.startVirtualThread(() -> serve(connection));
 *     }
 * }
 * }</pre>
 */
public final class Netstack implements AutoCloseable {
    private final TcpStack stack;
    private final Link link;
    private final Counters captureCounters;
    private final CommandRing commands;
    private final StackThread thread;
    private final String policyName;
    private final boolean requestsAreSockets;
    /** Answers that callers wait for. */
    private final Set<CompletableFuture<?>> awaited = ConcurrentHashMap.newKeySet();

    private Netstack(NetstackConfig config, Link outside, Consumer<Throwable> errors) {
        this.policyName = config.policy().name();
        this.requestsAreSockets = config.policy().store(config.settings()).sharing() == StoreShape.Sharing.PER_LISTENER;
        PortGate gate = new PortGate();
        stack = new TcpStack(config.stackConfig(System.nanoTime()), outside, config.secrets(), config.trace(), gate);
        if (config.captureRingFrames() == 0) {
            captureCounters = stack.counters();
            link = new IngressGate(outside, gate, captureCounters, config.trace());
        } else {
            captureCounters = new Counters(config.policy().profile(config.settings()).counters());
            link = new RingLink(new IngressGate(outside, gate, captureCounters, FrameTrace.NONE), config.captureRingFrames(), captureCounters);
        }
        commands = new CommandRing(stack, link);
        thread = new StackThread(new StackLoop(stack, link, commands), link, errors);
    }

    /** Starts a stack on a link, which it closes in the end. Defects of ours go to the uncaught-exception handler; the stack goes on. */
    public static Netstack start(NetstackConfig config, Link link) {
        return start(config, link, error -> {
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, error);
        });
    }

    /** Starts a stack on a link, which it closes in the end. @param errors told of defects of ours; the stack goes on */
    public static Netstack start(NetstackConfig config, Link link, Consumer<Throwable> errors) {
        Netstack netstack = new Netstack(config, link, errors);
        netstack.thread.start();
        return netstack;
    }

    /** As {@link #listen(String, int, int)} on every address of the stack. */
    public Listener listen(int port, int backlog) throws SocketException {
        return listen(null, port, backlog);
    }

    /**
     * socket(), bind() and listen() in one.
     *
     * @param address one of the stack's, or null for all of them
     * @param port    1..65535, or 0 for an ephemeral one
     * @param backlog exactly what the policy is told; 0 and negative numbers included
     * @throws BindException   when the address is not ours, or a listener has it and the port
     * @throws SocketException when the policy refuses, or the stack is closed
     */
    public Listener listen(String address, int port, int backlog) throws SocketException {
        return listen(address, port, backlog, ListenOptions.NONE);
    }

    /** As {@link #listen(String, int, int)}, with socket options. */
    public Listener listen(String address, int port, int backlog, ListenOptions options) throws SocketException {
        if (port < 0 || port > 65535) {
            throw new IllegalArgumentException("port " + port + " is outside 0..65535");
        }
        int localIndex = address == null ? TcpListener.ANY_ADDRESS : stack.locals().indexOf(0, Addresses.lowOf(Addresses.parseIpv4(address)));
        if (address != null && localIndex < 0) {
            throw new BindException(address + " is not an address of this stack");
        }
        Listening listening = ask((s, nowNs) -> s.passiveOpen().listen(localIndex, port, backlog, options));
        if (listening.error() != null) {
            String where = (address == null ? "*" : address) + ":" + port;
            throw switch (listening.error()) {
                case EADDRINUSE, EADDRNOTAVAIL -> new BindException(where + ": " + listening.error().meaning());
                default -> new SocketException(where + ": " + listening.error().meaning());
            };
        }
        return new Listener(this, listening.listener());
    }

    /** Something to be answered on the stack's thread. */
    @FunctionalInterface
    interface Question<T> {
        T answer(TcpStack stack, long nowNs);
    }

    /**
     * Does something on the stack's thread and waits for its answer.
     *
     * @throws SocketException when the stack is closed, now or before it answered
     */
    <T> T ask(Question<T> question) throws SocketException {
        CompletableFuture<T> answer = new CompletableFuture<>();
        awaited.add(answer);
        try {
            // First awaited, then asked: a close in between finds one or refuses the other.
            boolean asked = commands.call((s, nowNs) -> {
                try {
                    answer.complete(question.answer(s, nowNs));
                } catch (RuntimeException | AssertionError e) {
                    answer.completeExceptionally(e);
                }
            });
            if (!asked || isClosed()) {
                answer.cancel(false);
            }
            return answer.join();
        } catch (CancellationException e) {
            throw closedStack();
        } finally {
            awaited.remove(answer);
        }
    }

    /** Has {@link #close} been called? Nothing that needs the stack works any more. */
    public boolean isClosed() {
        return commands.isClosed();
    }

    static SocketException closedStack() {
        return new SocketException("the stack is closed");
    }

    CommandRing commands() {
        return commands;
    }

    TcpStack stack() {
        return stack;
    }

    /** What happened so far on the stack's thread. Any thread may read. */
    public Counters counters() {
        return stack.counters();
    }

    /** What happened so far on the thread that captures frames; the same object when that is the stack's thread. Any thread may read. */
    public Counters captureCounters() {
        return captureCounters;
    }

    /**
     * The listeners at one moment. Any thread but the stack's.
     *
     * @throws IllegalStateException when the stack is closed
     */
    public List<ListenerStatus> listeners() {
        try {
            return ask((s, nowNs) -> {
                List<ListenerStatus> rows = new ArrayList<>();
                s.passiveOpen().forEachListener(listener -> rows.add(row(listener, nowNs)));
                return rows;
            });
        } catch (SocketException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    private ListenerStatus row(TcpListener listener, long nowNs) {
        String address = listener.localIndex() < 0 ? "0.0.0.0" : Addresses.text(stack.locals().ipv4(listener.localIndex()));
        QueueAges ages = stack.passiveOpen().ages(listener, nowNs);
        return new ListenerStatus(address, listener.port(), policyName,
            new ListenerStatus.Queue(listener.synQueueLength(), listener.synQueuePeak(), listener.synQueueLimit(), ages.oldestRequestNs(),
                ages.newestRequestNs()),
            new ListenerStatus.Queue(listener.acceptQueue().length(), listener.acceptQueue().peak(), listener.limit(),
                ages.oldestAcceptNs(), ages.newestAcceptNs()),
            (requestsAreSockets ? listener.synQueueLength() : 0) + listener.parkedLength());
    }

    /**
     * Stops the stack and closes its link; connections are dropped without a word, as when a machine loses power. Whoever waits for one, for
     * the next one, or for an answer of the stack gets an exception, and so does whoever asks for something later.
     */
    @Override
    public void close() {
        commands.close();
        thread.close();
        link.close();
        awaited.forEach(answer -> answer.cancel(false));
    }
}
