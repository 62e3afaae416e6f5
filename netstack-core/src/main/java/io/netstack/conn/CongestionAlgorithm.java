package io.netstack.conn;

/** The congestion control algorithms to choose from. */
public enum CongestionAlgorithm {
    /** RFC 5681 with the recovery of RFC 6582. */
    RENO,
    /** RFC 9438. */
    CUBIC
}
