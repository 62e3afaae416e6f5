package io.netstack.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** The index is a multimap from hash to slots that shares one of its words with somebody else. */
class SlotIndexTest {
    private static final int SLOTS = 16;
    private static final int WORD = 1;

    /** Few buckets, few tags: chains of several with equal and with different hashes. */
    private static int hash(SplittableRandom random) {
        return random.nextInt(3) | random.nextInt(2) << 26 | random.nextInt(2) << 10;
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void whatWasAddedAndNotRemovedIsFound(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        SlotWords words = new SlotWords(SLOTS, 4);
        SlotIndex index = new SlotIndex(words, WORD, SLOTS);
        Map<Integer, Integer> model = new HashMap<>();
        for (int step = 0; step < 200; step++) {
            int slot = random.nextInt(SLOTS);
            if (model.containsKey(slot)) {
                index.remove(model.remove(slot), slot);
            } else {
                int hash = hash(random);
                words.set(slot, WORD, words.get(slot, WORD) & ~0xFF | slot);
                index.add(hash, slot);
                model.put(slot, hash);
            }
            assertSame(index, model);
            for (int other = 0; other < SLOTS; other++) {
                assertThat(words.get(other, WORD) & 0xFF).as("the low byte is not ours").isIn(0, other);
            }
        }
    }

    private static void assertSame(SlotIndex index, Map<Integer, Integer> model) {
        for (int bits = 0; bits < 12; bits++) {
            int hash = bits % 3 | (bits / 3 & 1) << 26 | (bits / 6 & 1) << 10;
            List<Integer> candidates = new ArrayList<>();
            for (int slot = index.first(hash); slot != SlotIndex.NONE; slot = index.next(slot, hash)) {
                candidates.add(slot);
            }
            List<Integer> wanted = model.entrySet().stream().filter(e -> e.getValue() == hash).map(Map.Entry::getKey).toList();
            assertThat(candidates).as("some bits of a hash are not compared, a slot cannot be missing").containsAll(wanted).doesNotHaveDuplicates();
            assertThat(candidates).allMatch(model::containsKey);
            assertThat(candidates.stream().filter(slot -> model.get(slot) != hash).count()).isLessThanOrEqualTo(1);
        }
        model.forEach((slot, hash) -> assertThat(index.hash(slot)).isEqualTo(hash));
    }

    @Test
    void moreSlotsThanFitAreRefused() {
        assertThatThrownBy(() -> new SlotIndex(new SlotWords(1, 1), 0, SlotIndex.MAX_SLOTS * 2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new SlotIndex(new SlotWords(3, 1), 0, 3)).isInstanceOf(IllegalArgumentException.class);
    }
}
