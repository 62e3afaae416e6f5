package io.netstack.tools.policies;

import io.netstack.flow.FlowKey;
import io.netstack.flow.LocalAddresses;
import io.netstack.flow.Secrets;
import io.netstack.listen.FreeBsdCookies;
import io.netstack.listen.SynCookies;
import java.util.LinkedHashMap;
import java.util.Map;

/** What a cookie is made of, name by name. */
final class CookieText {
    private static final long MS = 1_000_000L;
    private static final int DEFAULT_MSS = 536;
    private static final int OPTION_BITS = 0x3F;

    /**
     * What a client offers.
     *
     * @param mss         0: none named
     * @param windowScale -1: none offered
     */
    record Options(int mss, int windowScale, boolean sack, boolean ecn, boolean timestamps) {
    }

    private final FlowKey key;
    private final int irs;
    private final long nowNs;
    private final SynCookies linux;
    private final FreeBsdCookies freeBsd;

    /** @param nowNs since boot */
    CookieText(Secrets secrets, LocalAddresses locals, FlowKey key, int irs, long nowNs) {
        this.key = key;
        this.irs = irs;
        this.nowNs = nowNs;
        this.linux = new SynCookies(secrets, locals, 0);
        this.freeBsd = new FreeBsdCookies(secrets, locals, 0);
    }

    Map<String, Object> encodeLinux(Options options) {
        int mss = options.mss() == 0 ? DEFAULT_MSS : options.mss();
        int iss = linux.encode(key, irs, mss, nowNs);
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("format", "linux");
        object.put("cookie", hex(iss));
        object.put("count", linux.count(nowNs));
        object.put("mss", linux.decode(key, iss, irs, nowNs));
        if (options.timestamps()) {
            int tsval = SynCookies.timestamp(options.windowScale(), options.sack(), options.ecn(), (int) (nowNs / MS));
            object.put("tsval", Integer.toUnsignedLong(tsval));
            putOptions(object, tsval);
        } else {
            object.put("options", "none: without timestamps Linux forgets them");
        }
        return object;
    }

    Map<String, Object> decodeLinux(int iss, Integer tsval) {
        int age = linux.age(key, iss, irs, nowNs);
        int mss = linux.decode(key, iss, irs, nowNs);
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("format", "linux");
        object.put("cookie", hex(iss));
        object.put("valid", mss != SynCookies.INVALID);
        object.put("count", linux.count(nowNs) - age & 0xFF);
        object.put("age", age + (age == 1 ? " minute" : " minutes"));
        object.put("mss", mss == SynCookies.INVALID ? null : mss);
        if (mss == SynCookies.INVALID) {
            object.put("reason", linux.isTooOld(age) ? "too old: its minute count is " + age + " behind, at most 1 is taken"
                : "its hash is wrong: another connection, another key, or no cookie");
        } else if (tsval != null) {
            putOptions(object, tsval);
        }
        return object;
    }

    private static void putOptions(Map<String, Object> object, int tsval) {
        byte scale = SynCookies.windowScale(tsval);
        object.put("bits", "0b" + String.format("%6s", Integer.toBinaryString(tsval & OPTION_BITS)).replace(' ', '0'));
        object.put("wscale", scale < 0 ? null : (int) scale);
        object.put("sack", SynCookies.sackPermitted(tsval));
        object.put("ecn", SynCookies.ecn(tsval));
    }

    Map<String, Object> encodeFreeBsd(Options options, int bucket) {
        int iss = freeBsd.encode(key, bucket, irs, FreeBsdCookies.byteOf(options.mss(), options.windowScale(), options.sack(), 0), nowNs);
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("format", "freebsd");
        object.put("cookie", hex(iss));
        putByte(object, FreeBsdCookies.cookieByte(iss));
        return object;
    }

    Map<String, Object> decodeFreeBsd(int iss, int bucket) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("format", "freebsd");
        object.put("cookie", hex(iss));
        boolean valid = freeBsd.decode(key, bucket, irs, iss, nowNs) >= 0;
        object.put("valid", valid);
        putByte(object, FreeBsdCookies.cookieByte(iss));
        if (!valid) {
            object.put("reason",
                "the upper 24 bits are not the hash: another connection, bucket or key, or its key was drawn anew (15 to 30 s)");
        }
        return object;
    }

    private static void putByte(Map<String, Object> object, int cookieByte) {
        int scale = FreeBsdCookies.windowScale(cookieByte);
        object.put("byte", String.format("0x%02X", cookieByte));
        object.put("key", FreeBsdCookies.key(cookieByte));
        object.put("mss", FreeBsdCookies.maximumSegmentSize(cookieByte));
        object.put("wscale", scale < 0 ? null : scale);
        object.put("sack", FreeBsdCookies.sackPermitted(cookieByte));
    }

    private static String hex(int number) {
        return String.format("0x%08X", number);
    }
}
