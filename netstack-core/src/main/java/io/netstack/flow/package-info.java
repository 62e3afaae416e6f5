/**
 * What the listener and the connections share: who a segment belongs to, what cannot be guessed about it, where its timer stands, and the way
 * out.
 *
 * <pre>
 *   FlowKey ── Secrets, SipHash ── InitialSequenceNumber
 *
 *   slot numbers:  SlotRing (free slots, accept queue)   SlotIndex (by hash)   DeadlineList (timers, by interval)
 *                  SlotLists (orders)                    SlotRanks (an order with ranks)
 *
 *   SegmentWriter ── Egress ─┬─ RouteTable
 *                            ├─ NeighbourTable (ARP)
 *                            └─ Link
 * </pre>
 *
 * Threads: a {@link io.netstack.flow.SlotRing} has one putter and any takers; everything else belongs to the stack's thread. Links of lists are
 * kept in arrays indexed by slot number instead of inside the slots, so that requests and connections use the same lists and timers.
 */
package io.netstack.flow;
