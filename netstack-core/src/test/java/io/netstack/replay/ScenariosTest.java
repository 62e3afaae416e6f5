package io.netstack.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ScenariosTest {

    @Test
    void everyRecordingIsNamedOnceAndEveryNameHasARecording() throws IOException, URISyntaxException {
        try (Stream<Path> files = Files.list(Path.of(ScenariosTest.class.getResource("/traces").toURI()))) {
            List<String> recorded = files.map(file -> file.getFileName().toString().replace(".jsonl", "")).sorted().toList();
            assertThat(Scenarios.all()).containsExactlyInAnyOrderElementsOf(recorded).hasSize(56).doesNotHaveDuplicates();
        }
    }

    @Test
    void theTestsOwnReaderReadsEveryFrameAsTheRecordingSays() {
        for (String scenario : Scenarios.all()) {
            for (Recording.Sent sent : RecordingFile.named(scenario).all(Recording.Sent.class)) {
                assertThat(Packet.read(sent.frame())).as(scenario).isNotNull();
            }
        }
    }

    @Test
    void whatIsWrittenReadsAsTheSameRecording() throws IOException {
        for (String scenario : Scenarios.all()) {
            Recording golden = RecordingFile.named(scenario);
            Recording again = RecordingFile.read(RecordingFile.write(golden));
            assertThat(RecordingComparer.compare(golden, again)).as(scenario).isEmpty();
            assertThat(again.all(Recording.Sent.class)).as(scenario).usingRecursiveComparison().isEqualTo(golden.all(Recording.Sent.class));
        }
    }
}
