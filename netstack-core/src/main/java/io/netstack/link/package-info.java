/**
 * The seam to the world. A {@link io.netstack.link.Link} delivers and takes Ethernet frames; everything that traces, drops, delays or gates
 * frames is a decorator around another link, never an {@code if} in the stack.
 *
 * <pre>
 *   network ── PcapLink | TapLink | SimulatedCable ──[ TracingLink ]──[ ImpairedLink ]── stack
 * </pre>
 */
package io.netstack.link;
