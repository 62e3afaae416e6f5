package io.netstack.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HexFormat;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Ours hashes whole words; the published vectors are over 0 to 63 bytes. So a plain byte-by-byte implementation stands here, is held to all
 * the vectors, and then ours is held to it.
 */
class SipHashTest {
    private static final long K0 = 0x0706050403020100L;
    private static final long K1 = 0x0f0e0d0c0b0a0908L;
    /** SipHash-2-4 with the key 00..0f over the bytes 00..n-1, n from 0 to 63, little-endian (Aumasson, Bernstein). */
    private static final String[] PUBLISHED = """
        310e0edd47db6f72 fd67dc93c539f874 5a4fa9d909806c0d 2d7efbd796666785
        b7877127e09427cf 8da699cd64557618 cee3fe586e46c9cb 37d1018bf50002ab
        6224939a79f5f593 b0e4a90bdf82009e f3b9dd94c5bb5d7a a7ad6b22462fb3f4
        fbe50e86bc8f1e75 903d84c02756ea14 eef27a8e90ca23f7 e545be4961ca29a1
        db9bc2577fcc2a3f 9447be2cf5e99a69 9cd38d96f0b3c14b bd6179a71dc96dbb
        98eea21af25cd6be c7673b2eb0cbf2d0 883ea3e395675393 c8ce5ccd8c030ca8
        94af49f6c650adb8 eab8858ade92e1bc f315bb5bb835d817 adcf6b0763612e2f
        a5c91da7acaa4dde 716595876650a2a6 28ef495c53a387ad 42c341d8fa92d832
        ce7cf2722f512771 e37859f94623f3a7 381205bb1ab0e012 ae97a10fd434e015
        b4a31508beff4d31 81396229f0907902 4d0cf49ee5d4dcca 5c73336a76d8bf9a
        d0a704536ba93e0e 925958fcd6420cad a915c29bc8067318 952b79f3bc0aa6d4
        f21df2e41d4535f9 87577519048f53a9 10a56cf5dfcd9adb eb75095ccd986cd0
        51a9cb9ecba312e6 96afadfc2ce666c7 72fe52975a4364ee 5a1645b276d592a1
        b274cb8ebf87870a 6f9bb4203de7b381 eaecb2a30b22a87f 9924a43cc1315724
        bd838d3aafbf8db7 0b1a2a3265d51aea 135079a3231ce660 932b2846e4d70666
        e1915f5cb1eca46c f325965ca16d629f 575ff28e60381be5 724506eb4c328a95
        """.strip().split("\\s+");

    @Example
    void thePlainImplementationGivesEveryPublishedVector() {
        assertThat(PUBLISHED).hasSize(64);
        for (int length = 0; length < 64; length++) {
            assertThat(plain(K0, K1, bytesUpTo(length))).as("%d bytes", length).isEqualTo(published(length));
        }
    }

    @Example
    void oursGivesThePublishedVectorsOfWholeWords() {
        long w0 = 0x0706050403020100L;
        long step = 0x0808080808080808L;
        assertThat(SipHash.hash(K0, K1, w0)).isEqualTo(published(8));
        assertThat(SipHash.hash(K0, K1, w0, w0 + step)).isEqualTo(published(16));
        assertThat(SipHash.hash(K0, K1, w0, w0 + step, w0 + 2 * step)).isEqualTo(published(24));
        assertThat(SipHash.hash(K0, K1, w0, w0 + step, w0 + 2 * step, w0 + 3 * step)).isEqualTo(published(32));
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void oursIsThePlainOneForAnyKeyAndWords(@ForAll long k0, @ForAll long k1, @ForAll long w0, @ForAll long w1, @ForAll long w2) {
        assertThat(SipHash.hash(k0, k1, w0)).isEqualTo(plain(k0, k1, bytes(w0)));
        assertThat(SipHash.hash(k0, k1, w0, w1)).isEqualTo(plain(k0, k1, bytes(w0, w1)));
        assertThat(SipHash.hash(k0, k1, w0, w1, w2)).isEqualTo(plain(k0, k1, bytes(w0, w1, w2)));
        assertThat(SipHash.hash(k0, k1, w0, w1, w2, w0)).isEqualTo(plain(k0, k1, bytes(w0, w1, w2, w0)));
    }

    private static long published(int length) {
        return Long.reverseBytes(HexFormat.fromHexDigitsToLong(PUBLISHED[length]));
    }

    private static byte[] bytesUpTo(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) i;
        }
        return bytes;
    }

    private static byte[] bytes(long... words) {
        byte[] bytes = new byte[8 * words.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (words[i / 8] >>> 8 * (i % 8));
        }
        return bytes;
    }

    // ---- the plain implementation: the paper's text, step by step, on an array of four

    private static long plain(long k0, long k1, byte[] message) {
        long[] v = {k0 ^ 0x736f6d6570736575L, k1 ^ 0x646f72616e646f6dL, k0 ^ 0x6c7967656e657261L, k1 ^ 0x7465646279746573L};
        int words = message.length / 8;
        for (int word = 0; word <= words; word++) {
            long m = word == words ? (long) message.length << 56 : 0;
            for (int i = 8 * word; i < Math.min(8 * word + 8, message.length); i++) {
                m |= (message[i] & 0xFFL) << 8 * (i % 8);
            }
            v[3] ^= m;
            round(v);
            round(v);
            v[0] ^= m;
        }
        v[2] ^= 0xFF;
        for (int i = 0; i < 4; i++) {
            round(v);
        }
        return v[0] ^ v[1] ^ v[2] ^ v[3];
    }

    private static void round(long[] v) {
        v[0] += v[1];
        v[1] = Long.rotateLeft(v[1], 13);
        v[1] ^= v[0];
        v[0] = Long.rotateLeft(v[0], 32);
        v[2] += v[3];
        v[3] = Long.rotateLeft(v[3], 16);
        v[3] ^= v[2];
        v[0] += v[3];
        v[3] = Long.rotateLeft(v[3], 21);
        v[3] ^= v[0];
        v[2] += v[1];
        v[1] = Long.rotateLeft(v[1], 17);
        v[1] ^= v[2];
        v[2] = Long.rotateLeft(v[2], 32);
    }
}
