package io.netstack.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import net.jqwik.api.Assume;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** The examples of RFC 1071 and RFC 1624, and the laws that the one's-complement sum obeys. */
class InternetChecksumTest {

    @Example
    void theSumOfTheExampleInRfc1071IsDdf2() {
        byte[] bytes = {0x00, 0x01, (byte) 0xF2, 0x03, (byte) 0xF4, (byte) 0xF5, (byte) 0xF6, (byte) 0xF7};
        assertThat(InternetChecksum.of(bytes, 0, bytes.length)).isEqualTo(~0xDDF2 & 0xFFFF);
    }

    @Example
    void theUpdateOfTheExampleInRfc1624IsZeroAndNotMinusZero() {
        assertThat(InternetChecksum.update(0xDD2F, 0x5555, 0x3285)).isZero();
    }

    @Example
    void theChecksumOfNothingIsAllOnes() {
        assertThat(InternetChecksum.of(new byte[0], 0, 0)).isEqualTo(0xFFFF);
    }

    @Example
    void carriesOfTheLargestPacketAreAllFolded() {
        byte[] ones = new byte[65_535];
        Arrays.fill(ones, (byte) 0xFF);
        assertThat(InternetChecksum.of(ones, 0, ones.length)).isEqualTo(naive(ones, 0, ones.length));
        assertThat(InternetChecksum.of(ones, 0, 65_534)).isZero();
    }

    @Property
    void theChecksumIsThatOfAddingSixteenBitWordsOneByOne(@ForAll @Size(max = 200) byte[] bytes, @ForAll @IntRange(max = 7) int skip) {
        Assume.that(skip <= bytes.length);
        assertThat(InternetChecksum.of(bytes, skip, bytes.length - skip)).isEqualTo(naive(bytes, skip, bytes.length - skip));
    }

    @Property
    void anySplitAtAnEvenByteGivesTheSameSum(@ForAll @Size(max = 200) byte[] bytes, @ForAll @IntRange(max = 100) int words) {
        int split = Math.min(2 * words, bytes.length & ~1);
        long parts = InternetChecksum.add(InternetChecksum.add(0, bytes, 0, split), bytes, split, bytes.length - split);
        assertThat(InternetChecksum.finish(parts)).isEqualTo(InternetChecksum.of(bytes, 0, bytes.length));
    }

    @Property
    void bytesThatCarryTheirChecksumSumToZero(@ForAll @Size(min = 2, max = 100) byte[] bytes, @ForAll @IntRange(max = 49) int word) {
        int field = Math.min(2 * word, bytes.length - 2 & ~1);
        Bytes.put16(bytes, field, 0);
        Bytes.put16(bytes, field, InternetChecksum.of(bytes, 0, bytes.length));
        assertThat(InternetChecksum.of(bytes, 0, bytes.length)).isZero();
    }

    @Property
    void anUpdateIsTheChecksumOfTheChangedBytes(@ForAll @Size(min = 4, max = 60) byte[] bytes,
                                                     @ForAll @IntRange(max = 0xFFFF) int newWord) {
        int before = InternetChecksum.of(bytes, 0, bytes.length);
        int oldWord = Bytes.u16(bytes, 2);
        Bytes.put16(bytes, 2, newWord);
        boolean allZero = true;
        for (byte b : bytes) {
            allZero &= b == 0;
        }
        Assume.that(!allZero);
        assertThat(InternetChecksum.update(before, oldWord, newWord)).isEqualTo(InternetChecksum.of(bytes, 0, bytes.length));
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void thePseudoHeaderIsTheSumOfItsTwelveBytes(@ForAll int source, @ForAll int destination, @ForAll @IntRange(max = 255) int protocol,
                                                 @ForAll @IntRange(max = 65_515) int length) {
        byte[] header = new byte[12];
        Bytes.put32(header, 0, source);
        Bytes.put32(header, 4, destination);
        Bytes.put16(header, 8, protocol);
        Bytes.put16(header, 10, length);
        assertThat(InternetChecksum.finish(InternetChecksum.pseudoHeader(source, destination, protocol, length)))
            .isEqualTo(naive(header, 0, 12));
    }

    private static int naive(byte[] b, int offset, int length) {
        int sum = 0;
        for (int i = 0; i < length; i += 2) {
            int low = i + 1 < length ? b[offset + i + 1] & 0xFF : 0;
            sum += (b[offset + i] & 0xFF) << 8 | low;
            if (sum > 0xFFFF) {
                sum = (sum & 0xFFFF) + 1;
            }
        }
        return ~sum & 0xFFFF;
    }
}
