package io.netstack.listen;

import io.netstack.conn.ConnSettings;
import io.netstack.conn.ConnectionTable;
import io.netstack.flow.DeadlineList;
import io.netstack.flow.Egress;
import io.netstack.flow.FlowKey;
import io.netstack.flow.InitialSequenceNumber;
import io.netstack.flow.LocalAddresses;
import io.netstack.flow.Secrets;
import io.netstack.flow.TimerGrain;
import io.netstack.link.PortGate;
import io.netstack.observe.Counters;
import io.netstack.observe.FrameTrace;
import io.netstack.observe.Reason;
import io.netstack.policy.Decider;
import io.netstack.policy.ListenEvent;
import io.netstack.policy.ListenOptions;
import io.netstack.policy.ListenResult;
import io.netstack.policy.SegmentRules;
import io.netstack.policy.SocketError;
import io.netstack.policy.SocketState;
import io.netstack.policy.StoreShape;
import io.netstack.policy.WireProfile;
import io.netstack.wire.TcpOptions;
import io.netstack.wire.TcpSegment;
import java.util.function.Consumer;

/**
 * Everything between LISTEN and accept(): the listeners of a stack, their requests and their accept queues. The front of this package: one
 * method for each thing that can happen. The stack's thread only.
 */
public final class PassiveOpen {
    /** {@link #find}: no such request. */
    public static final int NONE = SynQueue.NONE;

    private final Secrets secrets;
    private final LocalAddresses locals;
    private final Decider decider;
    private final Counters counters;
    private final int acceptQueueCapacity;
    private final ListenerTable listeners = new ListenerTable();
    private final SynQueue store;
    private final HandshakeWriter writer;
    private final Admission admission;
    private final StoreRules storeRules;
    private final ListenState listenState;
    private final SegmentRules rules;
    private final RequestActions actions;
    private final RequestState requestState;
    private final ResetLimiter closedPort;
    private final SynAckTimers timers;
    private final RequestErrors requestErrors;
    private final ListenSegmentView view;
    private final RandomBits random;
    private final PortGate gate;
    private final Outcome outcome = new Outcome();

    /**
     * No listener yet.
     *
     * @param shape               where requests are kept
     * @param requestSlots        connection requests of all listeners together, a power of two; a store that keeps nothing takes none
     * @param acceptQueueCapacity of each listener's ring, a power of two; no policy may want more
     * @param gate                where the capture side looks which ports take no SYN now
     * @param bootNs              when the clock of cookies and timer wheels began
     */
    public PassiveOpen(WireProfile profile, StoreShape shape, Decider decider, ConnSettings connSettings, ConnectionTable connections,
                       Egress egress, HandshakeWriter writer, LocalAddresses locals, Secrets secrets, Counters counters, FrameTrace trace,
                       PortGate gate, int requestSlots, int acceptQueueCapacity, long bootNs) {
        this.rules = profile.rules();
        this.secrets = secrets;
        this.locals = locals;
        this.decider = decider;
        this.counters = counters;
        this.writer = writer;
        this.gate = gate;
        this.acceptQueueCapacity = acceptQueueCapacity;
        TimerGrain grain = TimerGrain.of(profile.timerGrain(), bootNs);
        int slots = shape.sharing() == StoreShape.Sharing.NONE ? 1 : requestSlots;
        store = new SynQueue(slots, ListenerTable.CAPACITY, profile.synAckIntervalsNs(), grain, shape);
        random = new RandomBits(secrets.seed());
        view = new ListenSegmentView(store, random, locals, trace);
        admission = new Admission(connections, decider, view, counters);
        Negotiation negotiation = new Negotiation(profile, connSettings, new InitialSequenceNumber(secrets, locals), writer.ourMss());
        CookieCodec cookies = cookies(profile, secrets, locals, bootNs);
        actions = new RequestActions(profile, decider, listeners, store, writer, shape.cookieFallback() ? cookies : null, admission, view,
            new ListenSegmentView(store, random, locals, trace), outcome);
        storeRules = new StoreRules(shape, profile.resetsEvicted(), decider, store, listeners, writer, actions, view, counters);
        closedPort = new ResetLimiter(rules.resetsPerSecond());
        ResetLimiter openPort = new ResetLimiter(rules.resetsPerSecond());
        listenState = new ListenState(profile, decider, store, storeRules, cookies, negotiation, writer, actions, openPort, random, admission,
            view, egress, counters, outcome);
        requestState = rules.order() == SegmentRules.Order.CACHE ? new SynCacheState(profile, store, writer, actions, openPort, outcome)
            : new SynReceived(profile, decider, store, writer, actions, view, outcome);
        requestErrors = new RequestErrors(rules, decider, store, actions, view);
        timers = new SynAckTimers(rules, decider, store, actions, writer, view, counters);
    }

    /** A profile without cookies never asks for one; it gets Linux's. */
    private static CookieCodec cookies(WireProfile profile, Secrets secrets, LocalAddresses locals, long bootNs) {
        return switch (profile.cookies()) {
            case NONE, LINUX -> new LinuxCookies(new SynCookies(secrets, locals, bootNs), profile, true);
            case LINUX_8_MSS -> new LinuxCookies(SynCookies.of3_0(secrets, locals, bootNs), profile, true);
            case LINUX_NO_OPTIONS -> new LinuxCookies(SynCookies.of2_6_24(secrets, locals, bootNs), profile, false);
            case FREEBSD -> new FreeBsdCookies(secrets, locals, bootNs);
        };
    }

    // ---- socket calls

    /** What {@link #listen} answers: a listener, or why there is none. */
    public record Listening(TcpListener listener, SocketError error) {
    }

    /** Why listen() on a socket in such a state fails; null when it succeeds. */
    public SocketError refusal(SocketState state) {
        return decider.refusesListen(state);
    }

    /**
     * socket(), bind() and listen() in one.
     *
     * @param localIndex a local address by index, or {@link TcpListener#ANY_ADDRESS}
     * @param port       1..65535, or 0 for an ephemeral one
     */
    public Listening listen(int localIndex, int port, int backlog, ListenOptions options) {
        int bound = port == 0 ? listeners.ephemeralPort(localIndex, random.next()) : port;
        if (bound < 0) {
            return new Listening(null, SocketError.EADDRNOTAVAIL);
        }
        if (listeners.conflicts(localIndex, bound)) {
            return new Listening(null, SocketError.EADDRINUSE);
        }
        int id = listeners.freeId();
        if (id < 0) {
            return new Listening(null, SocketError.ENOBUFS);
        }
        ListenResult result = decider.onListen(backlog, 0, false);
        if (result.error() != null) {
            return new Listening(null, result.error());
        }
        TcpListener listener = new TcpListener(id, localIndex, bound, options, new AcceptQueue(acceptQueueCapacity));
        listener.setLimit(backlog, result, decider);
        listeners.add(listener);
        return new Listening(listener, null);
    }

    /** listen() again, on a listener that listens or was shut down. Null when it succeeded. */
    public SocketError relisten(TcpListener listener, int backlog, long nowNs) {
        ListenResult result = decider.onListen(backlog, listener.limit(), true);
        if (result.error() != null) {
            return result.error();
        }
        if (!listener.isListening()) {
            if (listeners.conflicts(listener.localIndex(), listener.port())) {
                return SocketError.EADDRINUSE;
            }
            listeners.link(listener);
            listener.setListening(true);
            listener.acceptQueue().reopen();
        }
        listener.setLimit(backlog, result, decider);
        setGate(listener, nowNs);
        return null;
    }

    /**
     * shutdown() of the reading side: the port does not listen any more, queued connections are reset, requests stay for a later listen()
     * (Linux inet_csk_listen_stop).
     */
    public void shutdown(TcpListener listener, long nowNs) {
        if (!listener.isListening()) {
            return;
        }
        listeners.unlink(listener);
        listener.setListening(false);
        listener.forgetCookies();
        setGate(listener, nowNs);
        admission.resetAll(listener, nowNs);
        listener.acceptQueue().close();
        decider.happened(ListenEvent.CLOSED, view.listener(listener, nowNs));
    }

    /** close(): as {@link #shutdown}, for good; its requests go at their next timer or segment. */
    public void close(TcpListener listener, long nowNs) {
        if (listener.isClosed()) {
            return;
        }
        shutdown(listener, nowNs);
        listener.setClosed();
        if (rules.closed() == SegmentRules.Closed.FORGET || rules.closed() == SegmentRules.Closed.RESET) {
            boolean reset = rules.closed() == SegmentRules.Closed.RESET;
            for (int count = actions.removeAll(listener, reset, nowNs); count > 0; count--) {
                counters.count(reset ? Reason.REQUEST_RESET_AT_CLOSE : Reason.REQUEST_ORPHANED);
            }
        }
        listeners.freeIfEmpty(listener);
    }

    /** The application took a connection from a listener's queue. */
    public void accepted(TcpListener listener, long nowNs) {
        decider.happened(ListenEvent.ACCEPTED, view.listener(listener, nowNs));
        admission.review(listener, nowNs);
        setGate(listener, nowNs);
    }

    /**
     * The two queues of a listener changed: its port's gate follows the policy. Of several listeners on one port, one that is open keeps it
     * open.
     */
    private void setGate(TcpListener listener, long nowNs) {
        boolean closed = listener.isListening() && decider.closesGate(view.listener(listener, nowNs));
        if (closed != listener.wantsGateClosed()) {
            listener.wantGateClosed(closed);
            gate.set(listener.port(), listeners.allWantGateClosed(listener.port()));
        }
    }

    /**
     * Wakes threads that wait in accept() for connections that were queued since the last call: once for a burst of frames, since that costs a
     * fence. Whoever drives a stack whose acceptors sleep calls it before it sleeps itself.
     */
    public void wakeAcceptors() {
        admission.wakeAcceptors();
    }

    // ---- segments

    /** The hash of a tuple that {@link #find} and the segment methods want. */
    public int hash(FlowKey key) {
        return (int) key.hash(secrets);
    }

    /** The slot of a request, or {@link #NONE}. */
    public int find(FlowKey key, int hash) {
        return store.find(key, hash);
    }

    /** Is so much stored that it pays to {@link #lookAhead}? */
    public boolean isStoreLarge() {
        return store.isLarge();
    }

    /** Tuples with these hashes, the first so many, will be looked for soon: brings from memory what that takes. Changes nothing. */
    public void lookAhead(int[] hashes, int count) {
        store.lookAhead(hashes, count);
    }

    /** Whoever listens for an address and port, or null. */
    public TcpListener listener(int localIndex, int port) {
        return listeners.find(localIndex, port);
    }

    /** The listener with an id, or null. */
    public TcpListener listenerById(int id) {
        return listeners.get(id);
    }

    /** A segment for a stored request. */
    public Outcome onRequestSegment(int slot, TcpSegment segment, TcpOptions options, int typeOfService, long nowNs) {
        ConnectionRequest request = store.get(slot);
        TcpListener listener = listeners.get(request.listener);
        if (!listener.isListening()) {
            if (rules.closed() != SegmentRules.Closed.KEEP) {
                actions.remove(slot, request);
            }
            return outcome.lookUpAgain();
        }
        if (decider.bypassesStore(view.listener(listener, nowNs))) {
            return outcome.lookUpAgain();
        }
        Outcome result = requestState.onSegment(listener, slot, segment, options, typeOfService, nowNs);
        afterSegment(listener, nowNs);
        return result;
    }

    /** A segment was given to a connection, which may be one that waits outside its accept queue. */
    public void connectionHeard(int connection, long nowNs) {
        admission.heard(connection, listeners, nowNs);
    }

    /** A segment for a listening port, without request or connection. */
    public Outcome onListenSegment(TcpListener listener, FlowKey key, int hash, TcpSegment segment, TcpOptions options, int typeOfService,
                                   boolean timeWaitReuse, int reuseIss, long nowNs) {
        Outcome result = listenState.onSegment(listener, key, hash, segment, options, typeOfService, timeWaitReuse, reuseIss, nowNs);
        afterSegment(listener, nowNs);
        TcpListener robbed = storeRules.robbed();
        if (robbed != null && robbed != listener) {
            setGate(robbed, nowNs);
        }
        return result;
    }

    private void afterSegment(TcpListener listener, long nowNs) {
        if (listener.parked().length() > 0) {
            admission.review(listener, nowNs);
        }
        setGate(listener, nowNs);
    }

    /**
     * Answers a segment for a port where nobody listens by RST; the caller has made sure that it is not a RST itself.
     *
     * @return false when the profile's limit for this second keeps the RST back
     */
    public boolean reset(FlowKey key, TcpSegment segment, int typeOfService, long nowNs) {
        if (!closedPort.allows(nowNs)) {
            return false;
        }
        writer.reset(key, segment, typeOfService, nowNs);
        return true;
    }

    /**
     * An ICMP error that quotes a segment of a request.
     *
     * @return the reason that the frame ends in
     */
    public Reason onIcmp(int slot, int type, int code, int quotedSequenceNumber, long nowNs) {
        TcpListener listener = listeners.get(store.get(slot).listener);
        Reason reason = requestErrors.onIcmp(listener, slot, type, code, quotedSequenceNumber, nowNs);
        if (reason == Reason.ICMP_REQUEST_REMOVED) {
            setGate(listener, nowNs);
        }
        return reason;
    }

    // ---- time

    /** When {@link #onTimers} has something to do, or {@link DeadlineList#NEVER}. */
    public long nextDeadlineNs(long nowNs) {
        return Math.min(store.nextDeadlineNs(), decider.nextWakeNs(nowNs));
    }

    /** Fires the timers that are due. */
    public void onTimers(long nowNs) {
        int slot;
        while ((slot = store.takeDue(nowNs)) != SynQueue.NONE) {
            TcpListener listener = listeners.get(store.get(slot).listener);
            timers.onTimeout(listener, slot, nowNs);
            setGate(listener, nowNs);
        }
        if (decider.nextWakeNs(nowNs) <= nowNs) {
            for (int id = 0, left = listeners.count(); left > 0; id++) {
                TcpListener listener = listeners.get(id);
                if (listener != null) {
                    left--;
                    admission.review(listener, nowNs);
                }
            }
        }
    }

    // ---- for observers

    /** Requests of all listeners. */
    public int requestCount() {
        return store.length();
    }

    /** Request slots that are not taken. */
    public int freeRequestSlots() {
        return store.freeSlots();
    }

    /** Nothing comes any more: whoever waits in accept() looks up. */
    public void stop() {
        forEachListener(listener -> listener.acceptQueue().close());
    }

    /** How long the entries of a listener's queues have been there. */
    public QueueAges ages(TcpListener listener, long nowNs) {
        return QueueAges.of(store, listener, nowNs);
    }

    /** Calls back once per listener that listens. */
    public void forEachListener(Consumer<TcpListener> visitor) {
        for (int id = 0, left = listeners.count(); left > 0 && id < ListenerTable.CAPACITY; id++) {
            TcpListener listener = listeners.get(id);
            if (listener != null) {
                left--;
                if (listener.isListening()) {
                    visitor.accept(listener);
                }
            }
        }
    }
}
