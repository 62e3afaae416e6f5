package io.netstack.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PcapngWriterTest {
    private static final long EPOCH_NS = 1_760_000_000_000_000_000L;

    private final ByteArrayOutputStream stream = new ByteArrayOutputStream();

    @Test
    void theInterfaceIsEthernetWithNanosecondStamps() throws IOException {
        try (PcapngWriter writer = new PcapngWriter(stream, "lab", 2048, EPOCH_NS)) {
            writer.flush();
        }

        PcapngReader read = new PcapngReader(stream.toByteArray());
        assertThat(read.linkType).isEqualTo(1);
        assertThat(read.snapLength).isEqualTo(2048);
        assertThat(read.interfaceOptions.get(9)).containsExactly(9);
        assertThat(new String(read.interfaceOptions.get(2), StandardCharsets.US_ASCII)).isEqualTo("lab");
        assertThat(read.packets).isEmpty();
    }

    @Test
    void aPacketKeepsItsBytesStampDirectionAndComment() throws IOException {
        PcapngWriter writer = new PcapngWriter(stream, "lab", 2048, EPOCH_NS);
        for (int length = 0; length < 9; length++) {
            byte[] around = new byte[length + 3];
            Arrays.fill(around, (byte) length);
            writer.packet(length % 2 == 0, around, 3, length, length + 100, 1_000_000_007L * length, "n" + "!".repeat(length));
        }

        PcapngReader read = new PcapngReader(stream.toByteArray());
        assertThat(read.packets).hasSize(9);
        for (int length = 0; length < 9; length++) {
            PcapngReader.Packet packet = read.packets.get(length);
            byte[] expected = new byte[length];
            Arrays.fill(expected, (byte) length);
            assertThat(packet.bytes()).isEqualTo(expected);
            assertThat(packet.originalLength()).isEqualTo(length + 100);
            assertThat(packet.stampNs()).isEqualTo(EPOCH_NS + 1_000_000_007L * length);
            assertThat(packet.inbound()).isEqualTo(length % 2 == 0);
            assertThat(packet.flags() & ~3).isZero();
            assertThat(packet.comment()).isEqualTo("n" + "!".repeat(length));
        }
    }

    @Test
    void aFrameLargerThanTheBufferIsKeptWhole() throws IOException {
        byte[] frame = new byte[65_549];
        frame[65_548] = 42;
        PcapngWriter writer = new PcapngWriter(stream, "lab", 70_000, 0);
        writer.packet(true, frame, 0, frame.length, frame.length, 5, "");

        PcapngReader.Packet packet = new PcapngReader(stream.toByteArray()).packets.get(0);
        assertThat(packet.bytes()).isEqualTo(frame);
        assertThat(packet.comment()).isNull();
    }

    @Test
    void aLongCommentIsCutBetweenTwoCharacters() throws IOException {
        PcapngWriter writer = new PcapngWriter(stream, "läb", 100, 0);
        writer.packet(true, new byte[1], 0, 1, 1, 0, "x".repeat(4095) + "äö");
        writer.packet(true, new byte[1], 0, 1, 1, 0, "y".repeat(5000));

        PcapngReader read = new PcapngReader(stream.toByteArray());
        assertThat(read.packets.get(0).comment()).isEqualTo("x".repeat(4095));
        assertThat(read.packets.get(1).comment()).isEqualTo("y".repeat(4096));
    }

    @Test
    void dropsAreSaidAtTheEnd() throws IOException {
        PcapngWriter writer = new PcapngWriter(stream, "lab", 100, 0);
        writer.drops(0x1_0000_0002L, 9);

        assertThat(new PcapngReader(stream.toByteArray()).dropCount).isEqualTo(0x1_0000_0002L);
    }

    @Test
    void theReaderOfTheseTestsRefusesABrokenStream() throws IOException {
        PcapngWriter writer = new PcapngWriter(stream, "lab", 100, 0);
        writer.packet(true, new byte[5], 0, 5, 5, 0, "reason");
        byte[] good = stream.toByteArray();
        byte[] broken = good.clone();
        broken[good.length - 1]++;

        assertThatThrownBy(() -> new PcapngReader(broken)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new PcapngReader(Arrays.copyOf(good, good.length - 4))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void tsharkShowsEachReasonBesideItsPacketAndItsDirection(@TempDir Path directory) throws Exception {
        assumeTrue(onPath("tshark"), "tshark is not installed");
        Path file = directory.resolve("reasons.pcapng");
        try (PcapngWriter writer = new PcapngWriter(Files.newOutputStream(file), "lab", 2048, EPOCH_NS)) {
            DirectTrace trace = new DirectTrace(writer, QueueGauge.NONE, 2048);
            byte[] syn = Frames.syn(40_001);
            byte[] synAck = Frames.synAck(40_001);
            trace.received(syn, 0, syn.length, 1);
            trace.sent(synAck, 0, synAck.length, 2, Reason.SENT_SYN_ACK, 0, 0);
            trace.ended(Reason.SYN_QUEUED, 1, 2);
            byte[] late = Frames.syn(40_002);
            trace.received(late, 0, late.length, 3);
            trace.ended(Reason.SYN_DROP_ACCEPT_QUEUE_FULL, 6, 5);
            assertThat(trace.failure()).isNull();
        }

        assertThat(tshark("-r", file.toString(), "-o", "tcp.check_checksum:TRUE", "-o", "ip.check_checksum:TRUE", "-T", "fields",
            "-E", "separator=|", "-e", "frame.packet_flags_direction", "-e", "tcp.flags.str", "-e", "tcp.checksum.status",
            "-e", "frame.time_epoch", "-e", "frame.comment"))
            .containsExactly(
                "0x00000001|··········S·|1|1760000000.000000001|SYN stored: SYN queue 1 of 2",
                "0x00000002|·······A··S·|1|1760000000.000000002|SYN-ACK",
                "0x00000001|··········S·|1|1760000000.000000003|SYN dropped: accept queue 6 > 5");
    }

    private static boolean onPath(String program) {
        return Arrays.stream(System.getenv("PATH").split(":")).anyMatch(d -> Files.isExecutable(Path.of(d, program)));
    }

    private static String[] tshark(String... arguments) throws Exception {
        String[] command = new String[arguments.length + 1];
        command[0] = "tshark";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return output.lines().toArray(String[]::new);
    }
}
