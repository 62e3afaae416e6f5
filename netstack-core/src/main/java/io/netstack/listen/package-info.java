/**
 * The heart: everything between LISTEN and accept(). Mechanism only; every decision is asked of a {@link io.netstack.policy.Decider} and done
 * exactly as answered.
 *
 * <pre>
 *                      ListenState                      RequestState                Admission
 *   SYN ─────────────▶ onSyn? ─ QUEUE ─▶ SynQueue ─┐
 *                         └──── COOKIE ─▶ SYN-ACK  │
 *   final ACK ─────────────────────────────────────┴▶ onHandshakeAck? ─ ESTABLISH ─▶ connection ─▶ AcceptQueue ─▶ accept()
 *   ACK with cookie ─▶ takesCookie? ────────────────▶ onHandshakeAck? ─┘
 *   timer ───────────▶ SynAckTimers: onSynAckTimer? ─ RESEND, GIVE_UP
 *
 *   PassiveOpen   the front: socket calls, segments, timers, ICMP
 *   RequestState  SynReceived where a request stands for a socket; SynCacheState behind a BSD SYN cache
 *   SynQueue      all requests; SynCache orders them in buckets where listeners share the store
 *   RequestErrors ICMP errors that quote a segment of a request
 *   StoreRules    what the store makes of a SYN that the policy would store: a place, another's place, or a cookie
 *   CookieCodec   what fits into a cookie: LinuxCookies, FreeBsdCookies
 *   QueueAges     how long entries have waited, for whoever watches
 *   Admission     also holds connections aside: those of Solaris that found no room, those whose accept filter waits for data
 * </pre>
 *
 * <p><b>Who touches what.</b> The stack's thread owns everything here and is the only one that writes; there is nothing to lock. One thing is
 * shared: an {@link io.netstack.listen.AcceptQueue}, which the stack's thread fills and any number of application threads empty; it is a ring
 * over the Disruptor's sequencer, and a thread that waits in it is woken by an unpark, after the burst of frames that brought the connection.
 * That is all that lock-free means here.
 *
 * <p><b>Three stores</b> ({@link io.netstack.policy.StoreShape}): a policy has the one of its system, and any other can be put in its place.
 * The policy is asked first and sees the count of its listener, whatever the store; the store has its say once the policy has said QUEUE.
 *
 * <pre>
 *   synqueue     slot of the pool              none left: dropped
 *   syncache     place in a shared bucket      bucket full: its oldest gives way, and lives on as a cookie
 *   syncookies   none                          a cookie, always
 * </pre>
 *
 * <p><b>What a request costs in memory</b>: 127 bytes, all in. A {@link com.lmax.disruptor.RingBuffer} of preallocated requests (80 and a
 * reference), one place in the ring of free slots, 7 bytes of the index, and 32 bytes of links, deadline and hash that stand side by side
 * ({@link io.netstack.flow.SlotWords}), so that taking a request out of every list touches one line of its own and writes, without reading, to
 * those of its neighbours. A slot that comes free is the next to be taken, while it is in the cache.
 *
 * <p><b>A queue that fits into no cache</b> has three reads for each operation that wait for one another: place in the index, reference and
 * words of the slot, request and neighbours. One frame cannot help that; but a stack under load has a burst of them before it, and
 * {@link io.netstack.listen.SynQueue} looks ahead: it makes the first read for all frames, then the second, then the third, and memory answers
 * many at a time. Twice as fast with a million requests ({@code bench SynToLargeQueue}), and not done below some thousand, where it only costs.
 * The index is linear probing and no chain through the slots, as it was first, because a chain is one more read that waits ({@code bench
 * IndexCost} has both).
 *
 * <p><b>Bound and capacity.</b> A request slot is memory; running out of slots has a reason of its own. The bound of a queue is the policy's
 * comparison of counts, so backlogs of 0, 1, 5 or 511 are exact and a second listen() changes a number.
 */
package io.netstack.listen;
