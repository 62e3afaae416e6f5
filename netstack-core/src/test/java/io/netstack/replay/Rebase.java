package io.netstack.replay;

import io.netstack.replay.Recording.Received;
import io.netstack.replay.Recording.Sent;
import io.netstack.wire.Bytes;
import io.netstack.wire.InternetChecksum;
import io.netstack.wire.TcpFlags;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Moves a recorded frame to the numbers of the listener that is played to now: the acknowledgment, the echoed timestamp, and the sequence
 * number that an ICMP error quotes. A checksum that was right stays right, and a wrong one wrong.
 */
final class Rebase {
    private static final int IP = 14;
    /** How far a damaged checksum of the recordings is from the right one. */
    private static final int DAMAGE = 0x5555;
    /** Milliseconds: an echo further than this from everything the listener sent has nothing to do with it. */
    private static final long MAX_INVENTED_DISTANCE = 10_000;

    private final Transcriber transcriber;
    /** By peer, the frames that came back in the recording. */
    private final Map<String, List<Received>> golden = new HashMap<>();

    Rebase(Recording recording, Transcriber transcriber) {
        this.transcriber = transcriber;
        for (Received r : recording.all(Received.class)) {
            golden.computeIfAbsent(r.peer(), name -> new ArrayList<>()).add(r);
        }
    }

    byte[] apply(Sent sent) {
        byte[] f = sent.frame().clone();
        Packet p = Packet.read(f);
        if (p == null) {
            return f;
        }
        if (p.protocol() == 1) {
            return quotedSequence(f);
        }
        Transcriber.Peer peer = transcriber.named(sent.peer());
        if (!p.tcp() || peer == null) {
            return f;
        }
        int tcp = IP + (f[IP] & 15) * 4;
        if (p.has(TcpFlags.ACK) && sent.relativeAck() != null && peer.listenerIss != null) {
            Bytes.put32(f, tcp + 8, peer.listenerIss + (int) (long) sent.relativeAck());
        }
        echoedTimestamp(f, tcp, sent.peer(), peer);
        boolean right = tcpSum(sent.frame(), tcp) == Bytes.u16(sent.frame(), tcp + 16);
        int sum = tcpSum(f, tcp);
        Bytes.put16(f, tcp + 16, right ? sum : sum ^ DAMAGE);
        return f;
    }

    /** The checksum that the segment ought to have. */
    private static int tcpSum(byte[] f, int tcp) {
        int end = Math.min(f.length, IP + Bytes.u16(f, IP + 2));
        byte[] segment = Arrays.copyOfRange(f, tcp, end);
        Bytes.put16(segment, 16, 0);
        return InternetChecksum.finish(InternetChecksum.add(
            InternetChecksum.pseudoHeader(Bytes.i32(f, IP + 12), Bytes.i32(f, IP + 16), 6, segment.length), segment, 0, segment.length));
    }

    private void echoedTimestamp(byte[] f, int tcp, String name, Transcriber.Peer peer) {
        int end = Math.min(tcp + (Bytes.u8(f, tcp + 12) >>> 4) * 4, f.length);
        int i = tcp + 20;
        while (i < end && f[i] != 0) {
            if (f[i] == 1) {
                i++;
                continue;
            }
            if (i + 1 >= f.length || Bytes.u8(f, i + 1) < 2) {
                return;
            }
            if (f[i] == 8 && f[i + 1] == 10 && i + 10 <= f.length) {
                Bytes.put32(f, i + 6, echoFor(Bytes.i32(f, i + 6), golden.getOrDefault(name, List.of()), peer.received));
            }
            i += Bytes.u8(f, i + 1);
        }
    }

    /** The listener's timestamp now for the one that was echoed then; one that it never sent stays as far from its nearest as it was. */
    private static int echoFor(int echoed, List<Received> then, List<Packet> now) {
        int nearest = echoed;
        long distance = Long.MAX_VALUE;
        for (int k = 0; k < Math.min(then.size(), now.size()); k++) {
            OptionalInt was = timestamp(then.get(k).options());
            OptionalInt is = timestamp(now.get(k).options());
            if (was.isPresent() && is.isPresent() && Math.abs((long) echoed - was.getAsInt()) 
                <= Math.min(distance, MAX_INVENTED_DISTANCE)) {
                distance = Math.abs((long) echoed - was.getAsInt());
                nearest = is.getAsInt() + echoed - was.getAsInt();
            }
        }
        return nearest;
    }

    private static OptionalInt timestamp(List<TcpOption> options) {
        return options.stream().filter(TcpOption::isTimestamps).mapToInt(option -> (int) option.timestampValue()).findFirst();
    }

    /** An ICMP error quotes an IP header of 20 bytes and 8 bytes of TCP, of which 4 are the sequence number. */
    private byte[] quotedSequence(byte[] f) {
        int icmp = IP + 20;
        int quotedIp = icmp + 8;
        int quotedTcp = quotedIp + 20;
        if (f.length < quotedTcp + 8 || Bytes.u8(f, quotedIp + 9) != 6) {
            return f;
        }
        Transcriber.Peer peer = transcriber.at(Bytes.i32(f, quotedIp + 16), Bytes.u16(f, quotedTcp + 2), Bytes.u16(f, quotedTcp));
        if (peer != null && peer.listenerIss != null) {
            Bytes.put32(f, quotedTcp + 4, peer.listenerIss);
            Bytes.put16(f, icmp + 2, 0);
            Bytes.put16(f, icmp + 2, InternetChecksum.of(f, icmp, f.length - icmp));
        }
        return f;
    }
}
