package io.netstack.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** The index is a multimap from hash to slots that keeps the hash in a word of the slot. */
class SlotIndexTest {
    private static final int SLOTS = 64;
    private static final int WORD = 1;
    /** Where hashes point to: one place that all crowd behind, one near the end so that they go round it, and two that they run into. */
    private static final int[] HOMES = {0, 0xFE00_0000, 0x0400_0000, 0x0800_0000};

    private final SlotWords words = new SlotWords(SLOTS, 4);
    private final SlotIndex index = new SlotIndex(words, WORD, SLOTS);
    private final Map<Integer, Integer> model = new HashMap<>();

    /** Few places, few tags: long runs of equal and of different hashes, and distances beyond those that a place can tell. */
    private static int hash(SplittableRandom random) {
        return HOMES[random.nextInt(HOMES.length)] | random.nextInt(2) << 10 | random.nextInt(3);
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void whatWasAddedAndNotRemovedIsFound(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        SlotIndexTest world = new SlotIndexTest();
        Set<Integer> hashes = new HashSet<>();
        for (int step = 0; step < 400; step++) {
            int hash = hash(random);
            hashes.add(hash);
            world.toggle(random.nextInt(SLOTS), hash);
            hashes.forEach(world::assertAllAreFound);
        }
        world.model.forEach((slot, hash) -> assertThat(world.index.hash(slot)).isEqualTo(hash));
    }

    private void toggle(int slot, int hash) {
        if (model.containsKey(slot)) {
            index.remove(model.remove(slot), slot);
        } else {
            index.add(hash, slot);
            model.put(slot, hash);
        }
    }

    private void assertAllAreFound(int hash) {
        List<Integer> candidates = new ArrayList<>();
        for (int slot = index.first(hash); slot != SlotIndex.NONE; slot = index.next(slot, hash)) {
            candidates.add(slot);
        }
        List<Integer> wanted = model.entrySet().stream().filter(e -> e.getValue() == hash).map(Map.Entry::getKey).toList();
        assertThat(candidates).as("some bits of a hash are not compared, but a slot cannot be missing").containsAll(wanted)
            .doesNotHaveDuplicates().allMatch(model::containsKey);
        assertThat(index.guess(hash)).as("a guess is the first, or nobody").isIn(index.first(hash), SlotIndex.NONE);
    }

    @Test
    void fullOfRandomHashesItHardlyEverTakesOneForAnotherAndMostGuessesAreRight() {
        int slots = 1 << 12;
        SlotIndex full = new SlotIndex(new SlotWords(slots, 1), 0, slots);
        SplittableRandom random = new SplittableRandom(1);
        int[] hashes = random.ints(slots).toArray();
        for (int slot = 0; slot < slots; slot++) {
            full.add(hashes[slot], slot);
        }
        int wrong = 0;
        int right = 0;
        for (int i = 0; i < slots; i++) {
            right += full.guess(hashes[i]) == i ? 1 : 0;
            wrong += full.first(random.nextInt()) != SlotIndex.NONE ? 1 : 0;
        }
        assertThat((double) wrong / slots).as("a third of all hashes meet one that points where they do, and one in 31 of these is like them")
            .isLessThan(0.04);
        assertThat((double) right / slots).isGreaterThan(0.7);
        for (int slot = 0; slot < slots; slot++) {
            full.remove(hashes[slot], slot);
        }
        assertThat(random.ints(1000).map(full::first)).as("an empty index finds nobody").containsOnly(SlotIndex.NONE);
        assertThat(random.ints(1000).map(full::touch)).as("and no mark is left in it").containsOnly(0);
    }

    @Test
    void oneSlotIsAnIndexToo() {
        SlotIndex one = new SlotIndex(new SlotWords(1, 1), 0, 1);
        one.add(-1, 0);
        assertThat(one.first(-1)).isZero();
        assertThat(one.next(0, -1)).isEqualTo(SlotIndex.NONE);
        one.remove(-1, 0);
        assertThat(one.first(-1)).isEqualTo(SlotIndex.NONE);
    }

    @Test
    void moreSlotsThanFitAreRefused() {
        assertThatThrownBy(() -> new SlotIndex(new SlotWords(1, 1), 0, SlotIndex.MAX_SLOTS * 2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new SlotIndex(new SlotWords(3, 1), 0, 3)).isInstanceOf(IllegalArgumentException.class);
    }
}
