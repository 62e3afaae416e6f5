package io.netstack.policy;

import io.netstack.observe.FrameTrace;
import io.netstack.observe.Reason;
import io.netstack.replay.VirtualWorld;
import io.netstack.script.Script;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Plays packet scripts to a fresh stack under a policy, in virtual time. */
final class UnderPolicy {
    private static final long SEED = 1;

    /** The policies that were played under since somebody emptied this set: for the list of vectors. */
    static final Set<String> PLAYED = ConcurrentHashMap.newKeySet();

    private UnderPolicy() {
    }

    /** @return what the system wrote to its log meanwhile */
    static List<String> play(String policy, String script) {
        PLAYED.add(Policies.named(policy).name());
        List<String> log = new ArrayList<>();
        FrameTrace trace = new LogTrace(log);
        try (VirtualWorld world = new VirtualWorld(Policies.named(policy), SEED, VirtualWorld.WHEEL_PHASE_NS, 0, trace)) {
            new Script(world, 0).play(script);
        }
        return log;
    }

    /** Keeps only log lines. */
    private record LogTrace(List<String> lines) implements FrameTrace {

        @Override
        public void received(byte[] frame, int offset, int length, long nowNs) {
            // scripts check frames themselves
        }

        @Override
        public void sent(byte[] frame, int offset, int length, long nowNs, Reason reason, long a, long b) {
            // scripts check frames themselves
        }

        @Override
        public void ended(Reason reason, long a, long b) {
            // scripts check counters instead
        }

        @Override
        public void logged(String line, long nowNs) {
            lines.add(line);
        }
    }
}
