/**
 * The stack as another program's puppet: socket calls as JSON lines on standard input, frames on a network interface.
 *
 * <pre>
 *   stdin ── AgentInput (thread) ── queue ──┐
 *                                           ▼
 *   interface ── PcapLink | TapLink ──▶ Agent: drain the link, make the call, answer; else frames and timers
 *                                           │
 *   stdout ◀── one JSON line per call ──────┘
 * </pre>
 *
 * A recorder of packet scripts drives this and a real kernel in the same way and compares what they do.
 */
package io.netstack.tools.agent;
