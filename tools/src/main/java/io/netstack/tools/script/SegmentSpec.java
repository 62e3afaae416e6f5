package io.netstack.tools.script;

import io.netstack.wire.TcpFlags;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A segment as a script writes it: {@code [40002] P. 1:11(10) ack 1 win 257 <nop,nop,TS val 200 ecr 100>}.
 *
 * @param port    of the peer
 * @param ack     null: none
 * @param window  null: not given
 * @param urgent  the urgent pointer; 0: none
 * @param options null: not given
 */
record SegmentSpec(int port, int flags, long sequence, int length, Long ack, Integer window, int urgent, List<String> options) {
    static final int FIRST_PORT = 40_001;
    private static final Pattern FORM = Pattern.compile("(?:\\[(?<port>\\d+)\\] )?(?<flags>[SFRPUEW.]+|-) "
        + "(?<seq>\\d+):(?<end>\\d+)\\((?<len>\\d+)\\)(?: ack (?<ack>\\d+))?(?: win (?<win>\\d+))?(?: urg (?<urg>\\d+))?"
        + "(?: <(?<options>[^>]*)>)?");
    private static final String LETTERS = "FSRP.UEW";

    static SegmentSpec parse(String text) {
        Matcher m = FORM.matcher(text);
        if (!m.matches()) {
            throw new IllegalArgumentException("'" + text + "' is no segment such as 'P. 1:11(10) ack 1 win 257 <nop,nop,TS val 2 ecr 1>'");
        }
        int length = Integer.parseInt(m.group("len"));
        long sequence = Long.parseLong(m.group("seq"));
        if (Long.parseLong(m.group("end")) != sequence + length) {
            throw new IllegalArgumentException("'" + text + "': first:behind(length) do not fit");
        }
        int flags = 0;
        for (char letter : m.group("flags").toCharArray()) {
            flags |= letter == '-' ? 0 : 1 << LETTERS.indexOf(letter);
        }
        String options = m.group("options");
        return new SegmentSpec(m.group("port") == null ? FIRST_PORT : Integer.parseInt(m.group("port")), flags, sequence, length,
            m.group("ack") == null ? null : Long.valueOf(m.group("ack")), m.group("win") == null ? null : Integer.valueOf(m.group("win")),
            m.group("urg") == null ? 0 : Integer.parseInt(m.group("urg")),
            options == null || options.equals("...") ? null : options.isEmpty() ? List.of() : List.of(options.split(",")));
    }

    boolean has(int flag) {
        return (flags & flag) != 0;
    }

    /** Flags as this notation writes them. */
    static String flagText(int flags) {
        StringBuilder text = new StringBuilder();
        for (char letter : "SFRPUEW.".toCharArray()) {
            if ((flags & 1 << LETTERS.indexOf(letter)) != 0) {
                text.append(letter);
            }
        }
        return text.isEmpty() ? "-" : text.toString();
    }

    @Override
    public String toString() {
        return (port == FIRST_PORT ? "" : "[" + port + "] ") + flagText(flags) + " " + sequence + ":" + (sequence + length)
            + "(" + length + ")"
            + (has(TcpFlags.ACK) && ack != null ? " ack " + ack : "") + (window == null ? "" : " win " + window)
            + (urgent == 0 ? "" : " urg " + urgent) + (options == null ? "" : " <" + String.join(",", options) + ">");
    }
}
