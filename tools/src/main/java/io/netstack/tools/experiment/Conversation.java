package io.netstack.tools.experiment;

import java.util.List;

/**
 * One connection of an honest client as the server saw it, frame by frame.
 *
 * @param kind   what makes it worth telling
 * @param client its number, from 0
 * @param events in order
 */
record Conversation(Kind kind, long client, List<Event> events) {

    /** What makes a connection worth telling. */
    enum Kind {
        SERVED("accepted at once"),
        SERVED_LATE("accepted after SYNs were repeated"),
        DATA_REPEATED("believed to be connected, repeated its data"),
        RESET("connected, then reset"),
        REFUSED("refused: RST to its SYN"),
        TIMED_OUT("gave up"),
        WAITING("still waiting at the end");

        private final String text;

        Kind(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }
    }

    /**
     * Something that happened.
     *
     * @param timeNs  when
     * @param way     to the server, to the client, or neither: the application did something
     * @param segment what the segment is: {@code SYN}, {@code ACK, 100 bytes}; or what the application did
     * @param verdict what the stack decided, or why it sent
     */
    record Event(long timeNs, Way way, String segment, String verdict) {
    }

    /** Where something went. */
    enum Way { IN, OUT, NONE }
}
