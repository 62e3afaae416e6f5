package io.netstack.tools.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.netstack.pcap.Live;
import io.netstack.pcap.Live.Need;
import io.netstack.policy.Policies;
import io.netstack.replay.Recording;
import io.netstack.replay.RecordingComparer;
import io.netstack.replay.RecordingFile;
import io.netstack.replay.Replayer;
import io.netstack.replay.Scenarios;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Recordings of Linux 6.18 are replayed to our stack on real devices and the real clock, through the agent. Only the short ones, half a
 * minute in all, unless the system property {@code netstack.replay} is {@code all}: README has the command. Every recording in virtual time
 * is another test's.
 */
@Live(needs = {Need.TUN, Need.LIBPCAP})
class LiveReplayTest {
    /** Seconds: longer recordings are left out. */
    private static final double LONGEST = 0.7;
    private static final boolean ALL = System.getProperty("netstack.replay", "").equals("all");
    /** On a busy machine a frame or an answer may be late by more than the comparer allows. */
    private static final int ATTEMPTS = 3;

    @BeforeAll
    static void warmUp() {
        WarmUp.run(Policies.named("linux"));
    }

    static Stream<String> shortScenarios() {
        return Scenarios.LISTENING.stream().filter(name -> RecordingFile.named(name).events().getLast().t() < LONGEST);
    }

    static Stream<String> scenarios() {
        return ALL ? Scenarios.all().stream() : shortScenarios();
    }

    static Stream<String> aboutQueues() {
        return scenarios().filter(name -> name.matches("(backlog|third_ack|synq)_.*"));
    }

    /** How a world comes to be. */
    private interface Opening {
        AgentWorld open() throws Exception;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scenarios")
    void onATapDeviceOurListenerCannotBeToldFromLinux(String scenario) throws Exception {
        replay(scenario, AgentWorld::onTap);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("aboutQueues")
    void throughLibpcapOnAVethPairOurListenerCannotBeToldFromLinux(String scenario) throws Exception {
        replay(scenario, AgentWorld::onVeth);
    }

    private static void replay(String scenario, Opening opening) throws Exception {
        Recording golden = RecordingFile.named(scenario);
        List<String> differences = List.of();
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try (AgentWorld world = opening.open()) {
                differences = RecordingComparer.compare(golden, Replayer.play(golden, world));
            }
            if (differences.isEmpty()) {
                return;
            }
        }
        assertThat(differences).as(golden.description()).isEmpty();
    }
}
