package io.netstack.script;

import io.netstack.replay.VirtualWorld;
import io.netstack.replay.World;

/** Our stack lets as much time pass as Linux. In virtual time. */
class LongVectorsTest extends LongVectors {
    private static final long SEED = 1;

    @Override
    protected World world() {
        return new VirtualWorld(SEED);
    }

    @Override
    protected double patience() {
        return 0;
    }
}
