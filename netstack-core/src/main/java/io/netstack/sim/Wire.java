package io.netstack.sim;

import io.netstack.link.LinkCapabilities;

/**
 * What a simulated cable is like, the same in both directions.
 *
 * @param delayNs         from sending to arrival, 0 or more
 * @param lossProbability how likely each frame is lost, 0..1; independent of every other
 * @param mtuBytes        the largest IP packet it carries
 * @param seed            decides which frames are lost
 */
public record Wire(long delayNs, double lossProbability, int mtuBytes, long seed) {

    public Wire {
        if (delayNs < 0) {
            throw new IllegalArgumentException("a delay of " + delayNs + " ns");
        }
        if (!(lossProbability >= 0 && lossProbability <= 1)) {
            throw new IllegalArgumentException("a loss probability of " + lossProbability);
        }
    }

    /** Ethernet's MTU, nothing lost. */
    public static Wire perfect(long delayNs) {
        return new Wire(delayNs, 0, LinkCapabilities.ETHERNET_MTU_BYTES, 0);
    }
}
