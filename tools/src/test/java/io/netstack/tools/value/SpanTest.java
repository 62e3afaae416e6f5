package io.netstack.tools.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SpanTest {
    @ParameterizedTest
    @CsvSource({"0,0", "100ms,100000000", "4s,4000000000", "1.5s,1500000000", "2m,120000000000", "1h,3600000000000", "250us,250000",
        "7ns,7", "24h,86400000000000"})
    void aDurationIsANumberAndAUnit(String text, long ns) {
        assertThat(Span.of(text).ns()).isEqualTo(ns);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "4", "s", "-1s", "4 s", "1e3s", "4sec", "1.s", ".5s", "1234567890123456s"})
    void anythingElseIsRefusedWithAnExample(String text) {
        assertThatThrownBy(() -> Span.of(text)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("100ms");
    }

    @ParameterizedTest
    @ValueSource(strings = {"25h", "999999999s", "999999999999s"})
    void moreThanADayIsRefused(String text) {
        assertThatThrownBy(() -> Span.of(text)).isInstanceOf(IllegalArgumentException.class).hasMessage("longer than a day");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "100ms", "4s", "1500ms", "2m", "1h", "250us", "7ns", "2027180us", "1234567890123ns"})
    void aDurationIsPrintedAsItWouldBeWritten(String text) {
        assertThat(Span.of(text).toString()).isEqualTo(text);
    }
}
