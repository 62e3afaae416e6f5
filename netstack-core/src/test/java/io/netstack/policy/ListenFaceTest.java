package io.netstack.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What listen() answers in each state of a socket, and what a second one does, on each system. */
class ListenFaceTest {

    private static Decider decider(ListenPolicy policy) {
        return policy.open(Settings.defaults(policy), 1);
    }

    static Stream<ListenPolicy> policies() {
        return Policies.all().stream();
    }

    /** Everything but Linux and Windows answers as listen(2) of FreeBSD: nothing else is known. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
        freebsd-14 | EBADF ENOTSOCK EOPNOTSUPP EDESTADDRREQ - - - EINVAL EINVAL EINVAL
        openbsd    | EBADF ENOTSOCK EOPNOTSUPP EDESTADDRREQ - - - EINVAL EINVAL EINVAL
        linux      | EBADF ENOTSOCK EOPNOTSUPP EINVAL       - - - EINVAL EINVAL EINVAL
        ring-drop  | EBADF ENOTSOCK EOPNOTSUPP EINVAL       - - - EINVAL EINVAL EINVAL
        windows    | EBADF ENOTSOCK EOPNOTSUPP EDESTADDRREQ EINVAL - - EINVAL EISCONN EINVAL
        """)
    void eachStateHasItsOwnError(String name, String errors) {
        Decider decider = decider(Policies.named(name));
        assertThat(Arrays.stream(SocketState.values()).map(decider::refusesListen).map(error -> error == null ? "-" : error.name()).toList())
            .containsExactly(errors.split(" +"));
    }

    @ParameterizedTest
    @MethodSource("policies")
    void noSystemListensOnWhatIsNoStreamSocket(ListenPolicy policy) {
        for (SocketState state : List.of(SocketState.NO_DESCRIPTOR, SocketState.NO_SOCKET, SocketState.DATAGRAM, SocketState.NAMELESS_LOCAL,
            SocketState.CONNECTING, SocketState.CONNECTED, SocketState.OVER)) {
            assertThat(decider(policy).refusesListen(state)).as("%s, %s", policy.name(), state).isNotNull();
        }
        assertThat(decider(policy).refusesListen(SocketState.BOUND)).as(policy.name()).isNull();
        assertThat(decider(policy).refusesListen(SocketState.LISTENING)).as(policy.name()).isNull();
    }

    /** listen(4), then listen(1): the limit afterwards. All but Windows take the new number as they would take it the first time. */
    @Test
    void aSecondCallReplacesTheLimitOnEverySystemButWindows() {
        Map<String, Integer> limits = Policies.all().stream().collect(Collectors.toMap(ListenPolicy::name, policy -> {
            Decider decider = decider(policy);
            int first = decider.onListen(4, 0, false).limit();
            return decider.onListen(1, first, true).limit();
        }));
        assertThat(limits).allSatisfy((name, limit) -> assertThat(limit).as(name).isEqualTo(
            name.startsWith("windows") ? 4 : name.equals("openbsd") ? 80 : name.equals("illumos") || name.equals("solaris-2.9") ? 2 : 1));
    }

    /** Up to 4.3 the SYN table keeps the size of the first call; since then there is none. */
    @Test
    void theSynTableOfOldLinuxIsMadeByTheFirstCall() {
        for (String name : List.of("linux-2.6.32", "linux-3.0", "linux-3.10", "linux-4.3", "linux-2.4.7")) {
            Decider decider = decider(Policies.named(name));
            assertThat(decider.onListen(100, 0, false).synTableLimit()).as(name).isEqualTo(name.equals("linux-2.4.7") ? 1024 : 128);
            assertThat(decider.onListen(1, 100, true).synTableLimit()).as(name).isEqualTo(ListenResult.SAME_TABLE);
        }
        assertThat(decider(Policies.named("linux")).onListen(100, 0, false).synTableLimit()).isEqualTo(Integer.MAX_VALUE);
    }

    /** What the number of requests is compared with, for a backlog of 2. */
    @ParameterizedTest(name = "{0}")
    @CsvSource({"linux, 2", "linux-4.19, 2", "linux-4.3, 16", "linux-2.4.7, 1024", "linux-2.2, 128", "linux-2.0, 2", "freebsd-14, 15360",
        "freebsd-4.8, 15359", "netbsd, 10255", "openbsd, 10255", "4.4bsd, 4", "freebsd-4.4, 4", "hpux-11.11, 3", "macos, 2", "illumos, 1028",
        "windows, 2", "ring-drop, 3"})
    void theSynQueueHasALimitOfItsOwn(String name, int limit) {
        Decider decider = decider(Policies.named(name));
        ListenResult result = decider.onListen(2, 0, false);
        assertThat(decider.synQueueLimit(result.limit(), result.synTableLimit())).isEqualTo(limit);
    }
}
