package io.netstack.script;

import io.netstack.replay.Packet;
import io.netstack.replay.TcpOption;
import io.netstack.wire.TcpFlags;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A segment as a script writes it: {@code SA 0:0(0) ack 1 win 65160 <mss 1460,sackOK,ts,nop,ws 10>}.
 *
 * @param sequence relative, or absolute when {@code absolute}; null: any, written as a star
 * @param ack      null: not given
 * @param window   null: not given
 * @param options  the text between the angle brackets; null: not given
 */
record SegmentLine(int flags, Long sequence, boolean absolute, int length, Long ack, Integer window, String options) {
    private static final Pattern FORM = Pattern.compile(
        "(?<flags>[SFRPAUEWN]+|-) (?<abs>=?)(?<seq>-?\\d+|\\*):=?(?<end>-?\\d+|\\*)\\((?<len>\\d+)\\)"
        + "(?: ack (?<ack>-?\\d+))?(?: win (?<win>\\d+))?(?: <(?<options>[^>]*)>)?");
    private static final String LETTERS = "FSRPAUEWN";

    static SegmentLine parse(String text) {
        Matcher m = FORM.matcher(text);
        if (!m.matches()) {
            throw new IllegalArgumentException("not a segment: '" + text + "'");
        }
        Long sequence = m.group("seq").equals("*") ? null : Long.valueOf(m.group("seq"));
        int length = Integer.parseInt(m.group("len"));
        if (sequence != null && Long.parseLong(m.group("end")) != sequence + length) {
            throw new IllegalArgumentException("first:behind(length) do not fit: '" + text + "'");
        }
        int flags = 0;
        for (char letter : m.group("flags").toCharArray()) {
            flags |= letter == '-' ? 0 : 1 << LETTERS.indexOf(letter);
        }
        return new SegmentLine(flags, sequence, !m.group("abs").isEmpty(), length,
            m.group("ack") == null ? null : Long.valueOf(m.group("ack")),
            m.group("win") == null ? null : Integer.valueOf(m.group("win")), m.group("options"));
    }

    boolean has(int flag) {
        return (flags & flag) != 0;
    }

    /** Is this what the listener sent? Only what the line gives is looked at. */
    boolean matches(Packet p, ScriptPeer peer) {
        return flags == p.flags()
            && (sequence == null || (int) (long) sequence == (absolute ? p.seq() : p.seq() - peer.listenerIssOr0()))
            && length == p.data().length
            && p.sumsRight()
            && (ack == null ? !has(TcpFlags.ACK) || has(TcpFlags.RST) || has(TcpFlags.SYN)
                : has(TcpFlags.ACK) && (int) (long) ack == p.ack() - peer.iss)
            && (window == null || window == p.window())
            && (options == null || options.equals(optionText(p.options())));
    }

    /** A segment of the listener's as this notation writes it. */
    static String text(Packet p, ScriptPeer peer) {
        boolean relative = peer != null && peer.listenerIss != null && !(p.seq() == 0 && (p.flags() & TcpFlags.RST) != 0);
        String sign = relative ? "" : "=";
        long sequence = relative ? p.seq() - peer.listenerIss : p.seq() & 0xFFFF_FFFFL;
        return TcpFlags.text(p.flags()) + " " + sign + sequence + ":" + sign + (sequence + p.data().length) + "(" + p.data().length + ")"
            + ((p.flags() & TcpFlags.ACK) != 0 ? " ack " + (p.ack() - (peer == null ? 0 : peer.iss)) : "")
            + " win " + p.window() + " <" + optionText(p.options()) + ">" + (p.sumsRight() ? "" : " BAD CHECKSUM");
    }

    private static String optionText(List<TcpOption> options) {
        return String.join(",", options.stream().map(SegmentLine::optionText).toList());
    }

    /** Timestamps without their values, SACK blocks without theirs: both depend on the clock or on the secret. */
    private static String optionText(TcpOption option) {
        return switch (option.name()) {
            case "ts", "sack" -> option.name();
            default -> option.values().isEmpty() ? option.name() : option.name() + " " + option.values().getFirst();
        };
    }
}
