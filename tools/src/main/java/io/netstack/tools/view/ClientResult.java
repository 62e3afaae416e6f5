package io.netstack.tools.view;

/**
 * How one client fared.
 *
 * @param id             from 1, in the order of the first SYNs
 * @param outcome        how its attempt stands
 * @param synRetransmits how often its SYN came again, as frames on our link
 * @param lastWord       what the server decided about its last segment; empty when none arrived
 * @param silent         is it one that never sends the final ACK?
 */
public record ClientResult(int id, Outcome outcome, int synRetransmits, String lastWord, boolean silent) {
}
