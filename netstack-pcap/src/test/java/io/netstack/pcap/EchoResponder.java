package io.netstack.pcap;

import io.netstack.link.FrameHandler;
import io.netstack.link.Link;

/**
 * The smallest possible stack over a {@link Link}: answers ARP for one address, ICMP echo, and UDP on any port with its own data. Swapping
 * source and destination leaves every Internet checksum as it was, so an answer is right exactly when the question was.
 */
public final class EchoResponder implements FrameHandler {

    private static final int ARP = 0x0806;
    private static final int IPV4 = 0x0800;
    private static final int ICMP = 1;
    private static final int UDP = 17;

    private final Link link;
    private final int address;
    private final byte[] answer = new byte[1 << 16];
    private int echoCount;

    /** @param address the IPv4 address to answer for */
    public EchoResponder(Link link, int address) {
        this.link = link;
        this.address = address;
    }

    /** How many IP packets were echoed. */
    public int echoCount() {
        return echoCount;
    }

    /** Answers what is waiting, for this long at most or until one more IP packet was echoed. */
    public void serveOne(long forNs) {
        int before = echoCount;
        long endNs = System.nanoTime() + forNs;
        while (echoCount == before && System.nanoTime() - endNs < 0) {
            if (link.poll(this, 64) == 0) {
                link.await(endNs);
            }
        }
    }

    @Override
    public void onFrame(byte[] buffer, int offset, int length) {
        System.arraycopy(buffer, offset, answer, 0, length);
        int type = int16(12);
        if (type == ARP && length >= 42 && int16(20) == 1 && int32(38) == address) {
            set16(20, 2);
            System.arraycopy(answer, 22, answer, 32, 10);
            setMac(22);
            set32(28, address);
            System.arraycopy(answer, 6, answer, 0, 6);
            setMac(6);
            link.send(answer, 0, length);
        } else if (type == IPV4 && length >= 42 && int32(30) == address && (answer[23] == UDP || answer[23] == ICMP)) {
            int transport = 14 + (answer[14] & 0xF) * 4;
            System.arraycopy(answer, 6, answer, 0, 6);
            setMac(6);
            swap(26, 30, 4);
            if (answer[23] == UDP) {
                swap(transport, transport + 2, 2);
            } else {
                answer[transport] = 0;
                int sum = int16(transport + 2) + 0x0800;
                set16(transport + 2, (sum & 0xFFFF) + (sum >>> 16));
            }
            echoCount++;
            link.send(answer, 0, length);
        }
    }

    private void swap(int first, int second, int length) {
        for (int i = 0; i < length; i++) {
            byte kept = answer[first + i];
            answer[first + i] = answer[second + i];
            answer[second + i] = kept;
        }
    }

    private void setMac(int at) {
        long mac = link.capabilities().mac();
        set16(at, (int) (mac >>> 32));
        set32(at + 2, (int) mac);
    }

    private int int16(int at) {
        return (answer[at] & 0xFF) << 8 | answer[at + 1] & 0xFF;
    }

    private int int32(int at) {
        return int16(at) << 16 | int16(at + 2);
    }

    private void set16(int at, int value) {
        answer[at] = (byte) (value >>> 8);
        answer[at + 1] = (byte) value;
    }

    private void set32(int at, int value) {
        set16(at, value >>> 16);
        set16(at + 2, value);
    }
}
