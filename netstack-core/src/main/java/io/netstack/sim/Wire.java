package io.netstack.sim;

import io.netstack.link.LinkCapabilities;

/**
 * What a simulated cable is like, the same in both directions.
 *
 * @param delayNs         from sending to arrival, 0 or more
 * @param lossProbability how likely each frame is lost, 0..1; independent of every other
 * @param mtuBytes        the largest IP packet it carries
 * @param seed            decides which frames are lost, and how much later than the delay each arrives
 * @param jitterNs        each frame is later by a uniform draw from 0 to this, but never overtakes another
 * @param bitsPerSecond   of each direction; frames queue for their turn without bound; 0: no limit
 */
public record Wire(long delayNs, double lossProbability, int mtuBytes, long seed, long jitterNs, long bitsPerSecond) {

    /** Neither jitter nor a limit to the rate. */
    public Wire(long delayNs, double lossProbability, int mtuBytes, long seed) {
        this(delayNs, lossProbability, mtuBytes, seed, 0, 0);
    }

    public Wire {
        if (delayNs < 0) {
            throw new IllegalArgumentException("a delay of " + delayNs + " ns");
        }
        if (!(lossProbability >= 0 && lossProbability <= 1)) {
            throw new IllegalArgumentException("a loss probability of " + lossProbability);
        }
        if (jitterNs < 0 || bitsPerSecond < 0) {
            throw new IllegalArgumentException("a jitter of " + jitterNs + " ns and a rate of " + bitsPerSecond + " bit/s");
        }
    }

    /** Ethernet's MTU, nothing lost. */
    public static Wire perfect(long delayNs) {
        return new Wire(delayNs, 0, LinkCapabilities.ETHERNET_MTU_BYTES, 0);
    }
}
