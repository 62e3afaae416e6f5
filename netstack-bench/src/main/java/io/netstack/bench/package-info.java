/**
 * What the packet path costs, each number beside what it is compared with.
 *
 * <pre>
 *   Floor          what no stack can go below: parse, checksums, two keyed hashes, 60 bytes written; and each of these alone
 *   SynToSynAck    a SYN through the whole stack: stored, answered by a cookie, dropped at a full queue, dropped at the gate
 *   SynAckAccept   SYN, final ACK, accept()
 *   SegmentCost    a full-size segment of a connection, received and sent, beside a floor of its own
 *   SynByPolicy    a SYN of a flood under each policy
 *   SynToLargeQueue  a SYN and the end of another request while up to a million are stored: frames in bursts beside one by one
 *   IndexCost      the index of requests beside the chains that it replaced
 *   SimulatedFlood how fast virtual time passes, and whether the heap grows with it
 *   Parsing        our flyweights beside pcap4j's packet objects
 *
 *   io.netstack.listen   (classes that must stand beside what they measure)
 *     SynQueueCost       the SYN queue by its length, beside a HashMap of objects with a timer heap
 *     AcceptHandover     the accept queue between two threads, beside ArrayBlockingQueue, JCTools and a bare Disruptor
 *     HeapPerRequest     memory of one embryonic connection
 *
 *   io.netstack.stress   jcstress: the hand-overs under two racing threads
 *
 *   Check          runs what the promises of some groups need and says which are kept
 * </pre>
 *
 * {@code java -jar netstack-bench.jar [REGEX]} is JMH's own command line; {@code java -cp netstack-bench.jar io.netstack.bench.Check} is
 * the check; {@code java -cp netstack-bench.jar org.openjdk.jcstress.Main} is jcstress. Measure on a quiet machine.
 */
package io.netstack.bench;
