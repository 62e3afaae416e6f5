package io.netstack.policy;

import static io.netstack.observe.Counter.*;
import static io.netstack.policy.Fact.Evidence.*;
import static io.netstack.policy.Fact.Topic.*;

import io.netstack.observe.Counter;
import io.netstack.observe.CounterScheme;
import io.netstack.observe.Reason;
import io.netstack.policy.SegmentRules.Iss;
import io.netstack.policy.SocketQueueSystem.Full;
import io.netstack.policy.SocketQueueSystem.Limits;
import io.netstack.policy.SocketQueueSystem.Victim;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The systems whose listener keeps a full socket for every SYN. */
final class SocketQueueSystems {
    private static final long SECOND = 1_000_000_000L;
    /** 0, 6 and 30 s, dropped at 75 s: the first timeout is 6 s, the next four times that (recalled, Stevens volume 2 chapters 25 and 28). */
    private static final long[] BSD_INTERVALS = {6 * SECOND, 24 * SECOND, 45 * SECOND};
    /** Darwin: ordinary retransmission from 1 s (recalled), dropped at 75 s (tcp_keepinit). */
    private static final long[] DARWIN_INTERVALS = {SECOND, 2 * SECOND, 4 * SECOND, 8 * SECOND, 16 * SECOND, 32 * SECOND, 12 * SECOND};
    private static final String STEVENS = "Stevens, UNP 3rd ed., figure 4.10";
    private static final String SONEWCONN = "sonewconn and tcp_input of 4.4BSD-derived sources";

    private SocketQueueSystems() {
    }

    /** tcps_ counters of 4.4BSD: a connection counts as accepted when its SYN gets a socket. */
    private static CounterScheme counters(String name, boolean countsOverflow) {
        Map<Reason, Counter[]> map = new EnumMap<>(Reason.class);
        Counter[] accepted = {BSD_ACCEPTS};
        map.put(Reason.SYN_QUEUED, accepted);
        map.put(Reason.SYN_QUEUED_TIME_WAIT, accepted);
        map.put(Reason.SYN_QUEUED_EVICTING, new Counter[] {BSD_ACCEPTS, BSD_LISTEN_DROP});
        map.put(Reason.ACK_ESTABLISHED, new Counter[] {BSD_CONNECTS});
        map.put(Reason.REQUEST_EVICTED, new Counter[] {BSD_DROPS});
        map.put(Reason.REQUEST_RESET_BY_PEER, new Counter[] {BSD_DROPS});
        map.put(Reason.REQUEST_EXPIRED_RESET, new Counter[] {BSD_KEEP_DROPS, BSD_CONN_DROPS});
        map.put(Reason.REQUEST_RESET_AT_CLOSE, new Counter[] {BSD_DROPS});
        map.put(Reason.LISTENER_CLOSED_CONNECTION, new Counter[] {BSD_DROPS});
        if (countsOverflow) {
            map.put(Reason.SYN_DROP_NO_VICTIM, new Counter[] {BSD_LISTEN_DROP});
            map.put(Reason.SYN_DROP_QUEUE_FULL, new Counter[] {BSD_LISTEN_DROP});
        }
        return CounterScheme.foreign(name, map);
    }

    static final List<SocketQueueSystem> ALL = List.of(
        new SocketQueueSystem("4.4bsd", List.of("4.3bsd", "4.2bsd", "bsd"), "4.4BSD",
            "4.2, 4.3 and 4.4BSD: at most 5; 3/2 backlog + 1, half-open and completed together; silence beyond", false, Limits.NEGATIVE_IS_ZERO,
            "SOMAXCONN", "SOMAXCONN", 5, true, Full.BEYOND_THREE_HALVES, true, Victim.NONE, Iss.CLOCK, counters("4.4bsd", false), BSD_INTERVALS, List.of(
                new Fact(LIMIT, "A negative backlog becomes 0, one above 5 becomes 5.", SOURCE, "solisten of 4.2BSD to 4.4BSD"),
                new Fact(REQUESTS, "Every SYN makes a whole socket, which counts from then on: half-open ones fill the queue for 75 s.",
                    SOURCE, SONEWCONN),
                new Fact(CONNECTIONS,
                    "A SYN is dropped when half-open and completed connections together are more than 3/2 of the backlog: so there are "
                    + "1, 2, 4, 5, 7, 8 for 0 to 5.", SOURCE, SONEWCONN + "; as Stevens volume 1, figure 18.23, prints them (recalled)"),
                new Fact(CLIENT, "Silence: its SYN is repeated, and it connects late. A final ACK is never refused.", SOURCE, SONEWCONN),
                new Fact(COUNTER, "None.", SOURCE, SONEWCONN),
                new Fact(SETTING, "None: SOMAXCONN is a constant.", SOURCE, "sys/socket.h"),
                new Fact(DOUBT, "That SYN-ACKs go out at 0, 6 and 30 s and a request ends at 75 s is recalled.", RECALLED, "Stevens volume 2, chapters 25 and 28"))),
        new SocketQueueSystem("freebsd-4.4", List.of("freebsd-3", "freebsd-2.2"), "FreeBSD 4.4",
            "FreeBSD 2.2 to 4.4: 3/2 backlog + 1, half-open and completed together; beyond that a half-open one is reset for each SYN", false,
            Limits.NEGATIVE_IS_LARGEST, "somaxconn", "kern.ipc.somaxconn", 128, false, Full.BEYOND_THREE_HALVES, false, Victim.RESET,
            Iss.RANDOM, counters("freebsd", true), BSD_INTERVALS, List.of(
                new Fact(LIMIT, "A negative backlog and one above kern.ipc.somaxconn (128) become that number; 0 stays 0.", SOURCE, "uipc_socket.c"),
                new Fact(REQUESTS,
                    "Every SYN makes a whole socket. A SYN at a full queue resets a half-open connection: the oldest, or one by lot when "
                    + "more SYNs come in a second than are half-open.", SOURCE, "sodropablereq, uipc_socket2.c; Lemon, BSDCon 2002"),
                new Fact(CONNECTIONS,
                    "The queue is full when half-open and completed connections together are more than 3/2 of the backlog.", SOURCE,
                    "sonewconn"),
                new Fact(CLIENT, "The new one gets in while there is a half-open one to reset; that one's client sees a RST. Else silence.",
                    SOURCE,
                    "tcp_input.c"),
                new Fact(COUNTER, "tcps_listendrop for each SYN at a full queue, tcps_drops for each connection reset.", SOURCE, "tcp_input.c"),
                new Fact(SETTING, "kern.ipc.somaxconn bounds the backlog.", SOURCE, "uipc_socket.c"),
                new Fact(DOUBT, "SYN-ACK times are those of 4.4BSD, and initial sequence numbers are random.", RECALLED, "not checked in source"))),
        new SocketQueueSystem("aix-5.1", List.of("macos-10.2"), "AIX 5.1",
            "AIX 5.1 and Mac OS X 10.2: 3/2 backlog + 1, half-open and completed together (inferred from a published table)", true,
            Limits.NEGATIVE_IS_ZERO, "somaxconn", "somaxconn", 1024, false, Full.BEYOND_THREE_HALVES, false, Victim.NONE, Iss.CLOCK,
            counters("aix", true), BSD_INTERVALS, List.of(
                new Fact(LIMIT, "At most somaxconn, 1024 by default; a negative one counts as 0.", RECALLED, "not checked; 4.4BSD"),
                new Fact(CONNECTIONS, "3/2 of the backlog and one more.", PUBLISHED, STEVENS),
                new Fact(REQUESTS, "Counted together with completed connections, as in 4.4BSD.", INFERRED, STEVENS),
                new Fact(CLIENT, "Silence: its SYN is repeated.", INFERRED, "4.4BSD"),
                new Fact(COUNTER, "tcps_listendrop.", INFERRED, "4.4BSD's heirs"),
                new Fact(SETTING, "somaxconn bounds the backlog (command: no -o somaxconn=N).", RECALLED, "not checked"),
                new Fact(DOUBT, "Only the number of queued connections is published; everything else follows 4.4BSD.", INFERRED, STEVENS))),
        new SocketQueueSystem("hpux-11.11", List.of("hpux"), "HP-UX 11.11",
            "HP-UX 11.11: 3/2 backlog, at least 1 (inferred from a published table)", true, Limits.NEGATIVE_IS_ZERO, "socket_qlimit_max",
            "socket_qlimit_max", 4096, false, Full.AT_THREE_HALVES, false, Victim.NONE, Iss.CLOCK, counters("hpux", true), BSD_INTERVALS, List.of(
                new Fact(LIMIT, "At most 4096 by default, 32767 in all; a negative one counts as 0.", PUBLISHED, "a vendor's forum; 4.4BSD"),
                new Fact(CONNECTIONS, "3/2 of the backlog, at least 1.", PUBLISHED, STEVENS),
                new Fact(REQUESTS, "Counted together with completed connections.", INFERRED, STEVENS),
                new Fact(CLIENT, "Silence: its SYN is repeated.", INFERRED, "4.4BSD"),
                new Fact(COUNTER, "tcps_listendrop.", INFERRED, "4.4BSD's heirs"),
                new Fact(SETTING, "socket_qlimit_max bounds the backlog.", RECALLED, "not checked"),
                new Fact(DOUBT, "The forum says 3/2 backlog + 1 for sockets that are not X/Open ones; the table says one less: setting queue_holds.", PUBLISHED,
                    STEVENS))),
        new SocketQueueSystem("macos", List.of("xnu", "darwin"), "macOS",
            "macOS (Darwin): backlog connections, half-open and completed together; beyond that a half-open one gives way", false,
            Limits.ZERO_IS_LARGEST, "somaxconn", "kern.ipc.somaxconn", 128, false, Full.BY_COMPAT, false, Victim.CLOSED,
            Iss.RANDOM, counters("darwin", true), DARWIN_INTERVALS, List.of(
                new Fact(LIMIT, "0, a negative backlog and one above kern.ipc.somaxconn (128) become that number.", SOURCE, "XNU uipc_socket.c"),
                new Fact(REQUESTS, "Every SYN makes a whole socket, which counts from then on. There is no SYN cache and no cookie.", SOURCE,
                    "XNU tcp_input.c"),
                new Fact(REQUESTS, "Their initial sequence numbers are random while net.inet.tcp.strict_rfc1948 is 0, as by default.", SOURCE,
                    "XNU tcp_subr.c, tcp_new_isn"),
                new Fact(CONNECTIONS,
                    "Half-open and completed connections together: the backlog; with kern.ipc.soqlimitcompat=0, 3/2 of it.", SOURCE,
                    "XNU uipc_socket2.c"),
                new Fact(CLIENT,
                    "Silence when all are completed. Else a half-open connection gives way to it: the oldest, or, when more SYNs come in a second "
                    + "than are half-open, one by lot, or nobody and the SYN meets silence.", SOURCE, "XNU tcp_input.c, tcp_dropdropablreq"),
                new Fact(CLIENT, "The peer of the one that gives way is not told: its next segment meets a RST.", SOURCE,
                    "XNU tcp_input.c, tcp_close in tcp_dropdropablreq"),
                new Fact(COUNTER, "tcps_listendrop for each SYN at a full queue, tcps_drops for each connection that gives way.", SOURCE,
                    "XNU tcp_input.c"),
                new Fact(SETTING, "kern.ipc.somaxconn bounds the backlog; kern.ipc.soqlimitcompat and kern.ipc.soqlencomp say what is counted.", SOURCE, "XNU uipc_socket2.c"),
                new Fact(DOUBT, "SYN-ACK times are recalled.", RECALLED, "not checked in source"))));
}
