package io.netstack.policy;

import io.netstack.observe.Reason;
import java.util.ArrayList;
import java.util.List;

/** A view whose every answer a test sets by hand; it keeps the reason that the decider gave. */
final class HandMadeView implements ListenView {
    long nowNs;
    long randomBits;
    int limit;
    int synQueueLength;
    int youngCount;
    int acceptQueueLength;
    long lastCookieNs = Long.MIN_VALUE;
    int synAckRetriesOption;
    int deferRounds;
    boolean hasPayload;
    boolean timeWaitReuse;
    boolean peerProven;
    boolean fromCookie;
    int timeouts;
    int retransmits;
    boolean ackSeen;
    final long[] notes = new long[NOTES];
    final List<String> log = new ArrayList<>();
    Reason reason;
    long a;
    long b;

    /** A listener of this limit with these queue lengths. */
    static HandMadeView of(int limit, int synQueueLength, int acceptQueueLength) {
        HandMadeView view = new HandMadeView();
        view.limit = limit;
        view.synQueueLength = synQueueLength;
        view.youngCount = synQueueLength;
        view.acceptQueueLength = acceptQueueLength;
        return view;
    }

    @Override
    public void because(Reason reason, long a, long b) {
        this.reason = reason;
        this.a = a;
        this.b = b;
    }

    @Override
    public long nowNs() {
        return nowNs;
    }

    @Override
    public long randomBits() {
        return randomBits;
    }

    @Override
    public int backlogRequested() {
        return limit;
    }

    @Override
    public int limit() {
        return limit;
    }

    @Override
    public int synTableLimit() {
        return Integer.MAX_VALUE;
    }

    @Override
    public int synQueueLength() {
        return synQueueLength;
    }

    @Override
    public int youngCount() {
        return youngCount;
    }

    @Override
    public int acceptQueueLength() {
        return acceptQueueLength;
    }

    @Override
    public int parkedLength() {
        return 0;
    }

    @Override
    public long oldestRequestAgeNs() {
        return 0;
    }

    @Override
    public long oldestAcceptAgeNs() {
        return 0;
    }

    @Override
    public int acceptorsWaiting() {
        return 0;
    }

    @Override
    public long lastCookieNs() {
        return lastCookieNs;
    }

    @Override
    public int synAckRetriesOption() {
        return synAckRetriesOption;
    }

    @Override
    public int deferRounds() {
        return deferRounds;
    }

    @Override
    public int totalRequests() {
        return synQueueLength;
    }

    @Override
    public int freeSlots() {
        return 1 << 20;
    }

    @Override
    public int bucketLength() {
        return 0;
    }

    @Override
    public long bucketOverflowNs() {
        return Long.MIN_VALUE;
    }

    @Override
    public long remoteHigh() {
        return 0;
    }

    @Override
    public long remoteLow() {
        return 0xFFFF_C612_0001L;
    }

    @Override
    public int remotePort() {
        return 1000;
    }

    @Override
    public int localPort() {
        return 80;
    }

    @Override
    public int flags() {
        return 0;
    }

    @Override
    public boolean hasTimestamp() {
        return false;
    }

    @Override
    public boolean hasPayload() {
        return hasPayload;
    }

    @Override
    public boolean timeWaitReuse() {
        return timeWaitReuse;
    }

    @Override
    public boolean peerProven() {
        return peerProven;
    }

    @Override
    public boolean fromCookie() {
        return fromCookie;
    }

    @Override
    public int timeouts() {
        return timeouts;
    }

    @Override
    public int retransmits() {
        return retransmits;
    }

    @Override
    public boolean ackSeen() {
        return ackSeen;
    }

    @Override
    public long ageNs() {
        return 0;
    }

    @Override
    public int boundAddress() {
        return 0;
    }

    @Override
    public long note(int index) {
        return notes[index];
    }

    @Override
    public void note(int index, long value) {
        notes[index] = value;
    }

    @Override
    public AcceptFilter acceptFilter() {
        return AcceptFilter.NONE;
    }

    @Override
    public void log(String line) {
        log.add(line);
    }
}
