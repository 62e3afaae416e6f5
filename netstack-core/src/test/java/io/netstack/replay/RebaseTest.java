package io.netstack.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RebaseTest {

    static Stream<String> scenarios() {
        return Scenarios.all().stream();
    }

    /** Where the listener's numbers are the recorded ones, nothing moves, damaged checksums included. */
    @ParameterizedTest
    @MethodSource("scenarios")
    void aFrameForAListenerThatHasNotAnsweredStaysAsItWas(String scenario) {
        Recording golden = RecordingFile.named(scenario);
        Rebase rebase = new Rebase(golden, new Transcriber());
        for (Recording.Sent sent : golden.all(Recording.Sent.class)) {
            assertThat(rebase.apply(sent)).as(sent.note()).isEqualTo(sent.frame());
        }
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void aFrameMovedByNothingKeepsItsChecksums(String scenario) {
        Recording golden = RecordingFile.named(scenario);
        Transcriber transcriber = new Transcriber();
        Rebase rebase = new Rebase(golden, transcriber);
        for (Recording.Sent sent : golden.all(Recording.Sent.class)) {
            Packet p = Packet.read(sent.frame());
            if (sent.peer() == null || !p.tcp()) {
                continue;
            }
            Transcriber.Peer peer = transcriber.add(sent.peer(), p.source(), p.sourcePort(), p.destinationPort(),
                p.seq() - (int) (long) sent.relativeSequence());
            if (sent.relativeAck() != null) {
                peer.listenerIss = p.ack() - (int) (long) sent.relativeAck();
            }
            assertThat(rebase.apply(sent)).as(sent.note()).isEqualTo(sent.frame());
        }
    }
}
