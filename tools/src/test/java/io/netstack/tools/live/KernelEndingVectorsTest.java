package io.netstack.tools.live;

import io.netstack.pcap.Live;
import io.netstack.pcap.Live.Need;
import io.netstack.replay.World;
import io.netstack.script.EndingVectors;
import java.io.IOException;

/** The scripts about endings tell the truth: the kernel that this machine runs passes them too. */
@Live(needs = Need.TUN)
class KernelEndingVectorsTest extends EndingVectors {

    @Override
    protected World world() throws IOException, InterruptedException {
        return new KernelWorld();
    }

    @Override
    protected double patience() {
        return KernelRequestVectorsTest.PATIENCE;
    }
}
