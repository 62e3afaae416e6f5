package io.netstack.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A comparer that never complains proves nothing: every lie about every recording must be noticed. */
class RecordingComparerTest {

    static Stream<String> scenarios() {
        return Scenarios.all().stream();
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void aRecordingIsEqualToItself(String scenario) {
        assertThat(RecordingComparer.compare(RecordingFile.named(scenario), RecordingFile.named(scenario))).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void everyLieAboutARecordingIsReported(String scenario) {
        Recording golden = RecordingFile.named(scenario);
        List<Mutation> told = new ArrayList<>();
        for (Mutation mutation : Mutation.values()) {
            for (Recording mutant : mutation.of(golden)) {
                assertThat(RecordingComparer.compare(golden, mutant)).as("%s of %s", mutation, scenario).isNotEmpty();
                assertThat(RecordingComparer.compare(mutant, golden)).as("%s of %s, the other way round", mutation, scenario).isNotEmpty();
                told.add(mutation);
            }
        }
        assertThat(told).as("lies that could be told").contains(Mutation.A_FLAG, Mutation.A_MISSING_FRAME,
            Mutation.AN_EXTRA_FRAME, Mutation.A_COUNTER);
    }

    @ParameterizedTest
    @EnumSource(Mutation.class)
    void everyLieCanBeToldAboutSomeRecording(Mutation mutation) {
        assertThat(Scenarios.all()).anySatisfy(scenario -> assertThat(mutation.of(RecordingFile.named(scenario))).isNotEmpty());
    }

    @Test
    void whatIsIgnoredIsNotReported() {
        Recording golden = RecordingFile.named("backlog_1_syn_overflow");
        for (Recording mutant : Mutation.THE_WINDOW.of(golden)) {
            assertThat(RecordingComparer.compare(golden, mutant, RecordingComparer.Aspect.WINDOW)).isEmpty();
        }
        for (Recording mutant : Mutation.A_COUNTER.of(golden)) {
            assertThat(RecordingComparer.compare(golden, mutant, RecordingComparer.Aspect.COUNTERS)).isEmpty();
        }
    }
}
