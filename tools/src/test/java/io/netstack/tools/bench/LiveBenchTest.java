package io.netstack.tools.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.netstack.pcap.Live;
import io.netstack.pcap.Live.Need;
import io.netstack.pcap.NetDevice;
import io.netstack.tools.lab.TopologyKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The benchmarks beside the kernel run, count what they say they count, and leave nothing behind. Their ratios are not looked at here. */
@Live(needs = {Need.TUN, Need.LIBPCAP})
class LiveBenchTest {
    private static final int SYNS = 3000;

    @ParameterizedTest
    @EnumSource(value = TopologyKind.class, names = {"PCAP_VETH", "TAP"})
    void aFloodIsAnsweredByStackAndKernel(TopologyKind kind) throws Exception {
        BenchReport report = new FloodBench(kind, SYNS, 1).run();

        Map<String, Map<String, Object>> rows = rows(report);
        assertThat(median(rows, "netstack, syncookies 1", "answeredPercent")).isBetween(1.0, 101.0);
        assertThat(median(rows, "netstack, syncookies 1", "stackThreadNsPerSyn")).isPositive();
        // 128 of the backlog and one more are answered, and whatever is sent again
        assertThat(median(rows, "netstack, syncookies 0", "answeredPercent")).isBetween(1.0, 15.0);
        assertThat(median(rows, "netstack, ring-drop", "answeredPercent")).isBetween(1.0, 15.0);
        if (kind == TopologyKind.PCAP_VETH) {
            assertThat(median(rows, "kernel, syncookies 1", "answeredPercent")).isBetween(90.0, 101.0);
            assertThat(median(rows, "kernel, syncookies 0", "answeredPercent")).isBetween(1.0, 15.0);
        }
        assertThat(report.ratios()).anyMatch(ratio -> ratio.what().contains("--capture") && ratio.isPromised());
        assertNothingIsLeft();
    }

    @ParameterizedTest
    @EnumSource(value = TopologyKind.class, names = {"PCAP_VETH", "TAP"})
    void bulkIsCarriedBothWays(TopologyKind kind) throws Exception {
        BenchReport report = new BulkBench(kind, 2_000_000, 1).run();

        Map<String, Map<String, Object>> rows = rows(report);
        assertThat(rows.keySet()).contains("netstack to client", "netstack from client");
        assertThat(rows.keySet()).allSatisfy(name -> assertThat(median(rows, name, "megabitsPerSecond")).isPositive());
        assertThat(report.ratios()).hasSize(kind == TopologyKind.PCAP_VETH ? 2 : 0);
        assertNothingIsLeft();
    }

    @ParameterizedTest
    @EnumSource(value = TopologyKind.class, names = {"PCAP_VETH", "TAP"})
    void requestsAreAnswered(TopologyKind kind) throws Exception {
        assumeThat(Wrk.missing()).as("wrk").isEmpty();

        BenchReport report = new HttpBench(kind, new HttpBench.Load(5, 1, 1000), 1).run();

        Map<String, Map<String, Object>> rows = rows(report);
        assertThat(rows).hasSize(kind == TopologyKind.PCAP_VETH ? 2 : 1);
        assertThat(rows.keySet()).allSatisfy(name -> {
            assertThat(median(rows, name, "requestsPerSecond")).isPositive();
            assertThat(median(rows, name, "failed")).isZero();
        });
        assertNothingIsLeft();
    }

    private static void assertNothingIsLeft() {
        assertThat(NetDevice.names()).isSubsetOf("lo");
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Map<String, Object>> rows(BenchReport report) {
        Map<String, Map<String, Object>> rows = new LinkedHashMap<>();
        ((List<Map<String, Object>>) report.json().get("rows")).forEach(row -> rows.put((String) row.get("name"), row));
        return rows;
    }

    @SuppressWarnings("unchecked")
    private static double median(Map<String, Map<String, Object>> rows, String row, String column) {
        return (Double) ((Map<String, Object>) rows.get(row).get(column)).get("median");
    }
}
