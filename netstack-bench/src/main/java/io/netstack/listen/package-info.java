/**
 * Benchmarks of classes that {@code listen} does not show to others, and so in its package: the SYN queue, the accept queue, and the memory
 * of a request.
 *
 * <pre>
 *   SynQueueCost, HeapPerRequest ──▶ SynQueue
 *   AcceptHandover, AcceptQueueWake ──▶ AcceptQueue
 * </pre>
 */
package io.netstack.listen;
