/**
 * What happened and why.
 *
 * <pre>
 *   decision ──▶ Reason ──▶ Counters      (numbers, under the kernel's names)
 *                   └─────▶ FrameTrace    (the frame beside its reason: pcapng, transcript)
 * </pre>
 *
 * A {@link io.netstack.observe.Reason} is the only thing that moves a {@link io.netstack.observe.Counter}; which ones is the business of the
 * profile's {@link io.netstack.observe.CounterScheme}. The stack's thread is the only writer; readers see whole numbers, not snapshots.
 */
package io.netstack.observe;
