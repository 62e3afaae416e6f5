/**
 * Who decides. A system is two things: a {@link io.netstack.policy.WireProfile}, data about how it looks on the wire and reacts to single
 * segments, and a {@link io.netstack.policy.Decider}, its decisions about queues. Mechanism lives in {@code listen}; it asks, and does exactly
 * what the verdict says.
 *
 * <pre>
 *   SYN ──────────▶ onSyn            ──▶ QUEUE COOKIE EVICT DROP RESET
 *   timer ────────▶ onSynAckTimer    ──▶ RESEND WAIT GIVE_UP GIVE_UP_RESET
 *   final ACK ────▶ onHandshakeAck   ──▶ ESTABLISH PARK KEEP REMOVE RESET
 *   stray ACK ────▶ takesCookie      ──▶ yes, no
 *   listen() ─────▶ onListen         ──▶ limit, or an error
 *                       │
 *                       └ each looks at one reused ListenView and names its Reason
 * </pre>
 *
 * Policies are found by {@link java.util.ServiceLoader}, built-in ones included, so that a user's jar is no second class. A new rule becomes
 * one more question of the seam or one more constant of a profile, never an {@code if} on a system's name elsewhere.
 */
package io.netstack.policy;
