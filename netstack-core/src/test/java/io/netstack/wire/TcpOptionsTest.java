package io.netstack.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Option layouts as peers really send them, and how Linux reads the ones that nobody should send. */
class TcpOptionsTest {
    private final TcpOptions options = new TcpOptions();

    private TcpOptions parsed(int... bytes) {
        byte[] b = new byte[bytes.length + 3];
        for (int i = 0; i < bytes.length; i++) {
            b[i + 3] = (byte) bytes[i];
        }
        options.parse(b, 3, bytes.length);
        return options;
    }

    private void assertNothing() {
        assertThat(options.hasMaximumSegmentSize()).isFalse();
        assertThat(options.maximumSegmentSize()).isEqualTo(-1);
        assertThat(options.hasWindowScale()).isFalse();
        assertThat(options.windowScale()).isEqualTo(-1);
        assertThat(options.sackPermitted()).isFalse();
        assertThat(options.hasTimestamps()).isFalse();
        assertThat(options.timestampValue()).isZero();
        assertThat(options.timestampEcho()).isZero();
        assertThat(options.sackCount()).isZero();
        assertThat(options.hasMd5Signature()).isFalse();
        assertThat(options.fastOpenCookieLength()).isEqualTo(-1);
    }

    @Test
    void theSynOfALinuxClientCarriesFourOptions() {
        byte[] b = SampleFrames.linuxSynOptions();
        options.parse(b, 0, b.length);
        assertThat(options.maximumSegmentSize()).isEqualTo(1460);
        assertThat(options.sackPermitted()).isTrue();
        assertThat(options.timestampValue()).isEqualTo(1);
        assertThat(options.timestampEcho()).isZero();
        assertThat(options.windowScale()).isEqualTo(7);
    }

    @Test
    void noOptionsAreNoOptions() {
        parsed();
        assertNothing();
    }

    @Test
    void whatOneSegmentSaidIsForgottenAtTheNext() {
        parsed(2, 4, 5, 0xB4, 3, 3, 7, 4, 2, 8, 10, 0, 0, 0, 9, 0, 0, 0, 8, 5, 10, 0, 0, 0, 1, 0, 0, 0, 2, 34, 2);
        assertThat(options.sackCount()).isOne();
        assertThat(options.fastOpenCookieLength()).isZero();
        parsed(1, 1, 1, 1);
        assertNothing();
    }

    @Test
    void ofTwoOptionsOfOneKindTheLaterWins() {
        assertThat(parsed(2, 4, 0x05, 0xB4, 2, 4, 0x02, 0x18).maximumSegmentSize()).isEqualTo(536);
        assertThat(parsed(3, 3, 7, 3, 3, 2).windowScale()).isEqualTo(2);
        assertThat(parsed(8, 10, 0, 0, 0, 1, 0, 0, 0, 2, 8, 10, 0, 0, 0, 3, 0, 0, 0, 4).timestampValue()).isEqualTo(3);
    }

    @Test
    void endOfOptionsHidesWhatStandsBehindIt() {
        parsed(3, 3, 5, 0, 2, 4, 5, 0xB4);
        assertThat(options.windowScale()).isEqualTo(5);
        assertThat(options.hasMaximumSegmentSize()).isFalse();
    }

    @Test
    void unknownKindsAreSkippedByTheirLength() {
        parsed(77, 6, 2, 4, 5, 0xB4, 253, 2, 2, 4, 1, 2);
        assertThat(options.maximumSegmentSize()).isEqualTo(0x0102);
    }

    @Test
    @DisplayName("a length of 0 or 1 ends the list and keeps what was read before")
    void aLengthBelowTwoEndsTheList() {
        for (int length = 0; length < 2; length++) {
            parsed(3, 3, 6, 2, length, 4, 2);
            assertThat(options.windowScale()).isEqualTo(6);
            assertThat(options.hasMaximumSegmentSize()).isFalse();
            assertThat(options.sackPermitted()).isFalse();
        }
    }

    @Test
    void aLengthBeyondTheHeaderEndsTheList() {
        parsed(4, 2, 2, 4, 5);
        assertThat(options.sackPermitted()).isTrue();
        assertThat(options.hasMaximumSegmentSize()).isFalse();
        parsed(4, 2, 99, 255, 0, 0);
        assertThat(options.sackPermitted()).isTrue();
    }

    @Test
    void aKindWithoutALengthEndsTheList() {
        parsed(4, 2, 2);
        assertThat(options.sackPermitted()).isTrue();
        assertThat(options.hasMaximumSegmentSize()).isFalse();
    }

    @Test
    void aKnownKindWithAnotherLengthIsSkippedAndTheListGoesOn() {
        parsed(2, 3, 5, 3, 4, 7, 7, 4, 3, 1, 8, 9, 0, 0, 0, 0, 0, 0, 0, 19, 4, 0, 0, 3, 3, 9);
        assertThat(options.hasMaximumSegmentSize()).isFalse();
        assertThat(options.sackPermitted()).isFalse();
        assertThat(options.hasTimestamps()).isFalse();
        assertThat(options.hasMd5Signature()).isFalse();
        assertThat(options.windowScale()).isEqualTo(9);
    }

    @Test
    void aWindowScaleAboveFourteenIsUsedAsFourteen() {
        assertThat(parsed(3, 3, 14).windowScale()).isEqualTo(14);
        assertThat(parsed(3, 3, 15).windowScale()).isEqualTo(14);
        assertThat(parsed(3, 3, 255).windowScale()).isEqualTo(14);
    }

    @Test
    void sackBlocksAreReadInOrder() {
        parsed(5, 18, 0, 0, 0, 1, 0, 0, 0, 2, 0xFF, 0xFF, 0xFF, 0xFE, 0, 0, 0, 4);
        assertThat(options.sackCount()).isEqualTo(2);
        assertThat(options.sackLeft(0)).isEqualTo(1);
        assertThat(options.sackRight(0)).isEqualTo(2);
        assertThat(options.sackLeft(1)).isEqualTo(-2);
        assertThat(options.sackRight(1)).isEqualTo(4);
    }

    @Test
    void aSackOptionWithHalfABlockIsSkipped() {
        parsed(5, 6, 0, 0, 0, 1, 4, 2);
        assertThat(options.sackCount()).isZero();
        assertThat(options.sackPermitted()).isTrue();
    }

    @Test
    void aSignatureIsNoticed() {
        int[] bytes = new int[18];
        bytes[0] = 19;
        bytes[1] = 18;
        assertThat(parsed(bytes).hasMd5Signature()).isTrue();
    }

    @Test
    void aFastOpenCookieOrRequestIsNoticedUnderBothKinds() {
        assertThat(parsed(34, 2).fastOpenCookieLength()).isZero();
        assertThat(parsed(34, 10, 1, 2, 3, 4, 5, 6, 7, 8).fastOpenCookieLength()).isEqualTo(8);
        assertThat(parsed(254, 4, 0xF9, 0x89).fastOpenCookieLength()).isZero();
        assertThat(parsed(254, 8, 0xF9, 0x89, 1, 2, 3, 4).fastOpenCookieLength()).isEqualTo(4);
        assertThat(parsed(254, 4, 0x12, 0x34).fastOpenCookieLength()).isEqualTo(-1);
        assertThat(parsed(254, 2).fastOpenCookieLength()).isEqualTo(-1);
    }
}
