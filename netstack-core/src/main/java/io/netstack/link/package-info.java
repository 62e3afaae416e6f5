/**
 * The seam to the world. A {@link io.netstack.link.Link} delivers and takes Ethernet frames; everything that traces, drops, delays or gates
 * frames is a decorator around another link, never an {@code if} in the stack.
 *
 * <pre>
 *   network ── PcapLink | TapLink | SimulatedCable ──[ ImpairedLink ]──[ IngressGate ]──[ RingLink ]── stack
 * </pre>
 *
 * An {@link io.netstack.link.ImpairedLink} is a bad network around a good link, live and in virtual time: chance
 * ({@link io.netstack.link.Impairment}) from a seed, and rules for particular frames ({@link io.netstack.link.ImpairmentRule}).
 */
package io.netstack.link;
