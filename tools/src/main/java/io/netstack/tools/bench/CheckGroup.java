package io.netstack.tools.bench;

import io.netstack.tools.UsageError;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Promises that are checked together: in memory, by JMH, or beside the kernel. */
enum CheckGroup {
    SYN(true), QUEUES(true), SEGMENTS(true), POLICIES(true), SIMULATION(true), FLOOD(false), BULK(false), HTTP(false);

    private final boolean inMemory;

    CheckGroup(boolean inMemory) {
        this.inMemory = inMemory;
    }

    /** Those of these names, separated by commas, or all when there is none. @throws UsageError when a name is none */
    static Set<CheckGroup> named(String names) {
        Set<CheckGroup> groups = EnumSet.noneOf(CheckGroup.class);
        for (String name : names.isEmpty() ? new String[0] : names.split(",")) {
            groups.add(Stream.of(values()).filter(group -> group.label().equals(name)).findFirst()
                .orElseThrow(() -> new UsageError("--check " + name + ": no such group; there are: "
                    + Stream.of(values()).map(CheckGroup::label).collect(Collectors.joining(", ")))));
        }
        return groups.isEmpty() ? EnumSet.allOf(CheckGroup.class) : groups;
    }

    String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean isInMemory() {
        return inMemory;
    }
}
