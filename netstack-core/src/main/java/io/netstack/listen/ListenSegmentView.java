package io.netstack.listen;

import io.netstack.flow.FlowKey;
import io.netstack.flow.LocalAddresses;
import io.netstack.observe.FrameTrace;
import io.netstack.observe.Reason;
import io.netstack.policy.AcceptFilter;
import io.netstack.policy.ListenView;
import io.netstack.wire.TcpFlags;
import io.netstack.wire.TcpOptions;
import io.netstack.wire.TcpSegment;

/** The one {@link ListenView} of a stack: pointed at what is at hand, it reads each answer from where the answer lives. */
final class ListenSegmentView implements ListenView {
    private static final int NO_BUCKET = -1;

    private final SynQueue store;
    private final RandomBits random;
    private final LocalAddresses locals;
    private final FrameTrace trace;
    private TcpListener listener;
    private FlowKey key;
    private TcpSegment segment;
    private TcpOptions options;
    private ConnectionRequest request;
    private boolean timeWaitReuse;
    private boolean fromCookie;
    private int bucket;
    private long nowNs;
    private Reason reason;
    private long a;
    private long b;

    ListenSegmentView(SynQueue store, RandomBits random, LocalAddresses locals, FrameTrace trace) {
        this.store = store;
        this.random = random;
        this.locals = locals;
        this.trace = trace;
    }

    /** A segment for a listener. */
    ListenSegmentView segment(TcpListener listener, FlowKey key, TcpSegment segment, TcpOptions options, long nowNs) {
        this.listener = listener;
        this.key = key;
        this.segment = segment;
        this.options = options;
        this.request = null;
        this.timeWaitReuse = false;
        this.fromCookie = false;
        this.bucket = NO_BUCKET;
        this.nowNs = nowNs;
        this.reason = null;
        return this;
    }

    /** The stored request that the segment is for, and the hash of its tuple. */
    ListenSegmentView request(ConnectionRequest request, int hash) {
        this.request = request;
        return withHash(hash);
    }

    /** The hash of the tuple: says which bucket of a shared store it falls into. */
    ListenSegmentView withHash(int hash) {
        if (store.cache().isShared()) {
            bucket = store.cache().bucket(hash);
        }
        return this;
    }

    ListenSegmentView withTimeWaitReuse() {
        this.timeWaitReuse = true;
        return this;
    }

    ListenSegmentView withCookie() {
        this.fromCookie = true;
        return this;
    }

    /** A request whose timer fired: no segment. */
    ListenSegmentView timer(TcpListener listener, FlowKey key, ConnectionRequest request, int hash, long nowNs) {
        return segment(listener, key, null, null, nowNs).request(request, hash);
    }

    /** A listener alone: no segment, no request. */
    ListenSegmentView listener(TcpListener listener, long nowNs) {
        return segment(listener, null, null, null, nowNs);
    }

    /** What the last verdict gave as its reason. */
    Reason reason() {
        assert reason != null : "a verdict without a reason";
        return reason;
    }

    long a() {
        return a;
    }

    long b() {
        return b;
    }

    @Override
    public void because(Reason reason, long a, long b) {
        this.reason = reason;
        this.a = a;
        this.b = b;
    }

    @Override
    public void log(String line) {
        trace.logged(line, nowNs);
    }

    @Override
    public int boundAddress() {
        return listener.localIndex() == TcpListener.ANY_ADDRESS ? 0 : locals.ipv4(listener.localIndex());
    }

    @Override
    public long note(int index) {
        return listener.note(index);
    }

    @Override
    public void note(int index, long value) {
        listener.note(index, value);
    }

    @Override
    public long nowNs() {
        return nowNs;
    }

    @Override
    public long randomBits() {
        return random.next();
    }

    @Override
    public int backlogRequested() {
        return listener.backlogRequested();
    }

    @Override
    public int limit() {
        return listener.limit();
    }

    @Override
    public int synTableLimit() {
        return listener.synTableLimit();
    }

    @Override
    public int synQueueLength() {
        return listener.synQueueLength();
    }

    @Override
    public int youngCount() {
        return listener.youngCount();
    }

    @Override
    public int acceptQueueLength() {
        return listener.acceptQueue().length();
    }

    @Override
    public int parkedLength() {
        return listener.parked().length();
    }

    @Override
    public long oldestRequestAgeNs() {
        int slot = store.byAge(listener.id(), 0);
        return slot == SynQueue.NONE ? 0 : nowNs - store.get(slot).synAckSentNs;
    }

    @Override
    public long oldestAcceptAgeNs() {
        long putNs = listener.acceptQueue().headPutNs();
        return putNs == Long.MAX_VALUE ? 0 : nowNs - putNs;
    }

    @Override
    public int acceptorsWaiting() {
        return listener.acceptQueue().waiterCount();
    }

    @Override
    public long lastCookieNs() {
        return listener.lastCookieNs();
    }

    @Override
    public int synAckRetriesOption() {
        return listener.options().synAckRetries();
    }

    @Override
    public int deferRounds() {
        return listener.options().deferAcceptRounds();
    }

    @Override
    public AcceptFilter acceptFilter() {
        return listener.options().acceptFilter();
    }

    @Override
    public int totalRequests() {
        return store.length();
    }

    @Override
    public int freeSlots() {
        return store.freeSlots();
    }

    @Override
    public int bucketLength() {
        return bucket == NO_BUCKET ? 0 : store.cache().length(bucket);
    }

    @Override
    public long bucketOverflowNs() {
        return bucket == NO_BUCKET ? Long.MIN_VALUE : store.cache().overflowNs(bucket);
    }

    @Override
    public long remoteHigh() {
        return key.remoteHigh();
    }

    @Override
    public long remoteLow() {
        return key.remoteLow();
    }

    @Override
    public int remotePort() {
        return key.remotePort();
    }

    @Override
    public int localPort() {
        return listener.port();
    }

    @Override
    public int flags() {
        return segment == null ? 0 : segment.flags();
    }

    @Override
    public boolean hasTimestamp() {
        return options != null && options.hasTimestamps();
    }

    @Override
    public boolean hasPayload() {
        return segment != null && (request == null ? segment.dataLength() > 0 || segment.has(TcpFlags.FIN)
            : segment.endSequenceNumber() != request.receiveNext());
    }

    @Override
    public boolean timeWaitReuse() {
        return timeWaitReuse;
    }

    /** Always false: this stack keeps no metrics of peers between connections. */
    @Override
    public boolean peerProven() {
        return false;
    }

    @Override
    public boolean fromCookie() {
        return fromCookie;
    }

    @Override
    public int timeouts() {
        return request == null ? 0 : request.timeouts;
    }

    @Override
    public int retransmits() {
        return request == null ? 0 : request.retransmits;
    }

    @Override
    public boolean ackSeen() {
        return request != null && request.ackSeen();
    }

    @Override
    public long ageNs() {
        return request == null ? 0 : nowNs - request.synAckSentNs;
    }
}
