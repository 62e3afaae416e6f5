package io.netstack.tools.live;

import io.netstack.pcap.Live;
import io.netstack.pcap.Live.Need;
import io.netstack.replay.World;
import io.netstack.script.LongVectors;
import java.io.IOException;

/**
 * The long scripts tell the truth, too. They take five minutes, so that no build runs them by itself:
 * {@code mvn -pl tools -am verify -Dtest=KernelLongVectors -Dsurefire.failIfNoSpecifiedTests=false}.
 */
@Live(needs = Need.TUN)
class KernelLongVectors extends LongVectors {

    @Override
    protected World world() throws IOException, InterruptedException {
        return new KernelWorld();
    }

    @Override
    protected double patience() {
        return KernelRequestVectorsTest.PATIENCE;
    }
}
