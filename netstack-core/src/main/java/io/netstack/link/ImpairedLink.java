package io.netstack.link;

import java.util.List;
import java.util.function.LongSupplier;

/**
 * A bad network around a good link: frames of both directions are lost, delayed, overtaken, doubled and damaged by seeded chance and by
 * rules.
 *
 * <pre>
 *   inner link ── poll ──▶ inbound  ── when due ──▶ poll, the owner's handler
 *   inner link ◀─ when due ── outbound ◀─────────── send
 * </pre>
 *
 * Time comes from the clock that it is given, so that it works live ({@link System#nanoTime}) and in virtual time. Nothing here has a
 * thread: {@link #poll} moves what is due in both directions, {@link #await} sleeps no longer than until then, and a simulation asks
 * {@link #nextDueNs}. One thread polls and sends: do not put it under a {@link RingLink}.
 */
public final class ImpairedLink implements Link {
    private final Link inner;
    private final LongSupplier clockNs;
    private final ImpairmentCounts inboundCounts = new ImpairmentCounts();
    private final ImpairmentCounts outboundCounts = new ImpairmentCounts();
    private final ImpairedDirection inbound;
    private final ImpairedDirection outbound;
    private final FrameHandler intake = this::onFrame;
    private long nowNs;

    /**
     * Impairs a link.
     *
     * @param inbound  what frames to the stack suffer
     * @param outbound what frames from the stack suffer
     * @param rules    for particular frames, the first that names a frame counts
     * @param seed     the same seed and the same frames at the same times give the same fate
     * @param clockNs  the time of {@link #await}'s stamps
     */
    public ImpairedLink(Link inner, Impairment inbound, Impairment outbound, List<ImpairmentRule> rules, long seed, LongSupplier clockNs) {
        this.inner = inner;
        this.clockNs = clockNs;
        List<ImpairmentRule> fixed = List.copyOf(rules);
        FlowNumbers flows = new FlowNumbers();
        this.inbound = new ImpairedDirection(inbound, fixed, flows, true, seed, inboundCounts);
        this.outbound = new ImpairedDirection(outbound, fixed, flows, false, ~seed, outboundCounts);
    }

    /** Impairs a live link, both directions alike. */
    public static ImpairedLink live(Link inner, Impairment both, List<ImpairmentRule> rules, long seed) {
        return new ImpairedLink(inner, both, both, rules, seed, System::nanoTime);
    }

    /** Moves what is due: frames of the stack to the network, frames of the network to the handler. */
    @Override
    public int poll(FrameHandler handler, int limit) {
        nowNs = clockNs.getAsLong();
        release();
        inner.poll(intake, limit);
        int delivered = 0;
        byte[] frame;
        while (delivered < limit && (frame = inbound.take(nowNs)) != null) {
            handler.onFrame(frame, 0, frame.length);
            delivered++;
        }
        return delivered;
    }

    private void onFrame(byte[] buffer, int offset, int length) {
        inbound.offer(buffer, offset, length, nowNs);
    }

    private void release() {
        byte[] frame;
        while ((frame = outbound.take(nowNs)) != null) {
            inner.send(frame, 0, frame.length);
        }
    }

    @Override
    public void await(long untilNs) {
        long untilDueNs = Math.min(untilNs, nextDueNs());
        if (untilDueNs > clockNs.getAsLong()) {
            inner.await(untilDueNs);
        }
    }

    /** When {@link #poll} has something to move even if nothing arrives; {@link Long#MAX_VALUE} when nothing is on its way. */
    public long nextDueNs() {
        return Math.min(inbound.nextDueNs(), outbound.nextDueNs());
    }

    @Override
    public void wake() {
        inner.wake();
    }

    /** Always takes the frame, as a network does: what is lost is lost without a word. */
    @Override
    public boolean send(byte[] frame, int offset, int length) {
        if (length > capabilities().mtuBytes() + 14) {
            return false;
        }
        nowNs = clockNs.getAsLong();
        outbound.offer(frame, offset, length, nowNs);
        release();
        return true;
    }

    @Override
    public LinkCapabilities capabilities() {
        return inner.capabilities();
    }

    @Override
    public long ingressDropCount() {
        return inner.ingressDropCount();
    }

    /** What frames to the stack suffered. */
    public ImpairmentCounts inboundCounts() {
        return inboundCounts;
    }

    /** What frames from the stack suffered. */
    public ImpairmentCounts outboundCounts() {
        return outboundCounts;
    }

    /** Closes the inner link; what is on its way is lost. */
    @Override
    public void close() {
        inner.close();
    }
}
