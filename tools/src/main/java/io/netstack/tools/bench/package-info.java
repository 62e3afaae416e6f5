/**
 * Benchmarks beside the kernel: our stack and the kernel's take turns at one end of one wire, in one run, and a program on the kernel at the
 * other end measures both.
 *
 * <pre>
 *   this namespace                                                the client's namespace
 *   FloodBench  our stack | kernel ─┐                          ┌─ FloodGenerator (a JVM of its own): SYNs in batches, counts answers
 *   BulkBench   our stack | kernel ─┼─ netstack0 ══ client0 ───┼─ BulkClient (a JVM of its own): one connection
 *   HttpBench   our stack | kernel ─┘     BenchNetwork         └─ wrk
 *
 *   every round: each contender once ─▶ Spread over the rounds ─▶ BenchReport: rows, ratios, JSON
 *
 *   bench REGEX    JmhProcess: the jar of JMH benchmarks
 *   bench --check  CheckRun: every promise of both kinds in one table
 * </pre>
 *
 * Everything is bounded: SYNs by number, transfers by bytes, wrk by seconds. Addresses are those of RFC 2544; what is built is taken down.
 */
package io.netstack.tools.bench;
