package io.netstack.tools.experiment;

import io.netstack.observe.Counters;
import io.netstack.observe.Reason;
import java.util.EnumSet;
import java.util.Set;

/** Which reasons say that a listener had no room for somebody, under every policy: kernels count them in different ways, or not at all. */
final class TurnedAway {
    private static final Set<Reason> REASONS = EnumSet.noneOf(Reason.class);

    static {
        for (Reason reason : Reason.values()) {
            String name = reason.name();
            boolean frame = reason.kind() == Reason.Kind.FRAME && (name.startsWith("SYN_DROP") || name.startsWith("SYN_RESET")
                || name.contains("ACCEPT_QUEUE_FULL") || name.contains("POOL_FULL") || name.startsWith("ACK_REFUSED")
                || name.startsWith("COOKIE_ACK_REFUSED") || name.endsWith("GATE_DROP") || name.equals("SEGMENT_DROP_QUEUE_FULL"));
            if (frame || reason == Reason.ACCEPT_HEAD_RESET || reason == Reason.PARKED_RESET) {
                REASONS.add(reason);
            }
        }
    }

    private TurnedAway() {
    }

    static boolean is(Reason reason) {
        return REASONS.contains(reason);
    }

    static long count(Counters counters) {
        long count = 0;
        for (Reason reason : REASONS) {
            count += counters.value(reason);
        }
        return count;
    }
}
