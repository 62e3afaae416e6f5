package io.netstack.tools.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QueueBarTest {
    @ParameterizedTest
    @CsvSource({"0,2,... 0", "2,2,##. 2", "3,2,### 3", "1,0,# 1", "0,4096,........ 0", "1,4096,#....... 1", "4097,4096,######## 4097",
        "9,2,### 9", "5,9,####.... 5", "1,-1,# 1"})
    void aBarHasACellPerPlaceWhileThereAreFew(int length, int limit, String bar) {
        assertThat(new QueueBar(Glyphs.PLAIN).of(length, limit)).isEqualTo(bar);
        assertThat(bar.length()).isLessThanOrEqualTo(QueueBar.width(limit));
    }

    @Test
    void aTerminalWithoutDrawingCharactersGetsPlainOnes() {
        assertThat(Glyphs.in(StandardCharsets.UTF_8)).isEqualTo(Glyphs.DRAWN);
        assertThat(Glyphs.in(StandardCharsets.US_ASCII)).isEqualTo(Glyphs.PLAIN);
    }

    @Test
    void aTableAlignsNumbersToTheRight() {
        assertThat(new Table("name", " count").row("a", 1).row("longer", 100).lines())
            .containsExactly("name    count", "a           1", "longer    100");
    }
}
