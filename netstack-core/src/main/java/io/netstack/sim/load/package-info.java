/**
 * Who comes to a simulated listener, and who serves them: pieces that put a load on a stack in virtual time and can be combined at will.
 *
 * <pre>
 *   when          Arrivals: Poisson, BurstyArrivals, FlashCrowd, a list       how long   Durations: fixed, exponential, log-normal
 *                    │                                                                                  │
 *   who    HonestClients ── Peer, with its system's patience ─┐                                         ▼
 *          HandshakeSource ── SYN, final ACK or RST ──────────┼─▶ SimulatedNetwork ─▶ TcpStack ─▶ Acceptors, Pauses
 *          SynFlood, AckFlood, CookieReplay ── attackers ─────┘        (SimulatedServer)
 * </pre>
 *
 * Every piece draws its chance from a seed of its own, so that one piece more does not change what the others do, and a run repeats to
 * the bit. Honest clients are full state machines; attackers keep nothing they need not keep, write into one reused frame, and cost some
 * ten nanoseconds a frame. All addresses lie in 198.18.0.0/15 (RFC 2544), which is nobody's.
 */
package io.netstack.sim.load;
