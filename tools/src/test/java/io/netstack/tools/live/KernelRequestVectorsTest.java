package io.netstack.tools.live;

import io.netstack.pcap.Live;
import io.netstack.pcap.Live.Need;
import io.netstack.replay.World;
import io.netstack.script.RequestVectors;
import java.io.IOException;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The scripts about requests tell the truth: the kernel that this machine runs passes them too. */
@Execution(ExecutionMode.CONCURRENT)
@Live(needs = Need.TUN)
class KernelRequestVectorsTest extends RequestVectors {
    /** Seconds; a kernel's answer takes some ten microseconds. */
    static final double PATIENCE = 0.05;

    @Override
    protected World world() throws IOException, InterruptedException {
        return new KernelWorld();
    }

    @Override
    protected double patience() {
        return PATIENCE;
    }
}
