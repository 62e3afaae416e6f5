package io.netstack.run;

import io.netstack.flow.Addresses;
import io.netstack.flow.FlowKey;
import io.netstack.flow.LocalAddresses;
import io.netstack.link.FrameBurst;
import io.netstack.listen.PassiveOpen;
import io.netstack.wire.EthernetFrame;
import io.netstack.wire.Ipv4Packet;
import io.netstack.wire.TcpSegment;
import io.netstack.wire.WireFault;

/**
 * The tuples of the frames of a burst, known before the first of them is handled: where so many requests are stored that no cache holds them,
 * what the frames will look up is brought from memory for all of them at once.
 *
 * <pre>
 *   expect, expect, expect ──▶ │ key, hash │ key, hash │ key, hash │
 *   onFrame ─▶ hash(key) ──────────┘ the first time: PassiveOpen.lookAhead(hashes)
 * </pre>
 *
 * A frame may be damaged, or dropped before it is handled; all that is lost then is a look in vain. The stack's thread only.
 */
final class LookAhead {
    private final LocalAddresses locals;
    private final PassiveOpen passiveOpen;
    private final EthernetFrame ethernet = new EthernetFrame();
    private final Ipv4Packet ip = new Ipv4Packet();
    private final TcpSegment segment = new TcpSegment();
    private final FlowKey key = new FlowKey();
    private final int[] hashes = new int[FrameBurst.MOST_FRAMES];
    private final long[] remotes = new long[FrameBurst.MOST_FRAMES];
    private final int[] ports = new int[FrameBurst.MOST_FRAMES];
    private final int[] localIndexes = new int[FrameBurst.MOST_FRAMES];
    private int count;
    /** The tuple that is most likely asked for next. */
    private int next;
    private boolean looked;

    LookAhead(LocalAddresses locals, PassiveOpen passiveOpen) {
        this.locals = locals;
        this.passiveOpen = passiveOpen;
    }

    /** A frame will be handled soon. */
    void expect(byte[] buffer, int offset, int length) {
        if (looked) {
            looked = false;
            count = 0;
            next = 0;
        }
        if (count == hashes.length || !findKey(buffer, offset, length)) {
            return;
        }
        hashes[count] = passiveOpen.hash(key);
        remotes[count] = key.remoteLow();
        ports[count] = key.ports();
        localIndexes[count] = key.localIndex();
        count++;
    }

    private boolean findKey(byte[] buffer, int offset, int length) {
        if (ethernet.wrap(buffer, offset, length) != WireFault.NONE || ethernet.type() != EthernetFrame.TYPE_IPV4
            || ip.wrap(buffer, ethernet.payloadOffset(), ethernet.payloadLength()) != WireFault.NONE
            || ip.protocol() != Ipv4Packet.PROTOCOL_TCP || ip.isFragment()
            || segment.wrap(buffer, ip.payloadOffset(), ip.payloadLength()) != WireFault.NONE) {
            return false;
        }
        int localIndex = locals.indexOf(0, Addresses.lowOf(ip.destination()));
        key.set(0, Addresses.lowOf(ip.source()), segment.sourcePort(), localIndex, segment.destinationPort());
        return localIndex >= 0;
    }

    /** The hash of a tuple: that of an expected one is known. */
    int hash(FlowKey of) {
        if (!looked && count > 0) {
            looked = true;
            passiveOpen.lookAhead(hashes, count);
        }
        while (next < count) {
            int i = next++;
            if (remotes[i] == of.remoteLow() && ports[i] == of.ports() && localIndexes[i] == of.localIndex() && of.remoteHigh() == 0) {
                return hashes[i];
            }
        }
        return passiveOpen.hash(of);
    }
}
