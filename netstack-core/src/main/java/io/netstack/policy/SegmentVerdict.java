package io.netstack.policy;

/** What a policy answers to any segment for a listening port, before its flags are looked at. */
public enum SegmentVerdict {
    /** Go on as the wire profile says. */
    BY_PROFILE,
    /** Say nothing. */
    DROP
}
