package io.netstack.conn;

import static org.assertj.core.api.Assertions.assertThat;

import io.netstack.flow.TimerGrain;
import io.netstack.observe.Counter;
import io.netstack.observe.Reason;
import io.netstack.wire.TcpFlags;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Window fields that Linux 6.18 sent for segments of given sizes that nobody read: tcp_rmem 131072 and 6291456. */
class WindowVectorsTest {
    private Lab lab = new Lab();

    @AfterEach
    void everySlotAndBufferIsBack() {
        lab.assertNothingLeft();
    }

    record Vector(String sizes, List<Integer> windows, int slowStart, int ratio) {
        @Override
        public String toString() {
            return sizes;
        }
    }

    static Stream<Vector> withTimestampsAndScale() {
        return Stream.of(
            new Vector("1x3", List.of(510, 510, 510), 64088, 128),
            new Vector("128x3", List.of(509, 508, 507), 64088, 128),
            new Vector("200x16", range(508, 493, 1), 64088, 128),
            new Vector("256x3", List.of(508, 506, 504), 64088, 128),
            new Vector("300x3", List.of(507, 505, 503), 64088, 128),
            new Vector("400x3", List.of(506, 503, 500), 64088, 128),
            new Vector("500x3", List.of(506, 503, 500), 64088, 128),
            new Vector("536x3", List.of(505, 501, 497), 64088, 128),
            new Vector("537x3", List.of(505, 501, 497), 54784, 107),
            new Vector("600x3", List.of(505, 501, 497), 61440, 120),
            new Vector("640x3", List.of(505, 500, 495), 36352, 71),
            new Vector("800x3", List.of(503, 497, 491), 45056, 88),
            new Vector("1000x3", List.of(502, 495, 488), 56832, 111),
            new Vector("1100x3", List.of(501, 493, 485), 62464, 122),
            new Vector("1200x3", List.of(523, 514, 505), 66899, 133),
            new Vector("1300x3", List.of(532, 555, 546), 70952, 144),
            new Vector("1400x3", List.of(532, 555, 577), 73848, 155),
            new Vector("1448x16", List.of(532, 555, 577, 595, 584, 573, 562, 551, 540, 529, 518, 507, 496, 485, 474, 463), 76160, 160));
    }

    static Stream<Vector> withoutOptions() {
        return Stream.of(
            new Vector("10x4", List.of(64230, 64220, 64210, 64200), 64076, 128),
            new Vector("128x4", List.of(64112, 63984, 63984, 63856), 64076, 128),
            new Vector("536x4", List.of(63784, 63784, 63248, 62712), 64076, 128),
            new Vector("537x4", List.of(63703, 63166, 62629, 62092), 54784, 107),
            new Vector("1000x4", List.of(63240, 62240, 61240, 60240), 56832, 111),
            new Vector("1459x4", List.of(65535, 65535, 65535, 65535), 75920, 162),
            new Vector("1460x4", List.of(65535, 65535, 65535, 65535), 75920, 162));
    }

    private static List<Integer> range(int first, int last, int step) {
        List<Integer> values = new ArrayList<>();
        for (int v = first; v >= last; v -= step) {
            values.add(v);
        }
        return values;
    }

    @ParameterizedTest
    @MethodSource("withTimestampsAndScale")
    void everySegmentIsAcknowledgedWithLinuxsWindow(Vector vector) {
        lab.withOptions().establish(1);
        run(vector);
    }

    @ParameterizedTest
    @MethodSource("withoutOptions")
    void withoutOptionsTheWindowIsExactToTheByte(Vector vector) {
        lab.withoutOptions(1460).establish(1);
        run(vector);
    }

    private void run(Vector vector) {
        String[] parts = vector.sizes.split("x");
        int size = Integer.parseInt(parts[0]);
        int seq = 1;
        List<Integer> windows = new ArrayList<>();
        for (int i = 0; i < Integer.parseInt(parts[1]); i++) {
            lab.advance(2).data(seq, 1, size);
            seq += size;
            windows.addAll(lab.windows());
        }
        assertThat(windows).isEqualTo(vector.windows);
        assertThat(lab.c.window.slowStart).isEqualTo(vector.slowStart);
        assertThat(lab.c.window.ratio).isEqualTo(vector.ratio);
    }

    @Test
    void fullSegmentsGoFromQuickToDelayedAcksAsTheMemoryFills() {
        lab.withOptions().establish(20.4);
        List<Integer> windows = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            lab.advance(4.5).data(1 + 1448 * i, 1, 1448);
            windows.addAll(lab.windows());
        }
        lab.advance(100);
        windows.addAll(lab.windows());
        assertThat(windows.subList(0, 20)).isEqualTo(Stream.concat(Stream.of(532, 555, 577), range(595, 419, 11).stream()).toList());
        assertThat(windows.subList(20, 23)).containsExactly(318, 217, 116);
    }

    @Test
    void aReaderThatKeepsUpLetsTheWindowGrowToItsLimit() {
        lab.withOptions().establish(1);
        List<Integer> windows = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            lab.advance(2).data(1 + 1448 * i, 1, 1448);
            windows.addAll(lab.windows());
            assertThat(lab.read(4096)).isEqualTo(1448);
            windows.addAll(lab.windows());
        }
        assertThat(windows).startsWith(532, 555, 577).endsWith(629, 629);
    }

    @Test
    void aLargerMaximumMeansALargerScale() {
        lab = new Lab(ConnSettings.linux().with().receiveMemory(131_072, 33_554_432, 212_992).build(), TimerGrain.EXACT, 16);
        lab.withOptions().establish(1);
        for (int i = 0; i < 3; i++) {
            lab.advance(2).data(1 + 1448 * i, 1, 1448);
        }
        assertThat(lab.windows()).containsExactly(67, 70, 73);
    }

    @Test
    void holesKeepTheWindowAndFillingThemShowsWhatTheQueueCosts() {
        lab.withOptions().establish(1);
        int seq = 1;
        for (int i = 0; i < 4; i++, seq += 1448) {
            lab.advance(2).data(seq, 1, 1448);
        }
        assertThat(lab.windows()).containsExactly(532, 555, 577, 595);
        int hole = seq;
        for (int i = 0; i < 20; i++) {
            seq += 1448;
            lab.advance(2).data(seq, 1, 1448);
        }
        lab.advance(2);
        assertThat(lab.windows()).isNotEmpty().allMatch(w -> w == 595);
        lab.data(hole, 1, 1448);
        assertThat(lab.one()).isEqualTo("A seq 1 ack " + (1 + 25 * 1448) + " win 359");
        assertThat(lab.c.window.slowStart).isEqualTo(76160);
    }

    @Test
    void aSmallBufferStopsThePeer() {
        lab.withOptions();
        lab.handshake.receiveBufferBytes(8192).receiveWindowScale(ReceiveWindow.windowScale(lab.settings, 8192))
            .receiveWindow(ReceiveWindow.initialWindow(lab.settings, 1448, 8192));
        assertThat(lab.handshake.receiveWindowScale()).isZero();
        assertThat(lab.handshake.receiveWindow()).isEqualTo(7240);
        lab.establish(1);
        List<Integer> windows = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            lab.advance(2).data(1 + 1448 * i, 1, 1448);
            windows.addAll(lab.windows());
        }
        lab.advance(100);
        windows.addAll(lab.windows());
        assertThat(windows).startsWith(8688, 7240, 5792).endsWith(0);
        assertThat(lab.c.window.slowStart).isEqualTo(8800);
    }

    @Test
    void aMiddlingBufferWithoutScale() {
        lab.withOptions();
        lab.handshake.receiveBufferBytes(20000).receiveWindowScale(ReceiveWindow.windowScale(lab.settings, 20000))
            .receiveWindow(ReceiveWindow.initialWindow(lab.settings, 1448, 20000));
        assertThat(lab.handshake.receiveWindow()).isEqualTo(18824);
        lab.establish(1);
        for (int i = 0; i < 8; i++) {
            lab.advance(2).data(1 + 1448 * i, 1, 1448);
        }
        assertThat(lab.windows()).startsWith(21720, 21720, 20272, 18824, 17376, 15928, 14480, 13032);
        assertThat(lab.c.window.slowStart).isEqualTo(22120);
    }

    @ParameterizedTest
    @CsvSource({"1448, 65160", "1460, 64240", "536, 65392", "1300, 65000", "1440, 64800"})
    void theWindowOfTheSynAckIsAMultipleOfTheSegment(int segmentBytes, int window) {
        assertThat(ReceiveWindow.initialWindow(Lab.linux6291456(), segmentBytes, 0)).isEqualTo(window);
    }

    @ParameterizedTest
    @CsvSource({"6291456, 0, 7", "33554432, 0, 10", "6291456, 65536, 1", "6291456, 8192, 0"})
    void theScaleFollowsTheMostThatMemoryCanBecome(int rmemMax, int userBytes, int scale) {
        ConnSettings settings = ConnSettings.linux().with().receiveMemory(131_072, rmemMax, 212_992).build();
        assertThat(ReceiveWindow.windowScale(settings, userBytes)).isEqualTo(scale);
    }

    @Test
    void theLeastBufferTakesOneSegmentAndOpensAgainWhenItIsRead() {
        lab.withOptions();
        lab.handshake.receiveBufferBytes(1000).receiveWindowScale(0).receiveWindow(ReceiveWindow.initialWindow(lab.settings, 1448, 1000));
        assertThat(lab.handshake.receiveWindow()).isEqualTo(1152);
        lab.establish(1);
        lab.data(1, 1, 1448);
        lab.advance(50);
        assertThat(lab.windows()).endsWith(0);
        assertThat(lab.read(2000)).isEqualTo(1448);
        assertThat(lab.windows()).containsExactly(1152);
    }

    @Test
    void aFullQueueTakesTheLastSegmentsInSilenceAndThenRefuses() {
        // The phase of the kernel's clock decides whether eight or nine segments share a delayed ACK: this one gives the recorded 9, 9, 9, 8.
        lab = new Lab(Lab.linux6291456(), TimerGrain.linuxWheel(0), 16);
        lab.withOptions().establish(20.6);
        int seq = 1;
        List<Integer> windows = new ArrayList<>();
        for (int i = 0; i < 55; i++, seq += 1448) {
            lab.advance(4.4).segment(TcpFlags.ACK, seq, 1, 1448);
            windows.addAll(lab.windows());
        }
        assertThat(windows).endsWith(419, 318, 217, 116, 26);
        for (int i = 0; i < 2; i++, seq += 1448) {
            assertThat(lab.segment(TcpFlags.ACK, seq, 1, 1448)).isEqualTo(Reason.CONNECTION_DATA);
            assertThat(lab.drain()).isEmpty();
        }
        for (int i = 0; i < 3; i++) {
            assertThat(lab.segment(TcpFlags.ACK, seq, 1, 1448)).isEqualTo(Reason.CONNECTION_OUT_OF_WINDOW);
            assertThat(lab.windows()).containsExactly(4);
        }
        assertThat(lab.count(Counter.BEYOND_WINDOW)).isEqualTo(3);
    }

    @Test
    void receiveMemoryFollowsWhatIsReadInARoundTrip() {
        ReceiveWindow window = new ReceiveWindow();
        window.open(lab.settings, lab.withOptions().handshake, 1448);
        window.ratio = 160;
        ReceiveTuning tuning = new ReceiveTuning();
        tuning.open(window, 0);
        tuning.onEcho(1, 21, 1448, window, true);
        tuning.onRead(window, lab.settings, 18_824, 0, 0, 25 * Lab.MS);
        assertThat(window.bufferBytes).isEqualTo(131_072);
        tuning.onRead(window, lab.settings, 18_824 + 34_752, 0, 0, 50 * Lab.MS);
        assertThat(window.bufferBytes).isEqualTo(299_401);
        tuning.onRead(window, lab.settings, 18_824 + 34_752 + 52_128, 0, 0, 75 * Lab.MS);
        assertThat(window.bufferBytes).isEqualTo(333_619);
        assertThat(window.clamp).isEqualTo(window.full());
    }

    @Test
    void aClosedWindowReopensInDoublingSteps() {
        lab.withOptions().establish(1);
        int seq = 1;
        while (lab.c.window.current() > 3000) {
            lab.advance(4.5).data(seq, 1, 1448);
            seq += 1448;
        }
        lab.advance(200);
        lab.drain();
        List<Integer> windows = new ArrayList<>();
        while (lab.read(1448) > 0) {
            windows.addAll(lab.windows());
        }
        assertThat(windows).containsExactly(43, 88, 178, 359);
    }
}
