package io.netstack.tools.live;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KernelJiffiesTest {

    @ParameterizedTest(name = "{0} s after boot: {1} s")
    @CsvSource({"10, 0", "277, 0", "300, 122", "413.5, 8.5", "422, 0", "1e6, 0"})
    void aScriptWaitsOnlyWhenItCouldMeetTheTwoMinutesAfterFive(double uptimeSeconds, double waitSeconds) {
        assertThat(KernelJiffies.secondsToWait(uptimeSeconds)).isEqualTo(waitSeconds);
    }
}
