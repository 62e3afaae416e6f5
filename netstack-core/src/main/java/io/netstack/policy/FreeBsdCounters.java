package io.netstack.policy;

import static io.netstack.observe.Counter.*;

import io.netstack.observe.Counter;
import io.netstack.observe.CounterScheme;
import io.netstack.observe.Reason;
import java.util.EnumMap;
import java.util.Map;

/** Which tcps_ counters each reason moves under FreeBSD (sys/netinet/tcp_syncache.c, tcp_input.c of 13 and 14). RSTs move none. */
final class FreeBsdCounters {

    private FreeBsdCounters() {
    }

    static CounterScheme of(FreeBsdVersion version, boolean syncookies) {
        Map<Reason, Counter[]> map = new EnumMap<>(Reason.class);
        // Every new SYN's number is a cookie when cookies are on, stored or not.
        map.put(Reason.SYN_QUEUED, stored(syncookies));
        map.put(Reason.SYN_QUEUED_TIME_WAIT, stored(syncookies));
        map.put(Reason.SYN_QUEUED_BUCKET_OVERFLOW, stored(syncookies, BSD_SC_BUCKET_OVERFLOW));
        map.put(Reason.SYN_QUEUED_BUCKET_FULL, stored(syncookies, BSD_SC_BUCKET_OVERFLOW));
        map.put(Reason.SYN_QUEUED_CACHE_FULL,
            version.gateAtSyn() ? stored(syncookies, BSD_SC_CACHE_OVERFLOW) : stored(syncookies, BSD_SC_ZONEFAIL, BSD_SC_BUCKET_OVERFLOW));
        map.put(Reason.SYN_COOKIE_PAUSED, list(BSD_SC_SENDCOOKIE));
        map.put(Reason.SYN_COOKIE_STATELESS, list(BSD_SC_SENDCOOKIE));
        map.put(Reason.SYN_COOKIE_NO_ROOM, list(BSD_SC_SENDCOOKIE, BSD_SC_ZONEFAIL));
        map.put(Reason.SYN_DROP_NO_ROOM, list(BSD_SC_ZONEFAIL));
        map.put(Reason.SYN_DROP_NO_ROUTE, list(BSD_SC_DROPPED));
        map.put(Reason.REQUEST_UNREACHABLE, list(BSD_SC_DROPPED));

        map.put(Reason.SENT_SYN_ACK, list(BSD_SND_ACKS, BSD_SND_TOTAL));
        map.put(Reason.SENT_SYN_ACK_COOKIE, list(BSD_SND_ACKS, BSD_SND_TOTAL));
        map.put(Reason.SENT_SYN_ACK_FOR_SYN, list(BSD_SND_ACKS, BSD_SND_TOTAL));
        map.put(Reason.SENT_SYN_ACK_AGAIN,
            version.countsResends() ? list(BSD_SC_RETRANSMITTED, BSD_SND_ACKS, BSD_SND_TOTAL) : list(BSD_SC_RETRANSMITTED));
        if (version.countsResends()) {
            map.put(Reason.SENT_REQUEST_ACK, list(BSD_SND_ACKS, BSD_SND_TOTAL));
        }

        map.put(Reason.REQUEST_SYN_REPEATED, list(BSD_SC_DUPSYN));
        map.put(Reason.REQUEST_EXPIRED, list(BSD_SC_STALE));
        map.put(Reason.REQUEST_RESET_BY_PEER, list(BSD_SC_RESET));
        map.put(Reason.REQUEST_RST_CHALLENGED, list(BSD_BAD_RST));
        map.put(Reason.REQUEST_RST_CHALLENGE_SKIPPED, list(BSD_BAD_RST));
        map.put(Reason.REQUEST_RST_OUT_OF_WINDOW, list(BSD_BAD_RST));
        map.put(Reason.REQUEST_RST_WITH_FLAGS_IGNORED, list(BSD_BAD_RST));
        map.put(Reason.LISTEN_RST_IGNORED, list(BSD_BAD_RST));
        map.put(Reason.LISTEN_NO_SYN_IGNORED, list(BSD_BAD_SYN));
        map.put(Reason.LISTEN_SYN_FIN_IGNORED, list(BSD_BAD_SYN));
        map.put(Reason.LISTEN_SYN_ACK_RESET, list(BSD_BAD_SYN));
        map.put(Reason.REQUEST_SYN_ACK_RESET, list(BSD_BAD_SYN, BSD_SC_BADACK));
        map.put(Reason.ICMP_REQUEST_REMOVED, list(BSD_SC_UNREACH));

        map.put(Reason.ACK_ESTABLISHED, list(BSD_ACCEPTS, BSD_SC_COMPLETED, BSD_CONNECTS));
        map.put(Reason.ACK_PARKED, list(BSD_ACCEPTS, BSD_SC_COMPLETED, BSD_CONNECTS));
        map.put(Reason.COOKIE_ACK_ESTABLISHED, fromCookie(version));
        map.put(Reason.COOKIE_ACK_PARKED, fromCookie(version));
        map.put(Reason.ACK_ACCEPT_QUEUE_FULL_RESET, list(BSD_LISTEN_DROP, BSD_SC_ABORTED));
        map.put(Reason.ACK_REFUSED, list(BSD_LISTEN_DROP, BSD_SC_ABORTED));
        map.put(Reason.COOKIE_ACK_REFUSED, list(BSD_SC_RECVCOOKIE, BSD_LISTEN_DROP, BSD_SC_ABORTED));
        map.put(Reason.COOKIE_ACK_REFUSED_RESET, list(BSD_SC_RECVCOOKIE, BSD_LISTEN_DROP, BSD_SC_ABORTED));
        if (version.countsSpurious()) {
            map.put(Reason.LISTEN_ACK_RESET, list(BSD_SC_SPURCOOKIE));
            map.put(Reason.LISTEN_COOKIE_FAILED, list(BSD_SC_FAILCOOKIE));
        }
        map.put(Reason.LISTENER_CLOSED_CONNECTION, list(BSD_DROPS));
        return CounterScheme.foreign("freebsd", map);
    }

    private static Counter[] fromCookie(FreeBsdVersion version) {
        return version.countsSpurious() ? list(BSD_SC_RECVCOOKIE, BSD_ACCEPTS, BSD_CONNECTS)
            : list(BSD_SC_RECVCOOKIE, BSD_ACCEPTS, BSD_CONNECTS, BSD_SC_COMPLETED);
    }

    private static Counter[] stored(boolean syncookies, Counter... more) {
        Counter[] all = new Counter[more.length + (syncookies ? 2 : 1)];
        System.arraycopy(more, 0, all, 0, more.length);
        all[more.length] = BSD_SC_ADDED;
        if (syncookies) {
            all[more.length + 1] = BSD_SC_SENDCOOKIE;
        }
        return all;
    }

    private static Counter[] list(Counter... counters) {
        return counters;
    }
}
