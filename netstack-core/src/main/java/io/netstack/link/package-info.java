/**
 * The seam to the world. A {@link io.netstack.link.Link} delivers and takes Ethernet frames; everything that traces, drops, delays or gates
 * frames is a decorator around another link, never an {@code if} in the stack.
 *
 * <pre>
 *   network ── PcapLink | TapLink | SimulatedCable ──[ ImpairedLink ]──[ IngressGate ]──[ RingLink ]── stack
 * </pre>
 *
 * A handler that {@linkplain io.netstack.link.FrameHandler#looksAhead looks ahead} hears of a {@link io.netstack.link.FrameBurst} before it gets
 * the first frame of it, from links that hold several: to bring from memory what they will take.
 *
 * <p>An {@link io.netstack.link.ImpairedLink} is a bad network around a good link, live and in virtual time: chance
 * ({@link io.netstack.link.Impairment}) from a seed, and rules for particular frames ({@link io.netstack.link.ImpairmentRule}).
 */
package io.netstack.link;
