package io.netstack.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Lists over slot numbers are lists: whatever is appended, inserted or taken from the middle, they read the same in both directions. */
class SlotListsTest {
    private static final int SLOTS = 12;
    private static final int LISTS = 3;

    @Property(edgeCases = EdgeCasesMode.NONE)
    void theyAreTheListsOfTheModel(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        SlotLists lists = new SlotLists(SLOTS, LISTS);
        List<List<Integer>> model = new ArrayList<>();
        for (int list = 0; list < LISTS; list++) {
            model.add(new ArrayList<>());
        }
        int[] home = new int[SLOTS];
        java.util.Arrays.fill(home, -1);
        for (int step = 0; step < 150; step++) {
            int slot = random.nextInt(SLOTS);
            if (home[slot] >= 0) {
                lists.remove(home[slot], slot);
                model.get(home[slot]).remove((Integer) slot);
                home[slot] = -1;
            } else {
                int list = random.nextInt(LISTS);
                lists.append(list, slot);
                model.get(list).add(slot);
                home[slot] = list;
            }
            for (int list = 0; list < LISTS; list++) {
                assertThat(forward(lists, list)).isEqualTo(model.get(list));
                assertThat(backward(lists, list)).isEqualTo(model.get(list).reversed());
                assertThat(lists.length(list)).isEqualTo(model.get(list).size());
            }
        }
    }

    private static List<Integer> forward(SlotLists lists, int list) {
        List<Integer> slots = new ArrayList<>();
        for (int slot = lists.first(list); slot != SlotLists.NONE; slot = lists.next(slot)) {
            slots.add(slot);
        }
        return slots;
    }

    private static List<Integer> backward(SlotLists lists, int list) {
        List<Integer> slots = new ArrayList<>();
        for (int slot = lists.last(list); slot != SlotLists.NONE; slot = lists.previous(slot)) {
            slots.add(slot);
        }
        return slots;
    }
}
