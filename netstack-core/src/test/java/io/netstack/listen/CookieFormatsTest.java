package io.netstack.listen;

import static org.assertj.core.api.Assertions.assertThat;

import io.netstack.flow.Addresses;
import io.netstack.flow.FlowKey;
import io.netstack.flow.LocalAddresses;
import io.netstack.flow.Secrets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What fits into a cookie: FreeBSD's byte, and the MSS tables and lives of Linux by release. */
class CookieFormatsTest {
    private static final long SECOND = 1_000_000_000L;
    private static final LocalAddresses LOCALS = new LocalAddresses(Addresses.parseIpv4("198.18.0.1"));
    private static final FlowKey KEY = new FlowKey().set(0, Addresses.lowOf(Addresses.parseIpv4("198.18.0.2")), 40_000, 0, 80);

    @ParameterizedTest
    @CsvSource({"1459, 1452", "1300, 1200", "100, 216", "0, 216", "215, 216", "216, 216", "9000, 1460", "1460, 1460", "1360, 1360"})
    void k1_aFreeBsdByteCarriesTheLargestMssThatIsNotAboveThePeers(int mss, int carried) {
        assertThat(FreeBsdCookies.maximumSegmentSize(FreeBsdCookies.byteOf(mss, -1, false, 0))).isEqualTo(carried);
    }

    @ParameterizedTest
    @CsvSource({"-1, -1", "0, 0", "1, 1", "2, 2", "3, 2", "4, 4", "5, 4", "6, 6", "7, 7", "8, 8", "14, 8"})
    void k2_aFreeBsdByteCarriesOneOfSevenScales(int scale, int carried) {
        assertThat(FreeBsdCookies.windowScale(FreeBsdCookies.byteOf(1460, scale, false, 0))).isEqualTo(carried);
    }

    @Test
    void k3_aFreeBsdByteIsMssScaleSackAndKeyAndHidesUnderTheHash() {
        int cookieByte = FreeBsdCookies.byteOf(1460, 7, true, 1);
        assertThat(cookieByte).isEqualTo(0xFB);
        int iss = FreeBsdCookies.combine(0xA1B2C3D4, cookieByte);
        assertThat(iss).isEqualTo(0xA1B2C35A);
        assertThat(FreeBsdCookies.cookieByte(iss)).isEqualTo(0xFB);
        assertThat(FreeBsdCookies.sackPermitted(0xFB)).isTrue();
        assertThat(FreeBsdCookies.key(0xFB)).isOne();
    }

    @Test
    void aFreeBsdCookieIsBoundToItsTupleItsBucketItsSynAndItsKey() {
        FreeBsdCookies cookies = new FreeBsdCookies(Secrets.seeded(1), LOCALS, 0);
        int iss = cookies.encode(KEY, 3, 1000, FreeBsdCookies.byteOf(1460, 7, true, 0), 14 * SECOND);
        assertThat(cookies.decode(KEY, 3, 1000, iss, 14 * SECOND)).isNotNegative();
        assertThat(cookies.decode(KEY, 3, 1000, iss, 30 * SECOND - 1)).isNotNegative();
        assertThat(cookies.decode(KEY, 3, 1000, iss, 30 * SECOND)).isNegative();
        assertThat(cookies.decode(KEY, 4, 1000, iss, 14 * SECOND)).isNegative();
        assertThat(cookies.decode(KEY, 3, 1001, iss, 14 * SECOND)).isNegative();
        assertThat(cookies.decode(KEY, 3, 1000, iss ^ 1 << 9, 14 * SECOND)).isNegative();
        FlowKey other = new FlowKey().set(0, KEY.remoteLow(), 40_001, 0, 80);
        assertThat(cookies.decode(other, 3, 1000, iss, 14 * SECOND)).isNegative();
        assertThat(new FreeBsdCookies(Secrets.seeded(2), LOCALS, 0).decode(KEY, 3, 1000, iss, 14 * SECOND)).isNegative();
    }

    @Test
    void linuxCookiesLiveTwoMinutesSince3_13AndFourBefore() {
        SynCookies now = new SynCookies(Secrets.seeded(1), LOCALS, 0);
        SynCookies of3_0 = SynCookies.of3_0(Secrets.seeded(1), LOCALS, 0);
        int fresh = now.encode(KEY, 7, 1460, 0);
        assertThat(now.decode(KEY, fresh, 7, 120 * SECOND - 1)).isEqualTo(1460);
        assertThat(now.decode(KEY, fresh, 7, 120 * SECOND)).isEqualTo(SynCookies.INVALID);
        int old = of3_0.encode(KEY, 7, 1460, 0);
        assertThat(of3_0.decode(KEY, old, 7, 240 * SECOND - 1)).isEqualTo(1460);
        assertThat(of3_0.decode(KEY, old, 7, 240 * SECOND)).isEqualTo(SynCookies.INVALID);
    }

    @ParameterizedTest
    @CsvSource({"63, 64", "511, 64", "512, 512", "535, 512", "536, 536", "1023, 536", "1439, 1024", "1459, 1440", "1460, 1460", "9000, 8960"})
    void linux3_0HasEightMssValues(int mss, int carried) {
        SynCookies cookies = SynCookies.of3_0(Secrets.seeded(1), LOCALS, 0);
        assertThat(cookies.decode(KEY, cookies.encode(KEY, 7, mss, 0), 7, 0)).isEqualTo(carried);
    }

    @ParameterizedTest
    @CsvSource({"64, 64", "255, 64", "256, 256", "536, 536", "1460, 1460", "4312, 4312", "9000, 4312"})
    void linux2_6_24HasEightOthers(int mss, int carried) {
        SynCookies cookies = SynCookies.of2_6_24(Secrets.seeded(1), LOCALS, 0);
        assertThat(cookies.decode(KEY, cookies.encode(KEY, 7, mss, 0), 7, 0)).isEqualTo(carried);
    }
}
