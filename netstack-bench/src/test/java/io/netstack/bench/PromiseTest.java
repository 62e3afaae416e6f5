package io.netstack.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PromiseTest {

    @Test
    void aPromiseIsKeptUpToItsLimitAndNotBeyond() {
        assertThat(Promise.atMost("a / b", 1.3, 1.3, "x").isKept()).isTrue();
        assertThat(Promise.atMost("a / b", 1.31, 1.3, "x").isKept()).isFalse();
        assertThat(Promise.atLeast("frames", 3, 3, "M/s").isKept()).isTrue();
        assertThat(Promise.atLeast("frames", 2.9, 3, "M/s").isKept()).isFalse();
    }

    @Test
    void itsLineSaysWhatWasFoundAndWhatWasPromised() {
        assertThat(Promise.atMost("a / b", 1.5, 1.3, "x").line()).startsWith("MISSED   a / b ").endsWith(" 1.50 x    at most 1.3");
        assertThat(Promise.atLeast("frames", 4.25, 3, "M/s").line()).startsWith("kept     frames ").endsWith(" 4.25 M/s  at least 3");
    }

    @Test
    void itsJsonNamesTheKindOfLimit() {
        assertThat(Promise.atMost("a / b", 1.5, 1.3, "x").json())
            .isEqualTo("{\"what\":\"a / b\",\"value\":1.5,\"unit\":\"x\",\"atMost\":1.3}");
        assertThat(Promise.atLeast("frames", 4, 3, "M/s").json()).contains("\"atLeast\":3.0");
    }

    @Test
    void groupsAreNamedAsOnTheCommandLine() {
        assertThat(Group.labels()).containsExactly("syn", "queues", "segments", "policies", "simulation");
        assertThat(Group.named("queues")).isSameAs(Group.QUEUES);
        assertThatThrownBy(() -> Group.named("speed")).isInstanceOf(IllegalArgumentException.class)
            .hasMessage("no group 'speed': one of syn, queues, segments, policies, simulation");
    }

    @Test
    void theSimulatedWorldIsTheSameInEachIteration() {
        assertThat(SimulatedFlood.frames(1)).isEqualTo(SimulatedFlood.frames(1)).isGreaterThan(150_000);
    }
}
