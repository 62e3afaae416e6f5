package io.netstack.conn;

import static org.assertj.core.api.Assertions.assertThat;

import io.netstack.wire.TcpFlags;
import java.util.BitSet;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Segments in any order, overlapping as they like: the stream comes out right, and what is reported of it is true. */
class ReassemblyTest {
    private static final int OCTETS = 3000;
    private static final Pattern BLOCK = Pattern.compile("(\\d+)-(\\d+)");

    @Property(tries = 300)
    void theStreamComesOutRightAndReportsAreTrue(@ForAll long seed) {
        Random random = new Random(seed);
        Lab lab = new Lab().withOptions().establish(20.4);
        BitSet arrived = new BitSet();
        int read = 0;
        for (int i = 0; i < 150; i++) {
            int next = arrived.nextClearBit(1);
            int start = Math.max(1, random.nextInt(4) == 0 ? next : next - 50 + random.nextInt(600));
            int length = Math.min(1 + random.nextInt(300), OCTETS - start);
            if (length <= 0) {
                continue;
            }
            lab.peerTs++;
            lab.data(start, 1, length);
            arrived.set(start, start + length);
            check(lab, arrived, start, length);
            if (random.nextInt(3) == 0) {
                int n = lab.read(1 + random.nextInt(500));
                read += Math.max(n, 0);
            }
            if (random.nextInt(5) == 0) {
                lab.advance(random.nextInt(60));
            }
            check(lab, arrived, start, length);
        }
        int rest;
        while ((rest = lab.read(5000)) > 0) {
            read += rest;
        }
        assertThat(read).isEqualTo(arrived.nextClearBit(1) - 1);
        lab.advance(100);
        lab.drain();
        assertMemoryIsAccountedFor(lab);
        lab.assertNothingLeft();
    }

    private static void check(Lab lab, BitSet arrived, int start, int length) {
        int next = arrived.nextClearBit(1);
        assertThat(lab.c.window.rcvNxt - Lab.IRS).isEqualTo(next);
        for (String frame : lab.drain()) {
            assertThat(frame).contains(" ack " + next + " ");
            int sack = frame.indexOf(" sack ");
            if (sack < 0) {
                continue;
            }
            Matcher block = BLOCK.matcher(frame.substring(sack));
            while (block.find()) {
                int left = Integer.parseInt(block.group(1));
                int right = Integer.parseInt(block.group(2));
                assertThat(left).isLessThan(right);
                assertThat(arrived.nextClearBit(left)).as("%s after %d-%d", frame, start, start + length).isGreaterThanOrEqualTo(right);
            }
        }
    }

    /** Everything was read and no hole is left open: nothing may be charged. */
    private static void assertMemoryIsAccountedFor(Lab lab) {
        int next = lab.c.window.rcvNxt - Lab.IRS;
        while (!lab.c.reassembly.isEmpty()) {
            int hole = lab.c.reassembly.start(0) - Lab.IRS - next;
            lab.peerTs++;
            lab.segment(TcpFlags.ACK, next, 1, hole);
            next = lab.c.window.rcvNxt - Lab.IRS;
        }
        while (lab.read(5000) > 0) {
            lab.drain();
        }
        assertThat(lab.c.window.memory.cost()).isZero();
        assertThat(lab.pool.inUse()).isZero();
        lab.advance(500);
        lab.drain();
    }
}
