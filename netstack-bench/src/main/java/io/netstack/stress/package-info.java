/**
 * The hand-overs between threads under jcstress: two racing actors, and an arbiter who looks at what is left. Forbidden outcomes are
 * losses, duplicates and sleepers beside a filled queue.
 *
 * <pre>
 *   SlotRingAtTheWrap        one puts across the end of the ring, one takes
 *   SlotRingTwoTakers        two take from a filled ring
 *   SlotRingOneCell          a ring of one cell: full and empty at every step
 *   listen.AcceptQueueWake   one puts, one is about to sleep
 * </pre>
 */
package io.netstack.stress;
