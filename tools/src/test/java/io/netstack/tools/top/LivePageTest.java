package io.netstack.tools.top;

import static org.assertj.core.api.Assertions.assertThat;

import io.netstack.observe.ListenerStatus;
import io.netstack.observe.StatusSnapshot;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.URI;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LivePageTest {
    private static StatusSnapshot snapshot(long writtenMs, long syns, int waiting) {
        return new StatusSnapshot(7, writtenMs, Map.of("Tcp.InSegs", syns, "Tcp.OutRsts", 0L),
            Map.of("SYN_QUEUED", syns, "SYN_DROP_ACCEPT_QUEUE_FULL", 2 * syns, "SEGMENT_RECEIVED", syns),
            List.of(new ListenerStatus("198.18.0.1", 8080, "linux-6.18", new ListenerStatus.Queue(0, 1, 5),
                new ListenerStatus.Queue(waiting, 6, 5, 1_300_000_000L, 12_000_000L))));
    }

    @Test
    void thePageAndItsEventsComeFromLoopback() throws IOException {
        try (LivePage page = new LivePage(0, () -> List.of(snapshot(1, 2, 3)))) {
            URI address = URI.create(page.address());
            assertThat(InetAddress.getByName(address.getHost()).isLoopbackAddress()).isTrue();
            assertThat(new String(address.toURL().openStream().readAllBytes(),
                StandardCharsets.UTF_8)).contains("EventSource").doesNotContain("{{");
            URLConnection events = address.resolve("/events").toURL().openConnection();
            assertThat(events.getContentType()).isEqualTo("text/event-stream");
            try (BufferedReader in = new BufferedReader(new InputStreamReader(events.getInputStream(), StandardCharsets.UTF_8))) {
                assertThat(in.readLine()).startsWith("data: [{\"pid\":7").contains("\"length\":3");
            }
        }
    }

    @Test
    void aBarIsAsLongAsTheQueueIsFullAndMarksWhatIsBeyond() {
        assertThat(LiveView.bar(new ListenerStatus.Queue(0, 0, 4))).startsWith("[........................................]  0 of 4");
        assertThat(LiveView.bar(new ListenerStatus.Queue(2, 3,
            4))).startsWith("[####################....................]  2 of 4, at most 3");
        assertThat(LiveView.bar(new ListenerStatus.Queue(5, 5, 4))).startsWith("[########################################]! 5 of 4");
        assertThat(LiveView.bar(new ListenerStatus.Queue(1, 1, 4096))).startsWith("[#...");
    }

    @Test
    void aBarSaysHowLongItsEntriesHaveBeenThere() {
        assertThat(LiveView.lines(snapshot(1000, 1, 3), null))
            .anyMatch(line -> line.endsWith("3 of 5, at most 6, there for 12.0 ms to 1.30 s"))
            .anyMatch(line -> line.endsWith("0 of 5, at most 1"));
        assertThat(LiveView.lines(snapshot(1000, 1, 1), null)).anyMatch(line -> line.endsWith("1 of 5, at most 6, there for 1.30 s"));
    }

    @Test
    void verdictsFallSoManyTimesASecondTheFrequentOnesFirst() {
        assertThat(LiveView.verdictRates(snapshot(3000, 500, 0), snapshot(1000, 100, 0)).toString())
            .isEqualTo("{SYN_DROP_ACCEPT_QUEUE_FULL=400.0, SYN_QUEUED=200.0}");
        assertThat(LiveView.lines(snapshot(3000, 500, 0), snapshot(1000, 100, 0))).contains("verdicts", "           200 /s  SYN_QUEUED");
    }

    @Test
    void ratesAreWhatMovedPerSecondAndNothingElse() {
        assertThat(LiveView.rates(snapshot(3000, 500, 0), snapshot(1000, 100, 0))).isEqualTo(Map.of("Tcp.InSegs", 200.0));
        assertThat(LiveView.rates(snapshot(1000, 100, 0), null)).isEmpty();
    }
}
