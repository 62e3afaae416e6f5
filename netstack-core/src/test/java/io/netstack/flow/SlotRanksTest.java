package io.netstack.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An order by arrival is a list from which slots leave anywhere, and whose elements are found by index. */
class SlotRanksTest {

    @Property(edgeCases = EdgeCasesMode.NONE)
    void itIsTheListOfTheModel(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int slots = 1 + random.nextInt(300);
        SlotRanks ranks = new SlotRanks(new int[slots]);
        List<Integer> model = new ArrayList<>();
        List<Integer> free = freeSlots(slots);
        int wanted = 0;
        for (int step = 0; step < 2000; step++) {
            if (step % 100 == 0) {
                wanted = random.nextInt(slots + 1);
            }
            if (model.size() <= wanted && !free.isEmpty()) {
                int slot = free.remove(random.nextInt(free.size()));
                ranks.append(slot);
                model.add(slot);
            } else if (!model.isEmpty()) {
                int rank = random.nextInt(model.size());
                ranks.remove(model.get(rank));
                free.add(model.remove(rank));
            }
            assertThat(ranks.length()).isEqualTo(model.size());
            if (step % 20 == 0) {
                assertSame(ranks, model);
            }
        }
    }

    private static List<Integer> freeSlots(int slots) {
        List<Integer> free = new ArrayList<>();
        for (int slot = 0; slot < slots; slot++) {
            free.add(slot);
        }
        return free;
    }

    private static void assertSame(SlotRanks ranks, List<Integer> model) {
        for (int rank = 0; rank < model.size(); rank++) {
            assertThat(ranks.at(rank)).as("rank %d of %d", rank, model.size()).isEqualTo(model.get(rank));
        }
    }

    /** As many as fill some blocks, exactly and not quite: each by lot gives way to a newcomer, until all have. */
    @ParameterizedTest(name = "{0} slots")
    @ValueSource(ints = {4095, 4096, 10_000})
    void anOrderOfSeveralBlocksKeepsItsRanks(int slots) {
        SplittableRandom random = new SplittableRandom(slots);
        SlotRanks ranks = new SlotRanks(new int[slots]);
        List<Integer> model = new ArrayList<>(freeSlots(slots));
        model.forEach(ranks::append);
        assertSame(ranks, model);
        for (int i = 0; i < 3 * slots; i++) {
            int rank = random.nextInt(slots);
            int slot = ranks.at(rank);
            assertThat(slot).isEqualTo(model.remove(rank));
            ranks.remove(slot);
            ranks.append(slot);
            model.add(slot);
        }
        assertSame(ranks, model);
    }

    @Test
    void oneAfterTheOtherThroughTheSamePlaceIsAlwaysTheFirst() {
        SlotRanks ranks = new SlotRanks(new int[1]);
        for (int i = 0; i < 1000; i++) {
            ranks.append(0);
            assertThat(ranks.at(0)).isZero();
            ranks.remove(0);
        }
        assertThat(ranks.length()).isZero();
    }
}
