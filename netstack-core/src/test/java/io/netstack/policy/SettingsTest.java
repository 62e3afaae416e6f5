package io.netstack.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Settings come under the system's own names; what is wrong with one is said in one line. */
class SettingsTest {
    private final LinuxPolicy linux = new LinuxPolicy();

    private Settings with(String name, String value) {
        return Settings.of(linux, Map.of(name, value));
    }

    @Test
    void withoutAChoiceEverySettingHasItsDefault() {
        Settings settings = Settings.defaults(linux);
        for (Setting setting : linux.settings()) {
            assertThat(settings.has(setting.name())).isTrue();
            for (int i = 0; i < setting.defaults().size(); i++) {
                assertThat(settings.value(setting.name(), i)).as(setting.name()).isEqualTo(setting.defaults().get(i));
                assertThat(setting.defaults().get(i)).as("%s within its range", setting.name()).isBetween(setting.min(), setting.max());
            }
        }
        assertThat(settings.has("no_such_setting")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp_syncookies", "net.ipv4.tcp_syncookies"})
    void aSettingIsChosenByItsShortAndItsFullName(String name) {
        assertThat(with(name, "2").intValue("tcp_syncookies")).isEqualTo(2);
    }

    @Test
    void severalNumbersAreSeparatedBySpacesOrCommas() {
        for (String text : new String[] {"1 2 3", "1,2,3", " 1\t2,  3 "}) {
            Settings settings = with("tcp_rmem", text);
            assertThat(new long[] {settings.value("tcp_rmem", 0), settings.value("tcp_rmem", 1), settings.value("tcp_rmem", 2)})
                .containsExactly(1, 2, 3);
        }
    }

    @Test
    void aSwitchIsOnUnlessZero() {
        assertThat(with("tcp_sack", "0").on("tcp_sack")).isFalse();
        assertThat(with("tcp_sack", "1").on("tcp_sack")).isTrue();
    }

    @ParameterizedTest(name = "{0}={1}")
    @CsvSource(value = {
        "tcp_syncookies | 3 | tcp_syncookies=3: must be a number from 0 to 2",
        "tcp_syncookies | -1 | tcp_syncookies=-1: must be a number from 0 to 2",
        "tcp_syncookies | yes | tcp_syncookies=yes: must be a number from 0 to 2",
        "tcp_syncookies | '' | tcp_syncookies=: must be a number from 0 to 2",
        "tcp_syncookies | 1 1 | tcp_syncookies=1 1: must be a number from 0 to 2",
        "net.core.somaxconn | 2147483648 | somaxconn=2147483648: must be a number from 0 to 2147483647",
        "somaxconn | 99999999999999999999 | somaxconn=99999999999999999999: must be a number from 0 to 2147483647",
        "tcp_rmem | 4096 | tcp_rmem=4096: must be 3 numbers from 1 to 2147483647"}, delimiter = '|')
    void aValueThatIsNotAllowedIsRefusedWithWhatWouldBe(String name, String value, String message) {
        assertThatIllegalArgumentException().isThrownBy(() -> with(name, value)).withMessage(message);
    }

    @Test
    void anUnknownSettingIsRefusedWithTheOnesThereAre() {
        assertThatIllegalArgumentException().isThrownBy(() -> with("tcp_sincookies", "1"))
            .withMessageStartingWith("policy linux-6.18 has no setting 'tcp_sincookies'; it has: "
                + "somaxconn, tcp_max_syn_backlog, tcp_syncookies,");
    }

    @Test
    void askingForAnUnknownSettingIsTheCallersMistake() {
        assertThatIllegalArgumentException().isThrownBy(() -> Settings.defaults(linux).value("nonsense")).withMessageContaining("nonsense");
    }

    @Test
    void everySettingExplainsItself() {
        assertThat(linux.settings()).extracting(Setting::name).doesNotHaveDuplicates();
        for (Setting setting : linux.settings()) {
            assertThat(setting.meaning()).as(setting.name()).isNotBlank();
            assertThat(setting.fullName()).endsWith(setting.name()).isNotEqualTo(setting.name());
            assertThat(setting.parse(setting.defaultText())).isEqualTo(setting.defaults());
        }
    }

    @Test
    void theProfileFollowsTheSettings() {
        WireProfile byDefault = linux.profile(Settings.defaults(linux));
        assertThat(byDefault.timeToLive()).isEqualTo(64);
        assertThat(byDefault.timestamps()).isEqualTo(WireProfile.Timestamps.RANDOM_OFFSET);
        assertThat(byDefault.sack()).isTrue();
        assertThat(byDefault.windowScaling()).isTrue();
        assertThat(byDefault.invalidRateLimitNs()).isEqualTo(500_000_000L);
        assertThat(linux.profile(with("tcp_timestamps", "0")).timestamps()).isEqualTo(WireProfile.Timestamps.OFF);
        assertThat(linux.profile(with("tcp_timestamps", "2")).timestamps()).isEqualTo(WireProfile.Timestamps.PLAIN);
        assertThat(linux.profile(with("tcp_sack", "0")).sack()).isFalse();
        assertThat(linux.profile(with("tcp_window_scaling", "0")).windowScaling()).isFalse();
        assertThat(linux.profile(with("ip_default_ttl", "17")).timeToLive()).isEqualTo(17);
        assertThat(linux.profile(with("tcp_rmem", "1 2 3")).receiveBufferBytes()).isEqualTo(2);
        assertThat(linux.profile(with("tcp_rmem", "1 2 3")).receiveBufferMaxBytes()).isEqualTo(3);
    }

    @ParameterizedTest(name = "sent {0} times before: {1} s")
    @CsvSource({"0, 1", "1, 2", "2, 4", "3, 8", "4, 16", "5, 32", "6, 64", "7, 120", "8, 120", "300, 120"})
    void theSynAckIntervalDoublesUpToTwoMinutes(int timeouts, int seconds) {
        assertThat(linux.profile(Settings.defaults(linux)).synAckIntervalNs(timeouts)).isEqualTo(seconds * 1_000_000_000L);
    }
}
