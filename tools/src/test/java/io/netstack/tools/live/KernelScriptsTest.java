package io.netstack.tools.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.netstack.pcap.Live;
import io.netstack.pcap.Live.Need;
import io.netstack.observe.FrameTrace;
import io.netstack.policy.Policies;
import io.netstack.replay.Recording;
import io.netstack.replay.RecordingComparer;
import io.netstack.replay.RecordingFile;
import io.netstack.replay.Replayer;
import io.netstack.replay.VirtualWorld;
import io.netstack.script.RandomScript;
import java.nio.file.Files;
import java.nio.file.Path;
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
 * Random scripts are played to a real kernel's listener, and what it did is replayed to ours in virtual time: the two must not differ. The
 * number of seeds is the system property {@code netstack.kernel.seeds}, the first one {@code netstack.kernel.first}.
 */
@Live(needs = Need.TUN)
class KernelScriptsTest {
    private static final int SEEDS = Integer.getInteger("netstack.kernel.seeds", 24);
    private static final int FIRST = Integer.getInteger("netstack.kernel.first", 1);
    /** Scripts mostly wait, so many are played at a time, each in a namespace of its own. */
    private static final int AT_A_TIME = 8;
    private static final long WHEEL_GRAIN_NS = 256_000_000L;
    private static final int ATTEMPTS = 3;
    private static final int PHASES = 64;
    private static final int CLOCK_GRAIN_MS = 64;
    /** Odd, so that wheel and clock do not stand in step. */
    private static final int CLOCK_STEP_MS = 9;

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
                    List<String> found = compareAgainAndAgain(mine);
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

    /** A timer and a frame of the script may meet within a millisecond: only a difference that comes every time is one. */
    private static List<String> compareAgainAndAgain(long seed) throws Exception {
        List<String> found = compare(seed);
        for (int attempt = 1; attempt < ATTEMPTS && !found.isEmpty(); attempt++) {
            found = compare(seed);
        }
        return found;
    }

    /**
     * The fewest differences at any phase of the timer wheel and the timestamp clock, which are the kernel's own affair; when there are
     * some, the recording is kept.
     */
    private static List<String> compare(long seed) throws Exception {
        Recording golden;
        try (KernelWorld kernel = new KernelWorld()) {
            golden = RandomScript.play(seed, kernel);
        }
        List<String> fewest = null;
        for (int phase = 0; phase < PHASES && (fewest == null || !fewest.isEmpty()); phase++) {
            long wheelNs = WHEEL_GRAIN_NS / PHASES * phase;
            int clockMs = CLOCK_STEP_MS * phase % CLOCK_GRAIN_MS;
            try (VirtualWorld world = new VirtualWorld(Policies.named("linux"), seed, wheelNs, clockMs, FrameTrace.NONE)) {
                List<String> found = RecordingComparer.compare(golden, Replayer.play(golden, world));
                fewest = fewest == null || found.size() < fewest.size() ? found : fewest;
            }
        }
        if (!fewest.isEmpty()) {
            Path file = Path.of("target", "differences", golden.scenario() + ".jsonl");
            Files.createDirectories(file.getParent());
            Files.writeString(file, RecordingFile.write(golden));
        }
        return fewest;
    }
}
