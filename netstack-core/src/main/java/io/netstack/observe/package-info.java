/**
 * What happened and why.
 *
 * <pre>
 *   decision ──▶ Reason ──▶ Counters ──▶ StatusPublisher ──▶ StatusMap ──▶ StatusSnapshot    (numbers, under the kernel's names; other
 *                   │                                                                         processes read them)
 *                   └─────▶ FrameTrace
 *                             ├─ DirectTrace   on the stack's thread: virtual time, replay ──┐
 *                             └─ TraceRing     through a ring to a writer thread ────────────┴──▶ FrameSink: PcapngWriter, a view
 * </pre>
 *
 * A {@link io.netstack.observe.Reason} is the only thing that moves a {@link io.netstack.observe.Counter}; which ones is the business of
 * the profile's {@link io.netstack.observe.CounterScheme}. The stack's thread is the only writer; readers see whole numbers, not snapshots.
 *
 * <p>A trace hands its sink the frames in the order of cause: what came in, with its reason, before what it made us send.
 */
package io.netstack.observe;
