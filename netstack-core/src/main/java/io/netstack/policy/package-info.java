/**
 * Who decides. A system is two things: a {@link io.netstack.policy.WireProfile}, data about how it looks on the wire and reacts to single
 * segments, and a {@link io.netstack.policy.Decider}, its decisions about queues. Mechanism lives in {@code listen}; it asks, and does exactly
 * what the verdict says.
 *
 * <pre>
 *   SYN ──────────▶ onSyn            ──▶ QUEUE COOKIE EVICT DROP RESET
 *   timer ────────▶ onSynAckTimer    ──▶ RESEND WAIT GIVE_UP GIVE_UP_RESET GIVE_UP_BUCKET
 *   final ACK ────▶ onHandshakeAck   ──▶ ESTABLISH PARK KEEP REMOVE RESET
 *   stray ACK ────▶ takesCookie      ──▶ yes, no
 *   listen() ─────▶ onListen         ──▶ limit, or an error
 *                       │
 *                       └ each looks at one reused ListenView and names its Reason
 * </pre>
 *
 * One class per family; the systems of a family are records of data:
 *
 * <pre>
 *   LinuxPolicy        LinuxVersions      2.0 … 6.18                  two queues per listener
 *   FreeBsdPolicy      FreeBsdVersion     4.5 … main, DragonFly       one SYN cache, every number a cookie
 *   NetBsdPolicy       NetBsdSystem       NetBSD, OpenBSD             one SYN cache behind a gate
 *   SocketQueuePolicy  SocketQueueSystems 4.4BSD, FreeBSD 2.2 … 4.4, AIX, HP-UX, Darwin: a socket per SYN
 *   IllumosPolicy                         Solaris, illumos            nobody who got a SYN-ACK is refused
 *   WindowsPolicy                         NT 3.1 …                    RST at a full backlog
 *
 *   SegmentRules   reactions to single segments      Fact   what is known, by whom, how sure
 * </pre>
 *
 * Policies are found by {@link java.util.ServiceLoader}, built-in ones included, so that a user's jar is no second class. A new rule becomes
 * one more question of the seam or one more constant of a profile, never an {@code if} on a system's name elsewhere.
 */
package io.netstack.policy;
