package io.netstack.run;

import io.netstack.wire.ArpPacket;
import io.netstack.wire.Bytes;
import io.netstack.wire.EthernetFrame;
import io.netstack.wire.IcmpPacket;
import io.netstack.wire.SampleFrames;
import io.netstack.wire.TcpFlags;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Frames of a small crowd of peers who half know what they do: handshakes, data, resets, ARP, ICMP, most of them damaged. Numbers are taken
 * from what the stack last sent to a peer, so that damage is met deep inside and not only at the door.
 */
final class FrameMutator {
    private static final int PEERS = 48;
    private static final byte[] NOTHING = new byte[0];

    private final SplittableRandom random;
    private final int[] ourNext = new int[PEERS];
    private final int[] theirNext = new int[PEERS];

    FrameMutator(long seed) {
        random = new SplittableRandom(seed);
    }

    /** What the stack sent last: its peer answers by these numbers from now on. */
    void heard(StackWorld world) {
        int peer = world.lastPeerPort - 1000;
        if (peer >= 0 && peer < PEERS && (world.lastFlags & TcpFlags.RST) == 0) {
            ourNext[peer] = world.lastAcknowledgment;
            theirNext[peer] = world.lastSequence + ((world.lastFlags & TcpFlags.SYN) != 0 ? 1 : 0);
        }
    }

    byte[] next() {
        byte[] frame = valid();
        if (random.nextInt(5) == 0) {
            return frame;
        }
        for (int damage = 1 + random.nextInt(3); damage > 0; damage--) {
            frame = damaged(frame);
        }
        if (random.nextInt(4) != 0) {
            SampleFrames.fixChecksums(frame);
        }
        return frame;
    }

    private byte[] valid() {
        int peer = random.nextInt(PEERS);
        int port = random.nextInt(8) == 0 ? random.nextInt(3) * 40 : StackWorld.PORT;
        return switch (random.nextInt(16)) {
            case 0, 1, 2 -> tcp(peer, port, random.nextInt(3) == 0 ? random.nextInt() : 1000 * peer, 0, TcpFlags.SYN, options(), NOTHING);
            case 3, 4, 5, 6 -> tcp(peer, port, ourNext[peer], theirNext[peer], TcpFlags.ACK, options(), NOTHING);
            case 7, 8, 9 -> tcp(peer, port, ourNext[peer] + random.nextInt(3) * 100, theirNext[peer], TcpFlags.ACK | TcpFlags.PSH, NOTHING,
                new byte[1 + random.nextInt(200)]);
            case 10 -> tcp(peer, port, ourNext[peer], theirNext[peer], TcpFlags.ACK | TcpFlags.FIN, NOTHING, NOTHING);
            case 11 -> tcp(peer, port, ourNext[peer] + random.nextInt(2), theirNext[peer], TcpFlags.RST | random.nextInt(2) * TcpFlags.ACK,
                NOTHING, NOTHING);
            case 12 -> tcp(peer, port, random.nextInt(), random.nextInt(), random.nextInt(0x200), options(), new byte[random.nextInt(30)]);
            case 13 -> SampleFrames.arp(1 + random.nextInt(2), random.nextLong(1L << 48),
                random.nextBoolean() ? SampleFrames.SERVER_IP : SampleFrames.SERVER_IP + random.nextInt(20));
            case 14 -> SampleFrames.icmp(IcmpPacket.ECHO_REQUEST, 0, random.nextInt(), new byte[random.nextInt(100)]);
            default -> SampleFrames.icmpError(new int[] {3, 4, 11, 12}[random.nextInt(4)], random.nextInt(5), port, 1000 + peer,
                theirNext[peer] - random.nextInt(2));
        };
    }

    private byte[] tcp(int peer, int port, int sequence, int acknowledgment, int flags, byte[] options, byte[] data) {
        return SampleFrames.tcp(1000 + peer, port, sequence, acknowledgment, flags, options, data);
    }

    private byte[] options() {
        switch (random.nextInt(4)) {
            case 0 -> {
                return NOTHING;
            }
            case 1 -> {
                return SampleFrames.linuxSynOptions();
            }
            case 2 -> {
                return new byte[] {2, 4, (byte) random.nextInt(), (byte) random.nextInt()};
            }
            default -> {
                byte[] garbage = new byte[4 * random.nextInt(11)];
                random.nextBytes(garbage);
                return garbage;
            }
        }
    }

    private byte[] damaged(byte[] frame) {
        if (frame.length <= EthernetFrame.HEADER_LENGTH) {
            return frame;
        }
        switch (random.nextInt(6)) {
            case 0 -> frame[random.nextInt(frame.length)] ^= (byte) (1 << random.nextInt(8));
            case 1 -> {
                int start = EthernetFrame.HEADER_LENGTH;
                frame[start + random.nextInt(frame.length - start)] = (byte) random.nextInt();
            }
            case 2 -> {
                return Arrays.copyOf(frame, random.nextInt(frame.length + 1));
            }
            case 3 -> {
                // a length that lies: total length, header length or data offset
                if (frame.length > SampleFrames.TCP_OFFSET + 12) {
                    switch (random.nextInt(3)) {
                        case 0 -> Bytes.put16(frame, 16, random.nextInt(frame.length + 20));
                        case 1 -> frame[14] = (byte) (0x40 | random.nextInt(16));
                        default -> frame[SampleFrames.TCP_OFFSET + 12] = (byte) (random.nextInt(16) << 4);
                    }
                }
            }
            case 4 -> {
                if (frame.length > SampleFrames.TCP_OFFSET + 20) {
                    int from = SampleFrames.TCP_OFFSET + 20;
                    frame[from + random.nextInt(frame.length - from)] = (byte) random.nextInt(40);
                }
            }
            default -> {
                return Arrays.copyOf(frame, frame.length + random.nextInt(20));
            }
        }
        return frame;
    }

    /** An operation that is not ours and a sender that is nobody. */
    byte[] strangeArp() {
        byte[] frame = SampleFrames.arp(random.nextInt(5), 0, SampleFrames.SERVER_IP);
        ArpPacket.write(frame, EthernetFrame.HEADER_LENGTH, random.nextInt(5), random.nextLong(1L << 48), random.nextInt(), 0,
            SampleFrames.SERVER_IP);
        return frame;
    }
}
