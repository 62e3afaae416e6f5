package io.netstack.pcap;

import static org.assertj.core.api.Assertions.assertThat;

import io.netstack.link.FrameHandler;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** A handler that looks ahead and holds the link to it: each frame was expected, in order, and none is handed over before all of its burst. */
final class BurstEar implements FrameHandler {
    /** How many frames were expected at a time. */
    final List<Integer> bursts = new ArrayList<>();
    /** Of the frames that came. */
    final List<Integer> lengths = new ArrayList<>();
    private final ArrayDeque<Integer> expected = new ArrayDeque<>();
    private boolean handing;

    @Override
    public boolean looksAhead() {
        return true;
    }

    @Override
    public void expect(byte[] buffer, int offset, int length) {
        if (handing || bursts.isEmpty()) {
            assertThat(expected).as("the burst before was handed over").isEmpty();
            bursts.add(0);
            handing = false;
        }
        bursts.set(bursts.size() - 1, bursts.getLast() + 1);
        expected.add(length);
    }

    @Override
    public void onFrame(byte[] buffer, int offset, int length) {
        handing = true;
        assertThat(expected.poll()).isEqualTo(length);
        lengths.add(length);
    }
}
