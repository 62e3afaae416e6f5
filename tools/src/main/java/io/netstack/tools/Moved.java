package io.netstack.tools;

import io.netstack.observe.Counter;
import io.netstack.observe.Counters;
import io.netstack.observe.Reason;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/** What is not zero in a stack that started from zero. */
final class Moved {
    private Moved() {
    }

    /** Kernel name to value, in the stack's order. */
    static Map<String, Long> counters(Counters counters) {
        Map<String, Long> moved = new LinkedHashMap<>();
        for (Counter counter : Counter.values()) {
            if (counters.value(counter) != 0) {
                moved.put(counter.kernelName(), counters.value(counter));
            }
        }
        return moved;
    }

    /** Reason to the number of inbound frames that ended in it. */
    static Map<Reason, Long> verdicts(Counters counters) {
        Map<Reason, Long> moved = new EnumMap<>(Reason.class);
        for (Reason reason : Reason.values()) {
            if (reason.kind() == Reason.Kind.FRAME && counters.value(reason) != 0) {
                moved.put(reason, counters.value(reason));
            }
        }
        return moved;
    }
}
