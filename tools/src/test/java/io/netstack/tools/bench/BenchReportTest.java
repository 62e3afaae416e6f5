package io.netstack.tools.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.jr.ob.JSON;
import io.netstack.tools.bench.BenchReport.Column;
import io.netstack.wire.Ipv4Packet;
import io.netstack.wire.TcpFlags;
import io.netstack.wire.TcpSegment;
import io.netstack.wire.WireFault;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BenchReportTest {
    private static final Column RATE = new Column("rate", "k/s", 1000, 1);
    private static final Column FAILED = new Column("failed", "failed", 1, 0);

    private final BenchReport report = new BenchReport("race", "race over a wire, 3 rounds", List.of(RATE, FAILED));

    private String printed() {
        StringWriter text = new StringWriter();
        report.print(new PrintWriter(text));
        return text.toString();
    }

    @Test
    void aRowIsMedianLeastAndMostInTheColumnsUnit() {
        report.row("tortoise", Map.of(RATE, Spread.of(List.of(2000.0, 1500.0, 9000.0)), FAILED, Spread.of(List.of(0.0, 1.0, 0.0))));
        report.row("hare", Map.of(RATE, Spread.of(List.of(4000.0))));

        assertThat(printed().lines()).containsExactly(
            "race over a wire, 3 rounds",
            "",
            "                    k/s   failed",
            "tortoise  2.0 (1.5–9.0)  0 (0–1)",
            "hare      4.0 (4.0–4.0)",
            "",
            "");
    }

    @Test
    void theMedianOfAnEvenNumberLiesBetweenTheMiddleTwo() {
        assertThat(Spread.of(List.of(4.0, 1.0, 3.0, 2.0))).isEqualTo(new Spread(2.5, 1, 4));
    }

    @Test
    void aRatioSaysWhetherItKeepsItsLimitAndReachesItsAim() {
        assertThat(Ratio.atLeast("a / b", 0.61, 0.3, 0.5).line()).startsWith("kept ").endsWith("0.61 x    at least 0.3, aim 0.5");
        assertThat(Ratio.atLeast("a / b", 0.41, 0.3, 0.5).line()).startsWith("kept (-) ");
        assertThat(Ratio.atLeast("a / b", 0.29, 0.3, 0.5).line()).startsWith("MISSED ");
        assertThat(Ratio.atMost("a / b", 1.3, 1.3).line()).startsWith("kept ").endsWith("at most 1.3");
        assertThat(Ratio.atMost("a / b", 1.31, 1.3).line()).startsWith("MISSED ");
        assertThat(Ratio.plain("a / b", 7).line()).isEqualTo(" ".repeat(9) + "a / b" + " ".repeat(67) + "7.00 x");
    }

    @Test
    void oneMissedPromiseSpoilsTheReport() {
        report.ratio(Ratio.plain("nothing promised", 100));
        report.ratio(Ratio.atMost("within", 1, 2));
        assertThat(report.isKept()).isTrue();

        report.ratio(Ratio.atMost("beyond", 3, 2));
        assertThat(report.isKept()).isFalse();
    }

    @Test
    void jsonHasTheNumbersUnroundedAndTheMachine() throws Exception {
        report.row("hare", Map.of(RATE, Spread.of(List.of(4000.25))));
        report.ratio(Ratio.atLeast("hare / tortoise", 2.5, 1, 3));
        report.note("it was windy");

        Map<String, Object> all = JSON.std.mapFrom(BenchReport.json(List.of(report)));

        assertThat(all.get("machine").toString()).contains("Linux ").contains("JDK ").contains("load ");
        assertThat(all.get("reports")).isEqualTo(List.of(Map.of("benchmark", "race", "title", "race over a wire, 3 rounds",
            "rows", List.of(Map.of("name", "hare", "rate", Map.of("median", 4000.25, "least", 4000.25, "most", 4000.25))),
            "ratios", List.of(Map.of("what", "hare / tortoise", "value", 2.5, "unit", "x", "atLeast", 1.0, "aim", 3.0, "kept", true)),
            "notes", List.of("it was windy"))));
    }

    @Test
    void whatWrkPrintsIsUnderstood() {
        String clean = "Running 3s test @ http://198.18.0.1:8080/\n  183021 requests in 3.10s, 201.6MB read\nRequests/sec:  59038.22\n";
        assertThat(Wrk.parse(clean)).isEqualTo(new Wrk(59038.22, 0));
        assertThat(Wrk.parse("  Socket errors: connect 1, read 20, write 0, timeout 3\n  Non-2xx or 3xx responses: 100\nRequests/sec:  5.00\n"))
            .isEqualTo(new Wrk(5, 124));
        assertThatThrownBy(() -> Wrk.parse("unable to connect")).isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("unable to connect");
    }

    @Test
    void aFloodComesFromManySourcesWithRightChecksums() {
        FloodFrames frames = new FloodFrames(1, 2, 0xC612_0001, 80, 7);
        Ipv4Packet ip = new Ipv4Packet();
        TcpSegment segment = new TcpSegment();
        Set<Integer> sources = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            byte[] frame = frames.next();
            assertThat(ip.wrap(frame, 14, frame.length - 14)).isEqualTo(WireFault.NONE);
            assertThat(segment.wrap(frame, ip.payloadOffset(), ip.payloadLength())).isEqualTo(WireFault.NONE);
            assertThat(segment.checksumIsRight(ip.source(), ip.destination())).isTrue();
            assertThat(segment.flags()).isEqualTo(TcpFlags.SYN);
            // 198.18.0.0/15, but not the wire's own 198.18.0.0/24
            assertThat(ip.source() >>> 17).isEqualTo(0xC612 >>> 1);
            assertThat(ip.source() >>> 8).isNotEqualTo(0xC6_1200);
            sources.add(ip.source());
        }
        assertThat(sources).hasSizeGreaterThan(900);
    }
}
