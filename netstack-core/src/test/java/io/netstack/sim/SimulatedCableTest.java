package io.netstack.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SimulatedCableTest {
    private static final byte[] FRAME = new byte[60];

    private final Simulation simulation = new Simulation(0);

    @Test
    void aFrameArrivesAtTheOtherEndAfterTheDelay() {
        SimulatedCable cable = new SimulatedCable(simulation, Wire.perfect(7_000), 1, 2);
        List<Long> arrivedNs = new ArrayList<>();
        cable.far().onArrival(() -> cable.far().poll((b, offset, length) -> arrivedNs.add(simulation.nowNs()), 10));
        assertThat(cable.near().send(FRAME, 0, FRAME.length)).isTrue();
        simulation.runUntil(1_000_000);
        assertThat(arrivedNs).containsExactly(7_000L);
    }

    @Test
    void whatIsSentIsCopiedSoThatTheSenderMayReuseItsBuffer() {
        SimulatedCable cable = new SimulatedCable(simulation, Wire.perfect(1), 1, 2);
        byte[] buffer = {1, 2, 3, 4};
        cable.near().send(buffer, 1, 2);
        buffer[1] = 99;
        simulation.runUntil(1);
        List<byte[]> seen = new ArrayList<>();
        cable.far().poll((b, offset, length) -> seen.add(java.util.Arrays.copyOfRange(b, offset, offset + length)), 10);
        assertThat(seen).singleElement().isEqualTo(new byte[] {2, 3});
    }

    @Test
    void aFrameBeyondTheMtuIsNotTaken() {
        SimulatedCable cable = new SimulatedCable(simulation, Wire.perfect(1), 1, 2);
        assertThat(cable.near().send(new byte[1514], 0, 1514)).isTrue();
        assertThat(cable.near().send(new byte[1515], 0, 1515)).isFalse();
    }

    @Test
    void theSameSeedLosesTheSameFrames() {
        assertThat(arrivals(5)).isEqualTo(arrivals(5)).isNotEqualTo(arrivals(6)).hasSizeBetween(600, 800);
    }

    private static List<Long> arrivals(long seed) {
        Simulation simulation = new Simulation(0);
        SimulatedCable cable = new SimulatedCable(simulation, new Wire(0, 0.3, 1500, seed), 1, 2);
        List<Long> arrivedNs = new ArrayList<>();
        cable.far().onArrival(() -> cable.far().poll((b, offset, length) -> arrivedNs.add(simulation.nowNs()), 1));
        for (int i = 0; i < 1000; i++) {
            simulation.at(i, () -> cable.near().send(FRAME, 0, FRAME.length));
        }
        simulation.runUntil(2000);
        assertThat(cable.lostCount()).isEqualTo(1000 - arrivedNs.size());
        return arrivedNs;
    }
}
