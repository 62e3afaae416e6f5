/**
 * A bad network for a command line: what {@code --impair} says, and what came of it.
 *
 * <pre>
 *   --impair loss=2%,delay=10ms                   ┐
 *   --impair "drop the 2nd syn-ack of flow 3" ────┴▶ ImpairText ──▶ BadNetwork ── around(link) ──▶ ImpairedLink
 * </pre>
 */
package io.netstack.tools.impair;
