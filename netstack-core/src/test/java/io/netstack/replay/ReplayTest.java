package io.netstack.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a Linux 6.18 listener did, ours must do: every recording, to the window field, in virtual time. */
class ReplayTest {

    static Stream<String> scenarios() {
        return Scenarios.all().stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scenarios")
    void ourListenerCannotBeToldFromLinux(String scenario) {
        Recording golden = RecordingFile.named(scenario);
        try (VirtualWorld world = new VirtualWorld(1)) {
            List<String> differences = RecordingComparer.compare(golden, Replayer.play(golden, world));
            assertThat(differences).as(golden.description()).isEmpty();
        }
    }
}
