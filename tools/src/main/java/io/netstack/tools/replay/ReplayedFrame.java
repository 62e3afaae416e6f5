package io.netstack.tools.replay;

import io.netstack.observe.Reason;
import java.util.List;

/**
 * A frame of the capture that our stack was given.
 *
 * @param number       in the file, from 1, as Wireshark counts
 * @param sinceStartNs since the first frame of the file
 * @param from         where it came from: {@code 198.18.0.2:40001}, or empty when it has no IPv4 packet
 * @param what         its TCP flags as letters, or what else it is
 * @param reason       where it ended
 * @param text         the reason with its numbers
 * @param answers      what our stack sent because of it
 */
public record ReplayedFrame(long number, long sinceStartNs, String from, String what, Reason reason, String text, List<String> answers) {
}
