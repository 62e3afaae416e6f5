package io.netstack.script;

import io.netstack.replay.VirtualWorld;
import io.netstack.replay.World;

/** With us things end as with Linux. In virtual time. */
class EndingVectorsTest extends EndingVectors {
    private static final long SEED = 1;

    @Override
    protected World world() {
        return new VirtualWorld(SEED);
    }

    @Override
    protected double patience() {
        return 0.009; // a FIN is acknowledged by a timer of two jiffies
    }
}
