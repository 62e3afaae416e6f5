package io.netstack.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Reading options is a fold over the list: each option by itself, the later over the earlier, until something ends the list. */
class TcpOptionsPropertyTest {

    /** One option as bytes. */
    @Provide
    Arbitrary<byte[]> option() {
        Arbitrary<byte[]> value = Arbitraries.bytes().array(byte[].class).ofSize(8);
        return Arbitraries.of(1, 2, 3, 4, 8, 5, 99, 253).flatMap(kind -> value.map(v -> switch (kind) {
            case 1 -> new byte[] {1};
            case 2 -> new byte[] {2, 4, v[0], v[1]};
            case 3 -> new byte[] {3, 3, v[0]};
            case 4 -> new byte[] {4, 2};
            case 8 -> new byte[] {8, 10, v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7]};
            case 5 -> new byte[] {5, 10, v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7]};
            default -> new byte[] {(byte) (int) kind, 6, v[0], v[1], v[2], v[3]};
        }));
    }

    @Property
    void aListIsReadOptionByOption(@ForAll @Size(max = 10) List<@From("option") byte[]> list) {
        assertReads(list, joined(list), 0);
    }

    @Property
    void aListCutAnywhereReadsAsTheOptionsBeforeTheCut(@ForAll @Size(min = 1, max = 6) List<@From("option") byte[]> list,
                                                       @ForAll @IntRange(max = 60) int cut) {
        byte[] all = joined(list);
        int length = Math.min(cut, all.length);
        List<byte[]> whole = new ArrayList<>();
        int end = 0;
        for (byte[] option : list) {
            end += option.length;
            if (end > length) {
                break;
            }
            whole.add(option);
        }
        assertReads(whole, Arrays.copyOf(all, length), 0);
    }

    @Property
    void garbageBehindAnEndOptionChangesNothing(@ForAll @Size(max = 6) List<@From("option") byte[]> list,
                                                @ForAll @Size(max = 20) byte[] garbage) {
        byte[] all = joined(list);
        byte[] bytes = Arrays.copyOf(all, all.length + 1 + garbage.length);
        System.arraycopy(garbage, 0, bytes, all.length + 1, garbage.length);
        assertReads(list, bytes, 0);
    }

    @Property
    void anyBytesCanBeRead(@ForAll @Size(max = 60) byte[] bytes) {
        new TcpOptions().parse(bytes, 0, bytes.length);
    }

    private static byte[] joined(List<byte[]> list) {
        byte[] all = new byte[list.stream().mapToInt(o -> o.length).sum()];
        int at = 0;
        for (byte[] option : list) {
            System.arraycopy(option, 0, all, at, option.length);
            at += option.length;
        }
        return all;
    }

    /** The model: the last option of each kind. */
    private static void assertReads(List<byte[]> list, byte[] bytes, int offset) {
        TcpOptions options = new TcpOptions();
        options.parse(bytes, offset, bytes.length - offset);
        byte[] mss = last(list, 2);
        assertThat(options.maximumSegmentSize()).isEqualTo(mss == null ? -1 : Bytes.u16(mss, 2));
        byte[] scale = last(list, 3);
        assertThat(options.windowScale()).isEqualTo(scale == null ? -1 : Math.min(14, scale[2] & 0xFF));
        assertThat(options.sackPermitted()).isEqualTo(last(list, 4) != null);
        byte[] timestamps = last(list, 8);
        assertThat(options.hasTimestamps()).isEqualTo(timestamps != null);
        assertThat(options.timestampValue()).isEqualTo(timestamps == null ? 0 : Bytes.i32(timestamps, 2));
        assertThat(options.timestampEcho()).isEqualTo(timestamps == null ? 0 : Bytes.i32(timestamps, 6));
        byte[] sack = last(list, 5);
        assertThat(options.sackCount()).isEqualTo(sack == null ? 0 : 1);
        if (sack != null) {
            assertThat(options.sackLeft(0)).isEqualTo(Bytes.i32(sack, 2));
            assertThat(options.sackRight(0)).isEqualTo(Bytes.i32(sack, 6));
        }
        assertThat(options.hasMd5Signature()).isFalse();
        assertThat(options.fastOpenCookieLength()).isEqualTo(-1);
    }

    private static byte[] last(List<byte[]> list, int kind) {
        byte[] found = null;
        for (byte[] option : list) {
            if (option[0] == kind) {
                found = option;
            }
        }
        return found;
    }
}
