package io.netstack.tools;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Wireshark's opinion of a capture. */
final class Tshark {
    private static final String FAULTS_OF_OURS = "frame.packet_flags_direction == 2 "
        + "&& (_ws.malformed || tcp.checksum.status == 0 || ip.checksum.status == 0 || tcp.hdr_len < 20)";

    private Tshark() {
    }

    /** Frames that we sent and that are malformed or have a wrong checksum; one line each. */
    static List<String> faultsOfOurs(Path capture) throws Exception {
        return run(capture, "-Y", FAULTS_OF_OURS);
    }

    /** The same of the first frames of a long capture: reading all would take longer than making it did. */
    static List<String> faultsOfOursAmong(Path capture, int frames) throws Exception {
        return run(capture, "-c", Integer.toString(frames), "-Y", FAULTS_OF_OURS);
    }

    /** Frames that we sent. */
    static List<String> ours(Path capture) throws Exception {
        return run(capture, "-Y", "frame.packet_flags_direction == 2");
    }

    /** Frames without a comment. */
    static List<String> withoutComment(Path capture) throws Exception {
        return run(capture, "-Y", "!frame.comment");
    }

    private static List<String> run(Path capture, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of("tshark", "-r", capture.toString(), "-o", "tcp.check_checksum:TRUE", "-o",
            "ip.check_checksum:TRUE",
            // What a connection carries is its owner's: a dissector's guess at it says nothing about our frames.
            "-d", "tcp.port==8080,data"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new AssertionError("tshark cannot read " + capture);
        }
        return output.lines().toList();
    }
}
