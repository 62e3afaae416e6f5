package io.netstack.tools.policies;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Cookies as the command line makes them and takes them apart. */
class CookieCommandTest {

    private static String cookieOf(Said said) {
        return said.lines().stream().filter(line -> line.startsWith("cookie")).findFirst().orElseThrow().replaceAll("^cookie +", "");
    }

    @Test
    void aFreeBsdCookiesByteIsReadWithoutItsKey() {
        assertThat(Said.by(new CookieCommand(), "decode", "--format", "freebsd", "--cookie", "0xA1B2C35A").text())
            .contains("valid      false", "byte       0xFB", "key        1", "mss        1460", "wscale     7", "sack       true");
    }

    @Test
    void aFreeBsdCookieIsGoodForFifteenToThirtySeconds() {
        String[] made = {"--format", "freebsd", "--mss", "1459", "--wscale", "3", "--irs", "77"};
        String cookie = cookieOf(Said.by(new CookieCommand(), with(made, "encode", "--at", "14")));
        assertThat(Said.by(new CookieCommand(), "decode", "--format", "freebsd", "--irs", "77", "--cookie", cookie, "--at", "29.9").text())
            .contains("valid      true", "mss        1452", "wscale     2", "sack       false");
        assertThat(Said.by(new CookieCommand(), "decode", "--format", "freebsd", "--irs", "77", "--cookie", cookie, "--at", "30.1").text())
            .contains("valid      false", "reason ");
    }

    @ParameterizedTest
    @CsvSource({"0, 536", "535, 536", "1299, 536", "1300, 1300", "1439, 1300", "1440, 1440", "1460, 1460", "9000, 1460"})
    void aLinuxCookieCarriesOneOfFourMssValues(String mss, int carried) {
        String cookie = cookieOf(Said.by(new CookieCommand(), "encode", "--mss", mss, "--irs", "1000", "--at", "59"));
        assertThat(Said.by(new CookieCommand(), "decode", "--irs", "1000", "--cookie", cookie, "--at", "119").text())
            .contains("valid      true", "age        1 minute", "mss        " + carried);
        assertThat(Said.by(new CookieCommand(), "decode", "--irs", "1000", "--cookie", cookie, "--at", "121").text())
            .contains("valid      false", "too old: its minute count is 2 behind");
        assertThat(Said.by(new CookieCommand(), "decode", "--irs", "1000", "--cookie", cookie, "--at", "59", "--seed", "2").text())
            .contains("valid      false");
    }

    @ParameterizedTest
    @CsvSource({"--wscale 7 --sack, 1251863, 0b010111", "'', 1251855, 0b001111", "--sack, 1251871, 0b011111", "--wscale 0, 1251904, 0b000000",
        "--wscale 7 --sack --ecn, 1251895, 0b110111"})
    void aLinuxCookiesOptionsTravelInTheTimestamp(String options, String tsval, String bits) {
        String text = Said.by(new CookieCommand(), ("encode --timestamps --at 1251.907 --mss 1460 " + options).strip().split(" +")).text();
        assertThat(text).contains("tsval      " + tsval, "bits       " + bits);
    }

    @Test
    void mistakesAreOneLine() {
        assertThat(Said.by(new CookieCommand(), "decode").lines()).containsExactly("decode needs --cookie, the sequence number of the SYN-ACK");
        assertThat(Said.by(new CookieCommand(), "encode", "--wscale", "15").code()).isEqualTo(2);
        assertThat(Said.by(new CookieCommand(), "encode", "--at", "x").text()).contains("not a number of seconds such as 14 or 29.9");
        assertThat(Said.by(new CookieCommand(), "encode", "--at", "NaN").code()).isEqualTo(2);
        assertThat(Said.by(new CookieCommand(), "encode", "--irs", "zero").text()).contains("not a 32-bit number");
        assertThat(Said.by(new CookieCommand(), "encode", "--client", "198.18.0.2").text()).contains("not an address and a port");
    }

    private static String[] with(String[] args, String first, String... more) {
        String[] all = new String[args.length + more.length + 1];
        all[0] = first;
        System.arraycopy(args, 0, all, 1, args.length);
        System.arraycopy(more, 0, all, args.length + 1, more.length);
        return all;
    }
}
