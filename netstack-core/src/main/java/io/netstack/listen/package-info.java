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
 * over the Disruptor's sequencer, and a thread that waits in it is woken by an unpark. That is all that lock-free means here.
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
 * <p><b>Bound and capacity.</b> A request slot is memory; running out of slots has a reason of its own. The bound of a queue is the policy's
 * comparison of counts, so backlogs of 0, 1, 5 or 511 are exact and a second listen() changes a number.
 */
package io.netstack.listen;
