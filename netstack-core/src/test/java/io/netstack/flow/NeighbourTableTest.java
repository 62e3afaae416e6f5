package io.netstack.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Who is known, who is being asked for, and what waits for them; with addresses that crowd the same few cells. */
class NeighbourTableTest {
    private static final long SECOND = NeighbourTable.REQUEST_INTERVAL_NS;
    private static final int NEIGHBOUR = 0xC612_0007;
    private static final byte[] FRAME = {1, 2, 3, 4, 5};

    private final NeighbourTable table = new NeighbourTable();

    // ---- the model

    private static final class Entry {
        long mac = NeighbourTable.UNRESOLVED;
        int requests;
        long nextRequestNs;
        final ArrayDeque<Byte> held = new ArrayDeque<>();
    }

    /** The 24 addresses whose first cell is one of 1021..1023 and 0..2: they collide, and their runs cross the end of the table. */
    private static int crowdedAddress(int i) {
        int inverse = 0x9E37_79B1;
        for (int k = 0; k < 5; k++) {
            inverse *= 2 - 0x9E37_79B1 * inverse;
        }
        int home = 1021 + i % 6 & 1023;
        return (home << 22 | 1 + i / 6) * inverse;
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void itIsTheMapOfTheModel(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        NeighbourTable tested = new NeighbourTable();
        Map<Integer, Entry> model = new HashMap<>();
        long now = 0;
        for (int step = 0; step < 200; step++) {
            int address = crowdedAddress(random.nextInt(24));
            switch (random.nextInt(6)) {
                case 0 -> {
                    tested.learn(address, step);
                    model.computeIfAbsent(address, a -> new Entry()).mac = step;
                }
                case 1 -> {
                    Entry entry = model.get(address);
                    assertThat(tested.isAskedFor(address)).isEqualTo(entry != null && entry.mac == NeighbourTable.UNRESOLVED);
                }
                case 2, 3 -> hold(tested, model, address, (byte) step, now);
                case 4 -> takeHeld(tested, model, address);
                default -> {
                    now += random.nextLong(2 * SECOND);
                    fireTimers(tested, model, now);
                }
            }
            for (int i = 0; i < 24; i++) {
                Entry entry = model.get(crowdedAddress(i));
                assertThat(tested.macOf(crowdedAddress(i))).isEqualTo(entry == null ? NeighbourTable.UNRESOLVED : entry.mac);
            }
            assertThat(tested.nextDeadlineNs()).isEqualTo(model.values().stream().filter(e -> e.mac == NeighbourTable.UNRESOLVED)
                .mapToLong(e -> e.nextRequestNs).min().orElse(DeadlineList.NEVER));
        }
    }

    private static void hold(NeighbourTable tested, Map<Integer, Entry> model, int address, byte frame, long now) {
        boolean fresh = !model.containsKey(address);
        Entry entry = model.computeIfAbsent(address, a -> new Entry());
        if (fresh) {
            entry.requests = 1;
            entry.nextRequestNs = now + SECOND;
        }
        entry.held.add(frame);
        if (entry.held.size() > NeighbourTable.MAX_HELD_FRAMES) {
            entry.held.remove();
        }
        assertThat(tested.hold(address, new byte[] {99, frame, 99}, 1, 1, now)).isEqualTo(fresh);
    }

    private static void takeHeld(NeighbourTable tested, Map<Integer, Entry> model, int address) {
        Entry entry = model.get(address);
        byte[][] frames = tested.takeHeld(address);
        if (entry == null || entry.held.isEmpty()) {
            assertThat(frames).isNull();
            return;
        }
        assertThat(Stream.of(frames).filter(Objects::nonNull).map(frame -> frame[0])).containsExactlyElementsOf(entry.held);
        entry.held.clear();
    }

    private static void fireTimers(NeighbourTable tested, Map<Integer, Entry> model, long now) {
        for (int address = tested.takeDueRequest(now); address != 0; address = tested.takeDueRequest(now)) {
            Entry entry = model.get(address);
            assertThat(entry).isNotNull();
            assertThat(entry.mac).isEqualTo(NeighbourTable.UNRESOLVED);
            assertThat(entry.nextRequestNs).isLessThanOrEqualTo(now);
            assertThat(entry.requests).isLessThan(NeighbourTable.MAX_REQUESTS);
            entry.requests++;
            entry.nextRequestNs = now + SECOND;
        }
        model.values().removeIf(e -> e.mac == NeighbourTable.UNRESOLVED
            && e.requests >= NeighbourTable.MAX_REQUESTS && e.nextRequestNs <= now);
        assertThat(model.values()).as("whoever was due has been asked or forgotten")
            .noneMatch(e -> e.mac == NeighbourTable.UNRESOLVED && e.nextRequestNs <= now);
    }

    // ---- single rules

    @Test
    void aNeighbourIsAskedThreeTimesASecondApartAndThenForgottenWithItsFrames() {
        assertThat(table.hold(NEIGHBOUR, FRAME, 0, 5, 0)).as("the first frame asks at once").isTrue();
        assertThat(table.hold(NEIGHBOUR, FRAME, 0, 5, 1)).as("the next ones wait with it").isFalse();
        assertThat(table.takeDueRequest(SECOND - 1)).isZero();
        assertThat(table.takeDueRequest(SECOND)).isEqualTo(NEIGHBOUR);
        assertThat(table.takeDueRequest(SECOND)).isZero();
        assertThat(table.takeDueRequest(2 * SECOND)).isEqualTo(NEIGHBOUR);
        assertThat(table.takeDueRequest(3 * SECOND)).isZero();
        assertThat(table.nextDeadlineNs()).isEqualTo(DeadlineList.NEVER);
        assertThat(table.takeHeld(NEIGHBOUR)).isNull();
        assertThat(table.hold(NEIGHBOUR, FRAME, 0, 5, 4 * SECOND)).as("asked for anew").isTrue();
    }

    @Test
    void theFramesThatWaitAreTheLastFew() {
        for (byte i = 0; i < 7; i++) {
            table.hold(NEIGHBOUR, new byte[] {i}, 0, 1, 0);
        }
        assertThat(table.takeHeld(NEIGHBOUR)).isDeepEqualTo(new byte[][] {{3}, {4}, {5}, {6}});
    }

    @Test
    void aStrangerIsNotAskedFor() {
        assertThat(table.isAskedFor(NEIGHBOUR)).isFalse();
        assertThat(table.macOf(NEIGHBOUR)).isEqualTo(NeighbourTable.UNRESOLVED);
    }

    @Test
    void aNeighbourIsAskedForFromItsFirstHeldFrameToItsAnswer() {
        table.hold(NEIGHBOUR, new byte[1], 0, 1, 0);
        assertThat(table.isAskedFor(NEIGHBOUR)).isTrue();
        table.learn(NEIGHBOUR, 7);
        assertThat(table.isAskedFor(NEIGHBOUR)).isFalse();
    }

    @Test
    void aFloodOfStrangersDoesNotPushOutWhoIsKnown() {
        for (int known = 1; known <= 100; known++) {
            table.learn(known, known);
        }
        for (int stranger = 1000; stranger < 6000; stranger++) {
            assertThat(table.hold(stranger, FRAME, 0, 5, 0)).as("stranger %d gets its turn", stranger).isTrue();
        }
        for (int known = 1; known <= 100; known++) {
            assertThat(table.macOf(known)).isEqualTo(known);
        }
        assertThat(table.takeHeld(5999)).isNotNull();
    }

    @Test
    void aTableFullOfKnownNeighboursTakesNoMore() {
        for (int known = 1; known <= 3000; known++) {
            table.learn(known, known);
        }
        long stored = Stream.iterate(1, i -> i + 1).limit(3000).filter(i -> table.macOf(i) == i).count();
        assertThat(stored).isBetween(1000L, 1024L);
        assertThat(table.hold(9999, FRAME, 0, 5, 0)).as("nobody to ask for").isFalse();
        assertThat(table.nextDeadlineNs()).isEqualTo(DeadlineList.NEVER);
    }
}
