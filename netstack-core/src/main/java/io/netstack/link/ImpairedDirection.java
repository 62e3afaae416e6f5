package io.netstack.link;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * One direction of an {@link ImpairedLink}: what chance and rules make of each frame.
 *
 * <pre>
 *   frame ── rule? ── loss ── corrupt ── rate ── delay, jitter ── held back? ── line ── due
 *              │                                                  └ duplicate ──┘
 *              └ drop, delay, duplicate, corrupt
 * </pre>
 *
 * For each frame the same draws are made, whatever becomes of it, so that changing one probability leaves the other chances alone.
 */
final class ImpairedDirection {
    private static final int ETHERNET_HEADER = 14;
    /** Preamble, frame check sequence and gap: what a frame costs on Ethernet beyond its bytes. */
    private static final int FRAMING_BYTES = 24;

    private final Impairment impairment;
    private final List<ImpairmentRule> rules;
    private final FlowNumbers flows;
    private final boolean inbound;
    private final SplittableRandom chance;
    private final DelayLine line = new DelayLine();
    private final ImpairmentCounts counts;
    private boolean bad;
    private long sentOutNs;
    private long lastDueNs = Long.MIN_VALUE;

    ImpairedDirection(Impairment impairment, List<ImpairmentRule> rules, FlowNumbers flows, boolean inbound, long seed,
                      ImpairmentCounts counts) {
        this.impairment = impairment;
        this.rules = rules;
        this.flows = flows;
        this.inbound = inbound;
        this.chance = new SplittableRandom(seed);
        this.counts = counts;
    }

    /** A frame sets out. */
    void offer(byte[] buffer, int offset, int length, long nowNs) {
        counts.frames++;
        boolean lost = drawLoss();
        boolean corrupted = chance.nextDouble() < impairment.corrupt();
        boolean heldBack = chance.nextDouble() < impairment.reorder();
        boolean twice = chance.nextDouble() < impairment.duplicate();
        double jitter = chance.nextDouble();
        int bit = chance.nextInt(Integer.MAX_VALUE);
        ImpairmentRule rule = ruleFor(buffer, offset, length);
        if (rule != null) {
            follow(rule, buffer, offset, length, bit, nowNs);
            return;
        }
        if (lost) {
            counts.lost++;
            return;
        }
        byte[] frame = corrupted ? corrupt(buffer, offset, length, bit) : Arrays.copyOfRange(buffer, offset, offset + length);
        long leavesNs = leave(length, nowNs);
        if (leavesNs < 0) {
            counts.queueDropped++;
            return;
        }
        long dueNs = leavesNs + impairment.delayNs() + (long) (jitter * impairment.jitterNs());
        if (heldBack) {
            counts.heldBack++;
            dueNs += impairment.heldBackNs();
        } else {
            dueNs = inOrder(dueNs);
        }
        line.add(dueNs, frame, 0, length);
        if (twice) {
            counts.duplicated++;
            line.add(dueNs, frame, 0, length);
        }
    }

    private boolean drawLoss() {
        double move = chance.nextDouble();
        double loss = chance.nextDouble();
        Impairment.Burst burst = impairment.burst();
        bad = bad ? move >= burst.toGood() : move < burst.toBad();
        return loss < (bad ? burst.badLoss() : impairment.loss());
    }

    private ImpairmentRule ruleFor(byte[] buffer, int offset, int length) {
        if (rules.isEmpty() || !flows.count(buffer, offset, length, inbound)) {
            return null;
        }
        for (ImpairmentRule rule : rules) {
            if (flows.named(rule)) {
                return rule;
            }
        }
        return null;
    }

    private void follow(ImpairmentRule rule, byte[] buffer, int offset, int length, int bit, long nowNs) {
        counts.ruled++;
        long dueNs = nowNs + impairment.delayNs();
        switch (rule.action()) {
            case DROP -> counts.lost++;
            case DELAY -> line.add(dueNs + rule.delayNs(), buffer, offset, length);
            case CORRUPT -> line.add(inOrder(dueNs), corrupt(buffer, offset, length, bit), 0, length);
            case DUPLICATE -> {
                counts.duplicated++;
                dueNs = inOrder(dueNs);
                line.add(dueNs, buffer, offset, length);
                line.add(dueNs, buffer, offset, length);
            }
        }
    }

    /** Jitter does not reorder: a frame is due no sooner than the one before it. */
    private long inOrder(long dueNs) {
        lastDueNs = Math.max(dueNs, lastDueNs);
        return lastDueNs;
    }

    /** When the frame has left by the rate, or -1 when the queue before it is full. */
    private long leave(int length, long nowNs) {
        if (impairment.rateBitsPerSecond() == 0) {
            return nowNs;
        }
        if (line.size() >= impairment.queueLimitFrames()) {
            return -1;
        }
        long durationNs = (length + FRAMING_BYTES) * 8_000_000_000L / impairment.rateBitsPerSecond();
        sentOutNs = Math.max(sentOutNs, nowNs) + durationNs;
        return sentOutNs;
    }

    /** A copy with one bit of the IP packet flipped: a single wrong bit is one that the checksums find. */
    private byte[] corrupt(byte[] buffer, int offset, int length, int bit) {
        counts.corrupted++;
        byte[] frame = Arrays.copyOfRange(buffer, offset, offset + length);
        int bits = 8 * (length - ETHERNET_HEADER);
        if (bits > 0) {
            int at = bit % bits;
            frame[ETHERNET_HEADER + (at >> 3)] ^= (byte) (1 << (at & 7));
        }
        return frame;
    }

    /** The next frame that has arrived, or null. */
    byte[] take(long nowNs) {
        return line.take(nowNs);
    }

    long nextDueNs() {
        return line.nextDueNs();
    }
}
