package io.netstack.tools.experiment;

import io.netstack.observe.Counter;
import io.netstack.observe.Reason;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * What a run came to.
 *
 * @param scenario    what was run
 * @param clients     how the honest clients fared
 * @param toConnect   from first SYN to SYN-ACK, nanoseconds
 * @param toAccept    from first SYN to accept(), nanoseconds
 * @param queues      what was to be seen over time
 * @param peaks       the most of each at any moment
 * @param turnedAway  SYNs, final ACKs and connections that the listener did not want: dropped, refused or reset for want of room
 * @param verdicts    reason to the number of inbound frames that ended in it, those of no use to anybody left out
 * @param counters    what moved
 * @param traffic     frames and bytes
 * @param conversations single connections, the most telling ones
 * @param wallNs      how long the run took, in real time; with the next, the only thing here that depends on the machine
 * @param cpuNs       how long its thread was on a core
 */
record Outcome(Scenario scenario, Clients clients, Histogram toConnect, Histogram toAccept, Samples queues, Peaks peaks,
               long turnedAway, Map<Reason, Long> verdicts, Map<Counter, Long> counters, Traffic traffic,
                   List<Conversation> conversations, long wallNs, long cpuNs) {

    /**
     * Honest clients.
     *
     * @param started        sent a SYN
     * @param connected      got a SYN-ACK
     * @param accepted       were accepted by the application
     * @param atOnce         were accepted without repeating anything
     * @param refused        got a RST to their SYN
     * @param timedOut       gave up
     * @param reset          believed to be connected and were reset before anybody accepted
     * @param synRetransmits SYNs sent again, all clients together
     * @param dataRetransmits data and FINs sent again
     */
    record Clients(long started, long connected, long accepted, long atOnce, long refused, long timedOut, long reset, long synRetransmits,
                   long dataRetransmits) {

        /** The part of clients that were accepted, 0..1; NaN when nobody came. */
        double success() {
            return started == 0 ? Double.NaN : (double) accepted / started;
        }

        /** The part of clients that had to repeat something, or were not accepted at all. */
        double delayed() {
            return started == 0 ? Double.NaN : 1 - (double) atOnce / started;
        }

        /** Those who still waited for something at the end. */
        long waiting() {
            return started - accepted - refused - timedOut - reset;
        }
    }

    /** Equally long intervals: lengths at the end of each, the longest within it, and what happened in it. */
    record Samples(double[] seconds, int[] synQueue, int[] acceptQueue, long[] started, long[] accepted, long[] dropped) {
    }

    /**
     * The most there ever was.
     *
     * @param synQueue    requests of the listener
     * @param acceptQueue connections that waited
     * @param requests    requests of the stack, at the moments when somebody looked
     * @param connections open connections, likewise
     * @param memoryBytes what all of them took, likewise
     */
    record Peaks(int synQueue, int acceptQueue, int requests, int connections, long memoryBytes) {
    }

    /**
     * Frames and bytes.
     *
     * @param synBytes       of all SYNs that arrived, with their Ethernet headers
     * @param synAckBytes    of all SYN-ACKs sent
     */
    record Traffic(long frames, long synBytes, long synAckBytes) {

        /** Bytes of SYN-ACKs per byte of SYN: what somebody gains who borrows another's address. */
        double amplification() {
            return synBytes == 0 ? 0 : (double) synAckBytes / synBytes;
        }
    }
}
