package io.netstack.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netstack.wire.Bytes;
import org.junit.jupiter.api.Test;

/** Frames taken at once: all are told of, then each is handed over, in order and once. */
class FrameBurstTest {
    private static final int MAX_FRAME_BYTES = 2000;

    private final FrameBurst burst = new FrameBurst(MAX_FRAME_BYTES);
    private final AheadHandler handler = new AheadHandler();

    private void add(int number, int length) {
        byte[] frame = new byte[MAX_FRAME_BYTES];
        Bytes.put32(frame, 0, number);
        Bytes.put32(frame, length - 4, ~number);
        burst.add(frame, length);
    }

    @Test
    void allAreToldOfBeforeTheFirstIsHandedOver() {
        add(1, 60);
        add(2, 1514);
        add(3, 61);
        assertThat(burst.deliver(handler)).isEqualTo(3);
        assertThat(handler.heard).containsExactly("? 1", "? 2", "? 3", "1", "2", "3");
        assertThat(burst.count()).isZero();
        assertThat(burst.deliver(handler)).as("nothing twice").isZero();
    }

    @Test
    void eachFrameIsWhole() {
        add(5, 60);
        add(6, MAX_FRAME_BYTES);
        int[] lengths = new int[2];
        int[] count = {0};
        burst.deliver((buffer, offset, length) -> {
            assertThat(Bytes.i32(buffer, offset + length - 4)).isEqualTo(~Bytes.i32(buffer, offset));
            lengths[count[0]++] = length;
        });
        assertThat(lengths).containsExactly(60, MAX_FRAME_BYTES);
    }

    @Test
    void itClosesAfterSixtyFourFramesOrSixteenKilobytesAndTakesALongestFrameUntilThen() {
        int count = 0;
        while (burst.isOpen()) {
            add(count++, 60);
        }
        assertThat(count).isEqualTo(FrameBurst.MOST_FRAMES);
        burst.deliver(handler);
        for (count = 0; burst.isOpen(); count++) {
            add(count, MAX_FRAME_BYTES);
        }
        assertThat(count).isEqualTo(9);
        assertThat(burst.deliver(handler)).isEqualTo(9);
    }

    @Test
    void whatAHandlerThrowsLosesTheRestAndRepeatsNothing() {
        add(1, 60);
        add(2, 60);
        assertThatThrownBy(() -> burst.deliver((buffer, offset, length) -> {
            throw new IllegalStateException("from the handler");
        })).hasMessage("from the handler");
        assertThat(burst.deliver(handler)).isZero();
    }
}
