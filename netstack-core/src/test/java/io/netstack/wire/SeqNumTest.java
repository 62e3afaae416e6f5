package io.netstack.wire;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** The order of sequence numbers is that of a circle: it goes on across 2^32, and half a circle is as far as it reaches. */
class SeqNumTest {
    private static final int LAST = 0xFFFF_FFFF;

    @Example
    void zeroFollowsTheLastNumber() {
        assertThat(SeqNum.lessThan(LAST, 0)).isTrue();
        assertThat(SeqNum.lessThan(0, LAST)).isFalse();
        assertThat(SeqNum.max(LAST, 0)).isZero();
        assertThat(SeqNum.inWindow(1, LAST, 3)).isTrue();
        assertThat(SeqNum.inWindow(2, LAST, 3)).isFalse();
    }

    @Property
    void aNumberIsNotBeforeItselfButNotAfterItselfEither(@ForAll int a) {
        assertThat(SeqNum.lessThan(a, a)).isFalse();
        assertThat(SeqNum.lessOrEqual(a, a)).isTrue();
        assertThat(SeqNum.max(a, a)).isEqualTo(a);
    }

    @Property
    void aStepForwardOfLessThanHalfTheCircleIsLater(@ForAll int a, @ForAll @IntRange(min = 1) int step) {
        assertThat(SeqNum.lessThan(a, a + step)).isTrue();
        assertThat(SeqNum.lessOrEqual(a, a + step)).isTrue();
        assertThat(SeqNum.lessThan(a + step, a)).isFalse();
        assertThat(SeqNum.lessOrEqual(a + step, a)).isFalse();
        assertThat(SeqNum.max(a, a + step)).isEqualTo(a + step);
        assertThat(SeqNum.max(a + step, a)).isEqualTo(a + step);
    }

    @Property
    void orderIsTransitiveWithinHalfACircle(@ForAll int a, @ForAll @IntRange(min = 1, max = 1 << 30) int first,
                                            @ForAll @IntRange(min = 1, max = (1 << 30) - 1) int second) {
        assertThat(SeqNum.lessThan(a, a + first)).isTrue();
        assertThat(SeqNum.lessThan(a + first, a + first + second)).isTrue();
        assertThat(SeqNum.lessThan(a, a + first + second)).isTrue();
    }

    @Property
    void theOrderDoesNotDependOnWhereTheCircleIsCut(@ForAll int a, @ForAll int b, @ForAll int shift) {
        assertThat(SeqNum.lessThan(a + shift, b + shift)).isEqualTo(SeqNum.lessThan(a, b));
        assertThat(SeqNum.lessOrEqual(a + shift, b + shift)).isEqualTo(SeqNum.lessOrEqual(a, b));
    }

    @Property
    void aWindowHoldsExactlyTheNumbersFromItsLowEnd(@ForAll int low, @ForAll @IntRange(max = 1 << 20) int size,
                                                    @ForAll @IntRange(min = -(1 << 21), max = 1 << 21) int distance) {
        assertThat(SeqNum.inWindow(low + distance, low, size)).isEqualTo(distance >= 0 && distance < size);
    }

    @Property
    void anEmptyWindowHoldsNothing(@ForAll int n, @ForAll int low) {
        assertThat(SeqNum.inWindow(n, low, 0)).isFalse();
    }
}
