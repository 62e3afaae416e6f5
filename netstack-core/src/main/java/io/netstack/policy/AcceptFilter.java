package io.netstack.policy;

/** What a connection must have received before accept() sees it (FreeBSD SO_ACCEPTFILTER, accf_data(9), accf_http(9), accf_dns(9)). */
public enum AcceptFilter {
    /** Nothing. */
    NONE,
    /** Data, or the end of the stream. */
    DATAREADY,
    /** A whole HTTP/1.0 or 1.1 request header that begins with GET or HEAD, or anything that is no such request. */
    HTTPREADY,
    /** A whole DNS message behind its two-byte length. */
    DNSREADY
}
