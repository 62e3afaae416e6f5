package io.netstack.listen;

import io.netstack.conn.ByteRing;
import io.netstack.conn.ConnectionError;
import io.netstack.conn.TcpConnection;
import io.netstack.policy.AcceptFilter;

/**
 * Is an accept filter content with what a connection has received (FreeBSD sys/netinet/accf_data.c, accf_http.c, accf_dns.c)? The end of the
 * stream and a full buffer content every filter.
 */
final class FilterReadiness {
    /** As much as is looked at; a header that is longer passes. */
    private static final int FULL_BYTES = 65_536;
    private static final byte[] GET = {'G', 'E', 'T', ' '};
    private static final byte[] HEAD = {'H', 'E', 'A', 'D', ' '};
    private static final byte[] VERSION = {'H', 'T', 'T', 'P', '/', '1', '.'};
    private static final int DNS_LENGTH_BYTES = 2;

    /** Made when the first filter is asked: most stacks have none. */
    private byte[] seen;

    boolean isReady(AcceptFilter filter, TcpConnection connection) {
        ByteRing received = connection.received();
        int available = received.available();
        boolean over = connection.application().isReceiveEnded() || connection.application().error() != ConnectionError.NONE;
        if (filter == AcceptFilter.NONE || over || available >= FULL_BYTES) {
            return true;
        }
        if (filter == AcceptFilter.DATAREADY) {
            return available > 0;
        }
        if (seen == null) {
            seen = new byte[FULL_BYTES];
        }
        int length = received.peek(seen, 0, available);
        return filter == AcceptFilter.DNSREADY ? isDnsReady(length) : isHttpReady(length);
    }

    private boolean isDnsReady(int length) {
        return length >= DNS_LENGTH_BYTES && length - DNS_LENGTH_BYTES >= ((seen[0] & 0xFF) << 8 | seen[1] & 0xFF);
    }

    /** Waits only for the header of what is, or may become, a GET or HEAD of HTTP/1.0 or 1.1. */
    private boolean isHttpReady(int length) {
        if (!begins(GET, length) && !begins(HEAD, length)) {
            return true;
        }
        int lineEnd = indexOfNewLine(0, length);
        if (lineEnd < 0) {
            return false;
        }
        if (!endsWithVersion(lineEnd)) {
            return true;
        }
        for (int i = lineEnd; i >= 0 && i < length; i = indexOfNewLine(i + 1, length)) {
            int next = i + 1 < length && seen[i + 1] == '\r' ? i + 2 : i + 1;
            if (next < length && seen[next] == '\n') {
                return true;
            }
        }
        return false;
    }

    /** Does what was received begin with a method, as far as it goes? */
    private boolean begins(byte[] method, int length) {
        for (int i = 0; i < Math.min(method.length, length); i++) {
            if (seen[i] != method[i]) {
                return false;
            }
        }
        return true;
    }

    private int indexOfNewLine(int from, int length) {
        for (int i = from; i < length; i++) {
            if (seen[i] == '\n') {
                return i;
            }
        }
        return -1;
    }

    /** Does the first line end in HTTP/1.0 or HTTP/1.1? */
    private boolean endsWithVersion(int lineEnd) {
        int end = lineEnd > 0 && seen[lineEnd - 1] == '\r' ? lineEnd - 1 : lineEnd;
        int start = end - VERSION.length - 1;
        if (start < 0 || seen[end - 1] != '0' && seen[end - 1] != '1') {
            return false;
        }
        for (int i = 0; i < VERSION.length; i++) {
            if (seen[start + i] != VERSION[i]) {
                return false;
            }
        }
        return true;
    }
}
