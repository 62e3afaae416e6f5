package io.netstack.tools.script;

import io.netstack.wire.IcmpPacket;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An ICMP error about a segment of the stack's, as a script writes it: {@code [1:1461(1460)] icmp unreachable frag_needed mtu 1200}.
 *
 * @param port     of the peer that the segment went to
 * @param sequence of the segment
 * @param length   of its data
 * @param code     of a destination that is unreachable (RFC 792, RFC 1191)
 * @param mtuBytes of the next hop, 0 when it is not said
 */
record IcmpSpec(int port, long sequence, int length, int code, int mtuBytes) {
    static final int TYPE = IcmpPacket.DESTINATION_UNREACHABLE;
    private static final List<String> CODES = List.of("net_unreachable", "host_unreachable", "protocol_unreachable", "port_unreachable",
        "frag_needed", "source_route_failed");
    private static final Pattern FORM = Pattern.compile("(?:\\[(?<port>\\d{1,5})\\] )?\\[(?<seq>\\d{1,10}):(?<end>\\d{1,10})\\((?<len>\\d{1,5})\\)\\] "
        + "icmp unreachable (?<code>\\w+)(?: mtu (?<mtu>\\d{1,5}))?");

    /** Does the text mean one? */
    static boolean isOne(String text) {
        return text.contains(" icmp ");
    }

    static IcmpSpec parse(String text) {
        Matcher m = FORM.matcher(text);
        if (!m.matches()) {
            throw new IllegalArgumentException("'" + text + "' is no error such as '[1:1461(1460)] icmp unreachable frag_needed mtu 1200'");
        }
        int code = CODES.indexOf(m.group("code"));
        if (code < 0) {
            throw new IllegalArgumentException("'" + m.group("code") + "' is none of " + String.join(", ", CODES));
        }
        int length = Integer.parseInt(m.group("len"));
        long sequence = Long.parseLong(m.group("seq"));
        if (Long.parseLong(m.group("end")) != sequence + length) {
            throw new IllegalArgumentException("'" + text + "': first:behind(length) do not fit");
        }
        return new IcmpSpec(m.group("port") == null ? SegmentSpec.FIRST_PORT : Integer.parseInt(m.group("port")), sequence, length, code,
            m.group("mtu") == null ? 0 : Integer.parseInt(m.group("mtu")));
    }

    @Override
    public String toString() {
        return (port == SegmentSpec.FIRST_PORT ? "" : "[" + port + "] ") + "[" + sequence + ":" + (sequence + length) + "(" + length
            + ")] icmp unreachable " + CODES.get(code) + (mtuBytes == 0 ? "" : " mtu " + mtuBytes);
    }
}
