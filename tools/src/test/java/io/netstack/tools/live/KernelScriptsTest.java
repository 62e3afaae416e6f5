package io.netstack.tools.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.netstack.pcap.Live;
import io.netstack.pcap.Live.Need;
import io.netstack.observe.FrameTrace;
import io.netstack.policy.Policies;
import io.netstack.replay.Recording;
import io.netstack.replay.RecordingComparer;
import io.netstack.replay.Replayer;
import io.netstack.replay.VirtualWorld;
import io.netstack.script.RandomScript;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

/**
 * Random scripts are played to a real kernel's listener, and what it did is replayed to ours in virtual time: the two must not differ. The number
 * of seeds is the system property {@code netstack.kernel.seeds}, the first one {@code netstack.kernel.first}.
 */
@Live(needs = Need.TUN)
class KernelScriptsTest {
    private static final int SEEDS = Integer.getInteger("netstack.kernel.seeds", 24);
    private static final int FIRST = Integer.getInteger("netstack.kernel.first", 1);
    /** Scripts mostly wait, so many are played at a time, each in a namespace of its own. */
    private static final int AT_A_TIME = 8;
    private static final long WHEEL_GRAIN_NS = 256_000_000L;
    private static final long WHEEL_STEP_NS = 8_000_000L;

    @Test
    void aRandomScriptCannotTellOurListenerFromTheKernels() throws InterruptedException, ExecutionException {
        Map<Long, List<String>> differences = new ConcurrentSkipListMap<>();
        Semaphore places = new Semaphore(AT_A_TIME);
        ExecutorService threads = Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory());
        List<Future<?>> running = new ArrayList<>();
        for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
            long mine = seed;
            places.acquire();
            running.add(threads.submit(() -> {
                try {
                    List<String> found = compare(mine);
                    if (!found.isEmpty()) {
                        differences.put(mine, found);
                    }
                } finally {
                    places.release();
                }
                return null;
            }));
        }
        for (Future<?> one : running) {
            one.get();
        }
        threads.shutdown();
        assertThat(new TreeMap<>(differences)).as("differences by seed, of %d seeds", SEEDS).isEmpty();
    }

    /** The fewest differences at any phase of the timer wheel, which is the kernel's own affair. */
    private static List<String> compare(long seed) throws Exception {
        Recording golden;
        try (KernelWorld kernel = new KernelWorld()) {
            golden = RandomScript.play(seed, kernel);
        }
        List<String> fewest = null;
        for (long phaseNs = 0; phaseNs < WHEEL_GRAIN_NS && (fewest == null || !fewest.isEmpty()); phaseNs += WHEEL_STEP_NS) {
            try (VirtualWorld world = new VirtualWorld(Policies.named("linux"), seed, phaseNs, FrameTrace.NONE)) {
                List<String> found = RecordingComparer.compare(golden, Replayer.play(golden, world));
                fewest = fewest == null || found.size() < fewest.size() ? found : fewest;
            }
        }
        return fewest;
    }
}
