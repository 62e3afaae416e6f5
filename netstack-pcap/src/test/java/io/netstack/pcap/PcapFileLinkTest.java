package io.netstack.pcap;

import static io.netstack.pcap.CaptureFiles.enhancedPacket;
import static io.netstack.pcap.CaptureFiles.join;
import static io.netstack.pcap.CaptureFiles.networkInterface;
import static io.netstack.pcap.CaptureFiles.option;
import static io.netstack.pcap.CaptureFiles.pcap;
import static io.netstack.pcap.CaptureFiles.section;
import static io.netstack.pcap.CaptureFiles.simplePacket;
import static java.nio.ByteOrder.BIG_ENDIAN;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netstack.link.LinkCapabilities;
import java.io.ByteArrayInputStream;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PcapFileLinkTest {

    private static final LinkCapabilities OURS = new LinkCapabilities(1500, 0x02_00_00_00_00_01L, false);
    private static final byte[] FIRST = frame(60, 1);
    private static final byte[] SECOND = frame(61, 2);

    private record Delivered(byte[] frame, long timestampNs, boolean outbound) {
    }

    static Stream<ByteOrder> orders() {
        return Stream.of(BIG_ENDIAN, LITTLE_ENDIAN);
    }

    @ParameterizedTest
    @MethodSource("orders")
    void aPcapFileInEitherByteOrderGivesItsFramesWithStampsInNanoseconds(ByteOrder order) {
        List<Delivered> micro = read(pcap(order, false, 1, 0xF000_0000L, 999_999, FIRST, SECOND));
        assertThat(micro).extracting(Delivered::frame).containsExactly(FIRST, SECOND);
        assertThat(micro.getLast().timestampNs).isEqualTo(0xF000_0000L * 1_000_000_000L + 999_999_000L);
        assertThat(read(pcap(order, true, 1, 7, 999_999_999, FIRST)).getFirst().timestampNs).isEqualTo(7_999_999_999L);
    }

    @ParameterizedTest
    @MethodSource("orders")
    void aPcapngFileInEitherByteOrderGivesItsFramesStampsAndDirections(ByteOrder order) {
        byte[] outbound = option(order, 2, order == BIG_ENDIAN ? new byte[] {0, 0, 0, 2} : new byte[] {2, 0, 0, 0});
        byte[] comment = option(order, 1, (byte) 'o', (byte) 'h', (byte) '!');
        List<Delivered> got = read(join(section(order),
                networkInterface(order, 1, 0),
                networkInterface(order, 1, 0, option(order, 9, (byte) 9)),
                CaptureFiles.block(order, 0x0BAD, new byte[8]),
                enhancedPacket(order, 0, 5_000_001L, FIRST),
                enhancedPacket(order, 1, 0x1_0000_0001L, SECOND, comment, outbound)));
        assertThat(got).extracting(Delivered::frame).containsExactly(FIRST, SECOND);
        assertThat(got).extracting(Delivered::timestampNs).containsExactly(5_000_001_000L, 0x1_0000_0001L);
        assertThat(got).extracting(Delivered::outbound).containsExactly(false, true);
    }

    @Test
    void aSecondSectionMayTurnTheByteOrderAndStartsItsOwnInterfaces() {
        byte[] file = join(section(LITTLE_ENDIAN), networkInterface(LITTLE_ENDIAN, 1, 0), enhancedPacket(LITTLE_ENDIAN, 0, 1, FIRST),
                section(BIG_ENDIAN), networkInterface(BIG_ENDIAN, 1, 0), enhancedPacket(BIG_ENDIAN, 0, 2, SECOND));
        assertThat(read(file)).extracting(Delivered::timestampNs).containsExactly(1000L, 2000L);
        byte[] undescribed = join(section(LITTLE_ENDIAN), networkInterface(LITTLE_ENDIAN, 1, 0), section(LITTLE_ENDIAN),
                enhancedPacket(LITTLE_ENDIAN, 0, 1, FIRST));
        assertThatThrownBy(() -> read(undescribed)).isInstanceOf(LinkException.class).hasMessageContaining("interface 0, which is not");
    }

    @Test
    void aSimplePacketIsAsLongAsTheSnapLengthLeftIt() {
        List<Delivered> got = read(join(section(LITTLE_ENDIAN), networkInterface(LITTLE_ENDIAN, 1, 60),
                simplePacket(LITTLE_ENDIAN, 60, FIRST), simplePacket(LITTLE_ENDIAN, 1514, Arrays.copyOf(SECOND, 60))));
        assertThat(got).extracting(Delivered::frame).containsExactly(FIRST, Arrays.copyOf(SECOND, 60));
    }

    @Test
    void stampsOfEveryUnitBecomeNanoseconds() {
        assertThat(StampUnit.of(0).toNs(3)).isEqualTo(3_000_000_000L);
        assertThat(StampUnit.of(12).toNs(3_999)).isEqualTo(3);
        assertThat(StampUnit.of(0x80).toNs(3)).isEqualTo(3_000_000_000L);
        assertThat(StampUnit.of(0x80 | 1).toNs(3)).isEqualTo(1_500_000_000L);
        assertThat(StampUnit.of(0x80 | 32).toNs(0x1_8000_0000L)).isEqualTo(1_500_000_000L);
        assertThat(StampUnit.of(0x80 | 63).toNs(1L << 62)).isEqualTo(500_000_000L);
        assertThat(StampUnit.of(19)).isNull();
        assertThat(StampUnit.of(0x80 | 64)).isNull();
    }

    @Test
    void aPollDeliversNoMoreThanItsLimitAndKnowsTheEnd() {
        try (PcapFileLink link = open(pcap(LITTLE_ENDIAN, false, 1, 0, 0, FIRST, SECOND))) {
            assertThat(link.poll((buffer, offset, length) -> { }, 1)).isEqualTo(1);
            assertThat(link.ended()).isFalse();
            assertThat(link.poll((buffer, offset, length) -> { }, 64)).isEqualTo(1);
            assertThat(link.poll((buffer, offset, length) -> { }, 64)).isZero();
            assertThat(link.ended()).isTrue();
            assertThat(link.send(FIRST, 0, 60)).isTrue();
            assertThat(link.sentCount()).isEqualTo(1);
        }
    }

    @Test
    void aFileThatIsCutOffGivesItsWholeFramesAndThenOneLine() {
        byte[] whole = pcap(LITTLE_ENDIAN, false, 1, 0, 0, FIRST, SECOND);
        List<Integer> lengths = new ArrayList<>();
        try (PcapFileLink link = open(Arrays.copyOf(whole, whole.length - 3))) {
            assertThatThrownBy(() -> link.poll((buffer, offset, length) -> lengths.add(length), 64))
                    .isInstanceOf(LinkException.class).hasMessageContaining("test.pcap is cut off at byte ").hasMessageNotContaining("\n");
        }
        assertThat(lengths).containsExactly(60);
    }

    @Test
    void whatIsNoCaptureOfEthernetFramesIsToldWhenItIsOpened(@TempDir Path folder) throws Exception {
        assertRefused(new byte[0], "it is empty");
        assertRefused("#!/bin/sh\n".getBytes(), "neither the pcap nor the pcapng magic");
        assertRefused(pcap(BIG_ENDIAN, false, 113, 0, 0), "link type 113");
        assertRefused(Arrays.copyOf(section(BIG_ENDIAN), 6), "cut off");
        assertThatThrownBy(() -> PcapFileLink.open(folder.resolve("none.pcap"), OURS))
                .isInstanceOf(LinkException.class).hasMessageContaining("no such file: ");
        assertThatThrownBy(() -> PcapFileLink.open(folder, OURS))
                .isInstanceOf(LinkException.class).hasMessageContaining("no readable file");
        Path file = folder.resolve("good.pcap");
        Files.write(file, pcap(BIG_ENDIAN, false, 1, 0, 0, FIRST));
        try (PcapFileLink link = PcapFileLink.open(file, OURS)) {
            assertThat(link.poll((buffer, offset, length) -> { }, 64)).isEqualTo(1);
        }
    }

    @Test
    void mutatedFilesEndInFramesOrInOneLine() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<byte[]> originals = List.of(
                pcap(BIG_ENDIAN, false, 1, 1, 1, FIRST, SECOND),
                pcap(LITTLE_ENDIAN, true, 1, 1, 1, FIRST, SECOND),
                join(section(LITTLE_ENDIAN), networkInterface(LITTLE_ENDIAN, 1, 0, option(LITTLE_ENDIAN, 9, (byte) 9)),
                        enhancedPacket(LITTLE_ENDIAN, 0, 1, FIRST, option(LITTLE_ENDIAN, 2, (byte) 1, (byte) 0, (byte) 0, (byte) 0)),
                        simplePacket(LITTLE_ENDIAN, 60, FIRST), section(BIG_ENDIAN), networkInterface(BIG_ENDIAN, 1, 0),
                        enhancedPacket(BIG_ENDIAN, 0, 1, SECOND)));
        int refused = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] file = originals.get(round % originals.size()).clone();
            for (int i = random.nextInt(4); i >= 0; i--) {
                file[random.nextInt(file.length)] = (byte) (random.nextBoolean() ? random.nextInt() : 0xFF);
            }
            if (random.nextInt(4) == 0) {
                file = Arrays.copyOf(file, random.nextInt(file.length));
            }
            try {
                read(file);
            } catch (LinkException e) {
                refused++;
                assertThat(e.getMessage()).as("seed %d round %d", seed, round).doesNotContain("\n");
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + " round " + round, e);
            }
        }
        assertThat(refused).as("seed %d", seed).isBetween(2_000, 18_000);
    }

    private static void assertRefused(byte[] file, String why) {
        assertThatThrownBy(() -> open(file)).isInstanceOf(LinkException.class).hasMessageContaining(why).hasMessageNotContaining("\n");
    }

    private static PcapFileLink open(byte[] file) {
        return PcapFileLink.open(new ByteArrayInputStream(file), "test.pcap", OURS);
    }

    private static List<Delivered> read(byte[] file) {
        List<Delivered> delivered = new ArrayList<>();
        try (PcapFileLink link = open(file)) {
            while (!link.ended()) {
                link.poll((buffer, offset, length) -> delivered.add(
                        new Delivered(Arrays.copyOfRange(buffer, offset, offset + length), link.timestampNs(), link.outbound())), 3);
            }
        }
        return delivered;
    }

    private static byte[] frame(int length, int mark) {
        byte[] frame = new byte[length];
        Arrays.fill(frame, (byte) mark);
        return frame;
    }
}
