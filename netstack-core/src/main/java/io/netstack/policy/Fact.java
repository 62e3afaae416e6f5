package io.netstack.policy;

/**
 * One sentence about a system, with where it comes from and how sure it is.
 *
 * @param topic    what it answers
 * @param text     the sentence
 * @param evidence how it is known
 * @param source   who says so: a kernel version, a file of a system, a manual page, a book
 */
public record Fact(Topic topic, String text, Evidence evidence, String source) {

    /** What a sentence answers, in the order in which a reader asks. */
    public enum Topic {
        /** What the number passed to listen() becomes. */
        LIMIT,
        /** What bounds the requests that wait for their final ACK. */
        REQUESTS,
        /** What bounds the connections that wait for accept(). */
        CONNECTIONS,
        /** What a client sees beyond the bound. */
        CLIENT,
        /** Which counter moves then. */
        COUNTER,
        /** Which setting changes it. */
        SETTING,
        /** What is doubtful, or not reproduced here. */
        DOUBT
    }

    /** How a fact is known. */
    public enum Evidence {
        /** Seen on a running system. */
        MEASURED,
        /** Read in the system's source. */
        SOURCE,
        /** Printed in a book, paper, manual page or vendor's document. */
        PUBLISHED,
        /** Concluded from a published number. */
        INFERRED,
        /** Recalled; not checked in a source. */
        RECALLED
    }
}
