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
        return new StatusSnapshot(7, writtenMs, Map.of("Tcp.InSegs", syns, "Tcp.OutRsts", 0L), List.of(new ListenerStatus("198.18.0.1",
            8080, "linux-6.18",
            new ListenerStatus.Queue(0, 1, 5), new ListenerStatus.Queue(waiting, 6, 5))));
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
    void ratesAreWhatMovedPerSecondAndNothingElse() {
        assertThat(LiveView.rates(snapshot(3000, 500, 0), snapshot(1000, 100, 0))).isEqualTo(Map.of("Tcp.InSegs", 200.0));
        assertThat(LiveView.rates(snapshot(1000, 100, 0), null)).isEmpty();
    }
}
