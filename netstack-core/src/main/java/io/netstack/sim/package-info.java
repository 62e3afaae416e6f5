/**
 * A deterministic world in virtual time: cables, client machines, and the clock that jumps from one event to the next.
 *
 * <pre>
 *                    Simulation: the clock
 *                  EventQueue        Timed: who has timers
 *                      │ arrivals, the        │
 *                      │ peers' timers        │ the stack's timers
 *                      ▼                      ▼
 *   Peer ─┐                                 SimulatedStack
 *   Peer ─┼─ PeerHost ── End ══ SimulatedCable ══ End ── IngressGate ── TcpStack
 *   Peer ─┘   (ARP)              delay, loss
 * </pre>
 *
 * The stack is the one that runs live, single-stepped. Time and chance enter only through {@link io.netstack.sim.Simulation} and seeds, so
 * that the same inputs give the same bytes. One thread runs a whole world; several worlds may run on several threads.
 */
package io.netstack.sim;
