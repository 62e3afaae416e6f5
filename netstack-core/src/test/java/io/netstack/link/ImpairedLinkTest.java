package io.netstack.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.netstack.wire.SampleFrames;
import io.netstack.wire.TcpFlags;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** What a bad network does to frames, in the test's own time. */
class ImpairedLinkTest {
    private static final long MS = 1_000_000L;

    private final NumberedLink inner = new NumberedLink();
    private long nowNs = 5 * MS;

    private ImpairedLink link(Impairment impairment, String... rules) {
        return link(impairment, 1, rules);
    }

    private ImpairedLink link(Impairment impairment, long seed, String... rules) {
        return new ImpairedLink(inner, impairment, impairment, Arrays.stream(rules).map(ImpairmentRule::parse).toList(), seed, () -> nowNs);
    }

    /** A frame that carries a number. */
    private static byte[] frame(int number) {
        byte[] frame = new byte[60];
        frame[20] = (byte) (number >> 8);
        frame[21] = (byte) number;
        return frame;
    }

    private static int number(byte[] frame) {
        return (frame[20] & 0xFF) << 8 | frame[21] & 0xFF;
    }

    /** Sends numbered frames through a link, one per step of time, and lets all come out at the other end. */
    private List<Integer> through(ImpairedLink link, int count, long stepNs) {
        for (int i = 0; i < count; i++) {
            link.send(frame(i), 0, 60);
            nowNs += stepNs;
            link.poll((b, offset, length) -> { }, 10);
        }
        while (link.nextDueNs() != Long.MAX_VALUE) {
            nowNs = Math.max(nowNs, link.nextDueNs());
            link.poll((b, offset, length) -> { }, 10);
        }
        return inner.sent.stream().map(ImpairedLinkTest::number).toList();
    }

    @Test
    void aPerfectNetworkIsTheInnerLink() {
        assertThat(through(link(Impairment.NONE), 5, 0)).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void aDelayedFrameComesOutWhenItIsDueAndNotBefore() {
        ImpairedLink link = link(Impairment.NONE.withDelay(10 * MS, 0));
        link.send(frame(7), 0, 60);
        assertThat(link.nextDueNs()).isEqualTo(15 * MS);
        nowNs = 15 * MS - 1;
        link.poll((b, offset, length) -> { }, 10);
        assertThat(inner.sent).isEmpty();
        nowNs = 15 * MS;
        link.poll((b, offset, length) -> { }, 10);
        assertThat(inner.sent).hasSize(1);
        assertThat(link.nextDueNs()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void anInboundFrameReachesTheHandlerWhenItIsDue() {
        ImpairedLink link = link(Impairment.NONE.withDelay(10 * MS, 0));
        List<Integer> seen = new ArrayList<>();
        inner.waiting.add(frame(3));
        assertThat(link.poll((b, offset, length) -> seen.add(number(b)), 10)).isZero();
        nowNs += 10 * MS;
        assertThat(link.poll((b, offset, length) -> seen.add(number(b)), 10)).isOne();
        assertThat(seen).containsExactly(3);
    }

    @Test
    void theOwnerSleepsNoLongerThanUntilAFrameIsDue() {
        ImpairedLink link = link(Impairment.NONE.withDelay(10 * MS, 0));
        link.send(frame(1), 0, 60);
        link.await(Long.MAX_VALUE);
        assertThat(inner.awaitedUntilNs).isEqualTo(15 * MS);
        nowNs = 15 * MS;
        inner.awaitedUntilNs = -1;
        link.await(Long.MAX_VALUE);
        assertThat(inner.awaitedUntilNs).as("a frame is due: no sleep").isEqualTo(-1);
    }

    @Property(tries = 30)
    void jitterAloneKeepsTheOrder(@ForAll long seed, @ForAll @IntRange(max = 20) int jitterMs) {
        inner.sent.clear();
        List<Integer> order = through(link(Impairment.NONE.withDelay(5 * MS, jitterMs * MS), seed), 200, MS);
        assertThat(order).hasSize(200).isSorted();
    }

    @Property(tries = 30)
    void reorderingLosesNothing(@ForAll long seed, @ForAll @DoubleRange(min = 0.05, max = 0.9) double p) {
        inner.sent.clear();
        List<Integer> order = through(link(Impairment.NONE.withReorder(p, 3 * MS), seed), 300, MS);
        assertThat(order).hasSize(300).doesNotHaveDuplicates();
        assertThat(order).isNotEqualTo(order.stream().sorted().toList());
    }

    @Property(tries = 20)
    void asManyAreLostAsTheProbabilitySays(@ForAll long seed, @ForAll @DoubleRange(max = 1) double p) {
        inner.sent.clear();
        ImpairedLink link = link(Impairment.NONE.withLoss(p), seed);
        int arrived = through(link, 4000, 0).size();
        assertThat(1 - arrived / 4000.0).isCloseTo(p, within(0.05));
        assertThat(link.outboundCounts().lost() + arrived).isEqualTo(4000);
    }

    @Property(tries = 20)
    void burstsAreAsLongAsTheChainSays(@ForAll long seed) {
        inner.sent.clear();
        List<Integer> arrived = through(link(Impairment.NONE.withBurst(0.01, 0.2, 1), seed), 60_000, 0);
        int bursts = 0;
        int expected = 0;
        for (int number : arrived) {
            bursts += number == (expected & 0xFFFF) ? 0 : 1;
            expected = number + 1;
        }
        double lost = 60_000 - arrived.size();
        assertThat(lost / bursts).as("mean burst").isCloseTo(5, within(1.2));
        assertThat(lost / 60_000).as("share of the bad state").isCloseTo(0.01 / (0.01 + 0.2), within(0.02));
    }

    @Property(tries = 20)
    void theSameSeedGivesTheSameFate(@ForAll long seed) {
        Impairment all = Impairment.NONE.withLoss(0.1).withBurst(0.02, 0.3, 0.8).withDelay(2 * MS, 4 * MS).withReorder(0.1, 3 * MS)
            .withDuplicate(0.1).withCorrupt(0.1);
        inner.sent.clear();
        through(link(all, seed), 300, MS);
        List<byte[]> first = List.copyOf(inner.sent);
        inner.sent.clear();
        nowNs = 5 * MS;
        through(link(all, seed), 300, MS);
        assertThat(inner.sent).usingRecursiveComparison().isEqualTo(first);
    }

    @Property(tries = 20)
    void corruptionFlipsOneBitBehindTheEthernetHeader(@ForAll long seed) {
        inner.sent.clear();
        link(Impairment.NONE.withCorrupt(1), seed).send(frame(0), 0, 60);
        byte[] got = inner.sent.getFirst();
        int flipped = 0;
        for (int i = 0; i < 60; i++) {
            int bits = Integer.bitCount(got[i] & 0xFF);
            flipped += bits;
            assertThat(i < 14 ? bits : 0).isZero();
        }
        assertThat(flipped).isOne();
    }

    @Property(tries = 20)
    void asManyComeTwiceAsTheProbabilitySays(@ForAll long seed, @ForAll @DoubleRange(max = 1) double p) {
        inner.sent.clear();
        ImpairedLink link = link(Impairment.NONE.withDuplicate(p), seed);
        List<Integer> arrived = through(link, 4000, 0);
        assertThat(arrived.stream().distinct().count()).isEqualTo(4000);
        assertThat((arrived.size() - 4000) / 4000.0).isCloseTo(p, within(0.05));
        assertThat(link.outboundCounts().duplicated()).isEqualTo(arrived.size() - 4000);
    }

    @Test
    void framesLeaveAtTheRateAndTheQueueHasAnEnd() {
        // 60 bytes and 24 of framing at 84 kB/s: a millisecond each.
        ImpairedLink link = link(Impairment.NONE.withRate(672_000, 4));
        for (int i = 0; i < 6; i++) {
            link.send(frame(i), 0, 60);
        }
        assertThat(link.outboundCounts().queueDropped()).isEqualTo(2);
        for (int i = 1; i <= 4; i++) {
            assertThat(link.nextDueNs()).isEqualTo((5 + i) * MS);
            nowNs = link.nextDueNs();
            link.poll((b, offset, length) -> { }, 10);
        }
        assertThat(inner.sent).hasSize(4);
    }

    // ---- rules

    private static byte[] segment(int clientPort, boolean inbound, int flags, int dataLength) {
        byte[] data = new byte[dataLength];
        return inbound ? SampleFrames.tcp(clientPort, 80, 1, 1, flags, new byte[0], data)
            : SampleFrames.tcp(SampleFrames.SERVER_IP, SampleFrames.CLIENT_IP, 80, clientPort, 1, 1, flags, new byte[0], data);
    }

    private void in(ImpairedLink link, int port, int flags, int dataLength) {
        inner.waiting.add(segment(port, true, flags, dataLength));
        link.poll((b, offset, length) -> { }, 10);
    }

    private int out(ImpairedLink link, int port, int flags, int dataLength) {
        int before = inner.sent.size();
        byte[] frame = segment(port, false, flags, dataLength);
        link.send(frame, 0, frame.length);
        return inner.sent.size() - before;
    }

    @Test
    void theSecondSynAckOfTheThirdFlowIsDroppedAndNothingElse() {
        ImpairedLink link = link(Impairment.NONE, "drop the 2nd SYN-ACK of flow 3");
        for (int port = 1001; port <= 1004; port++) {
            in(link, port, TcpFlags.SYN, 0);
        }
        for (int round = 1; round <= 3; round++) {
            for (int port = 1001; port <= 1004; port++) {
                assertThat(out(link, port, TcpFlags.SYN | TcpFlags.ACK, 0)).isEqualTo(round == 2 && port == 1003 ? 0 : 1);
            }
        }
        assertThat(link.outboundCounts().ruled()).isOne();
    }

    @Test
    void aRuleWithoutAFlowIsForEachFlowByItself() {
        ImpairedLink link = link(Impairment.NONE, "drop the 1st data out");
        assertThat(out(link, 1001, TcpFlags.ACK, 10)).isZero();
        assertThat(out(link, 1002, TcpFlags.ACK, 10)).isZero();
        assertThat(out(link, 1001, TcpFlags.ACK, 10)).isOne();
    }

    @Test
    void aRuleForAnySegmentCountsAll() {
        ImpairedLink link = link(Impairment.NONE, "drop the 3rd any out");
        assertThat(out(link, 1001, TcpFlags.ACK, 0)).isOne();
        assertThat(out(link, 1001, TcpFlags.ACK, 10)).isOne();
        assertThat(out(link, 1001, TcpFlags.ACK | TcpFlags.FIN, 10)).isZero();
    }

    @Test
    void aRuleDuplicatesDelaysAndGoesBeforeChance() {
        ImpairedLink link = link(Impairment.NONE.withLoss(1), "duplicate the 1st fin out", "delay 50ms the 2nd fin out");
        assertThat(out(link, 1001, TcpFlags.ACK | TcpFlags.FIN, 0)).isEqualTo(2);
        assertThat(out(link, 1001, TcpFlags.ACK | TcpFlags.FIN, 0)).isZero();
        assertThat(link.nextDueNs()).isEqualTo(nowNs + 50 * MS);
        assertThat(out(link, 1001, TcpFlags.ACK | TcpFlags.FIN, 0)).as("chance again").isZero();
    }

    @Test
    void aRuleForOneDirectionLeavesTheOtherAlone() {
        ImpairedLink link = link(Impairment.NONE, "drop every data in of flow 1", "corrupt the 1st data out");
        int[] seen = new int[1];
        inner.waiting.add(segment(1001, true, TcpFlags.ACK, 10));
        link.poll((b, offset, length) -> seen[0]++, 10);
        inner.waiting.add(segment(1002, true, TcpFlags.ACK, 10));
        link.poll((b, offset, length) -> seen[0]++, 10);
        assertThat(seen[0]).as("of flow 2").isOne();
        byte[] right = segment(1001, false, TcpFlags.ACK, 10);
        assertThat(out(link, 1001, TcpFlags.ACK, 10)).isOne();
        assertThat(Arrays.mismatch(inner.sent.getLast(), right)).as("a wrong bit").isGreaterThanOrEqualTo(14);
        assertThat(out(link, 1001, TcpFlags.ACK, 10)).isOne();
        assertThat(inner.sent.getLast()).isEqualTo(right);
    }

    @Test
    void whatIsNoRuleIsAnsweredByWhatWouldBe() {
        assertThatThrownBy(() -> ImpairmentRule.parse("lose some")).isInstanceOf(IllegalArgumentException.class)
            .hasMessage("'lose some' is no rule such as 'drop the 2nd syn-ack of flow 3' or 'delay 50ms every data in'");
        assertThat(ImpairmentRule.parse("delay 2 s every data in of flow 9"))
            .isEqualTo(new ImpairmentRule(ImpairmentRule.Action.DELAY, 2000 * MS, ImpairmentRule.EVERY, SegmentKind.DATA,
                ImpairmentRule.Direction.IN, 9));
    }

    @Test
    void aProbabilityBeyondOneIsRefused() {
        assertThatThrownBy(() -> Impairment.NONE.withLoss(1.1)).hasMessageContaining("outside 0..1");
    }

    /** A link that gives what it was handed and keeps what it was sent. */
    private static final class NumberedLink implements Link {
        private final List<byte[]> waiting = new ArrayList<>();
        private final List<byte[]> sent = new ArrayList<>();
        private long awaitedUntilNs;

        @Override
        public int poll(FrameHandler handler, int limit) {
            int count = waiting.size();
            waiting.forEach(frame -> handler.onFrame(frame, 0, frame.length));
            waiting.clear();
            return count;
        }

        @Override
        public void await(long untilNs) {
            awaitedUntilNs = untilNs;
        }

        @Override
        public void wake() {
            awaitedUntilNs = 0;
        }

        @Override
        public boolean send(byte[] frame, int offset, int length) {
            return sent.add(Arrays.copyOfRange(frame, offset, offset + length));
        }

        @Override
        public LinkCapabilities capabilities() {
            return new LinkCapabilities(1500, 1, false);
        }

        @Override
        public void close() {
            sent.clear();
        }
    }
}
