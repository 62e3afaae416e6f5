package io.netstack.tools.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AcceptPlanTest {
    @ParameterizedTest
    @CsvSource({"1/s,1000000000", "5/s,200000000", "0.5/s,2000000000", "999999999/s,1"})
    void aRateIsAnInterval(String text, long intervalNs) {
        assertThat(AcceptPlan.of(text).intervalNs()).isEqualTo(intervalNs);
    }

    @Test
    void nobodyAndAtOnceHaveWords() {
        assertThat(AcceptPlan.of("none").never()).isTrue();
        assertThat(AcceptPlan.of("immediate").immediate()).isTrue();
        assertThat(AcceptPlan.of("5/s").never()).isFalse();
        assertThat(AcceptPlan.of("5/s").immediate()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "sometimes", "5", "5/m", "-1/s", "/s"})
    void anythingElseIsRefusedWithAnExample(String text) {
        assertThatThrownBy(() -> AcceptPlan.of(text)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("5/s");
    }

    @Test
    void aRateOfNothingIsRefused() {
        assertThatThrownBy(() -> AcceptPlan.of("0/s")).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("none");
    }
}
