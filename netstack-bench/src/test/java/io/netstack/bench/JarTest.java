package io.netstack.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Annotation processors that did not run leave no trace but a jar without a list: it builds, and has nothing to run. */
class JarTest {

    @ParameterizedTest
    @ValueSource(strings = {"io.netstack.bench.Floor", "io.netstack.bench.SynToSynAck", "io.netstack.bench.SynAckAccept",
        "io.netstack.bench.Parsing", "io.netstack.bench.SegmentCost", "io.netstack.bench.SynByPolicy", "io.netstack.bench.SimulatedFlood",
        "io.netstack.listen.SynQueueCost", "io.netstack.listen.AcceptHandover"})
    void everyBenchmarkIsInJmhsList(String benchmark) throws IOException {
        assertThat(list("/META-INF/BenchmarkList")).contains(benchmark);
    }

    @ParameterizedTest
    @ValueSource(strings = {"io.netstack.stress.SlotRingAtTheWrap", "io.netstack.stress.SlotRingTwoTakers",
        "io.netstack.stress.SlotRingOneCell", "io.netstack.listen.AcceptQueueWake"})
    void everyStressTestIsInJcstresssList(String test) throws IOException {
        assertThat(list("/META-INF/TestList")).contains(test);
    }

    private static String list(String name) throws IOException {
        try (InputStream in = JarTest.class.getResourceAsStream(name)) {
            assertThat(in).as(name).isNotNull();
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
