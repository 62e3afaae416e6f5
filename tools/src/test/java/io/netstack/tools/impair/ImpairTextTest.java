package io.netstack.tools.impair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netstack.link.Impairment;
import io.netstack.link.Impairment.Burst;
import io.netstack.link.ImpairmentRule;
import io.netstack.link.ImpairmentRule.Action;
import io.netstack.link.ImpairmentRule.Direction;
import io.netstack.link.SegmentKind;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImpairTextTest {
    private static final long MS = 1_000_000L;

    private static BadNetwork read(String... texts) {
        return ImpairText.read(List.of(texts));
    }

    @Test
    void everythingThatANetworkCanDoHasAName() {
        BadNetwork network = read("loss=2%,burst=1%/5/80%,delay=10ms,jitter=500us,reorder=2.5%/3ms,duplicate=1%,corrupt=0.1%", "rate=10Mbit/s,"
            + "queue=100,seed=7");
        assertThat(network.in()).isEqualTo(new Impairment(0.02, new Burst(0.01, 0.2, 0.8), 10 * MS, MS / 2, 0.025, 3 * MS, 0.01, 0.001,
            10_000_000, 100));
        assertThat(network.out()).isEqualTo(network.in());
        assertThat(network.seed()).isEqualTo(7);
        assertThat(network.rules()).isEmpty();
    }

    @Test
    void oneDirectionMayBeWorseThanTheOther() {
        BadNetwork network = read("in:loss=2%", "out:delay=1s,rate=500kbit/s", "duplicate=3%");
        assertThat(network.in().loss()).isEqualTo(0.02);
        assertThat(network.in().delayNs()).isZero();
        assertThat(network.out().loss()).isZero();
        assertThat(network.out().delayNs()).isEqualTo(1000 * MS);
        assertThat(network.out().rateBitsPerSecond()).isEqualTo(500_000);
        assertThat(network.in().duplicate()).isEqualTo(0.03).isEqualTo(network.out().duplicate());
    }

    @Test
    void aBurstLosesAllUnlessItIsSaid() {
        assertThat(read("burst=1%/4").in().burst()).isEqualTo(new Burst(0.01, 0.25, 1));
    }

    @Test
    void whatHasNoEqualsSignIsARule() {
        BadNetwork network = read("drop the 2nd SYN-ACK of flow 3", "loss=1%", "delay 50ms every data in");
        assertThat(network.rules()).containsExactly(new ImpairmentRule(Action.DROP, 0, 2, SegmentKind.SYN_ACK, Direction.BOTH, 3),
            new ImpairmentRule(Action.DELAY, 50 * MS, ImpairmentRule.EVERY, SegmentKind.DATA, Direction.IN, ImpairmentRule.EVERY));
        assertThat(network.text()).isEqualTo("drop the 2nd SYN-ACK of flow 3; loss=1%; delay 50ms every data in");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "loss=2          | 'loss=2': a share such as 2% or 0.5%",
        "loss=200%       | 'loss=200%': a share is at most 100%",
        "loss=-1%        | 'loss=-1%': a share such as 2% or 0.5%",
        "loss=1%,delay=5 | 'delay=5': not a duration; one such as 100ms, 4s or 2m",
        "loss=1%,        | '': there is no ''; there are loss=2%, burst=1%/5, delay=10ms, jitter=5ms, reorder=2%/3ms, duplicate=1%, corrupt=0.1%, rate=10Mbit/s, queue=100, seed=7",
        "rate=10M        | 'rate=10M': a rate such as 500kbit/s, 10Mbit/s or 1Gbit/s",
        "rate=0bit/s     | 'rate=0bit/s': a rate of nothing lets nothing through",
        "queue=0         | 'queue=0': a whole number of at least 1",
        "seed=x          | 'seed=x': a whole number of at least 1",
        "reorder=2%      | 'reorder=2%': how many frames are held back, and for how long, such as 2%/3ms",
        "burst=2%        | 'burst=2%': how many frames begin a burst of losses, and its mean length in frames, such as 1%/5; 1%/5/80% loses only 80% of them",
        "drop every mail | 'drop every mail' is no rule such as 'drop the 2nd syn-ack of flow 3' or 'delay 50ms every data in'",
        "drop the 0th syn| 'drop the 0th syn' is no rule such as 'drop the 2nd syn-ack of flow 3' or 'delay 50ms every data in'",
        "drop the 99999999999th syn| 'drop the 99999999999th syn' is no rule such as 'drop the 2nd syn-ack of flow 3' or 'delay 50ms every data in'",
    })
    void aMistakeIsToldInOneLine(String text, String line) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(IllegalArgumentException.class).hasMessage(line);
    }

    @Test
    void aWordAloneIsToldWhatThereIs() {
        assertThatThrownBy(() -> read("bad")).hasMessageStartingWith("'bad' is neither one of loss=2%, ")
            .hasMessageEndingWith(" nor a rule such as 'drop the 2nd syn-ack of flow 3'");
    }

    @Test
    void countsAreToldWithoutWhatDidNotHappen() {
        assertThat(BadNetwork.words(new TreeMap<>(Map.of("frames", 20L, "lost", 1L, "held back", 0L)))).isEqualTo("20 frames, 1 lost");
    }
}
