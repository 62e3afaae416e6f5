/**
 * A connection from ESTABLISHED to the return of its slot.
 *
 * <pre>
 *   listener ── Handshake ──▶ ConnectionTable ──▶ TcpConnection ◀── ApplicationSide ──▶ application
 *                                  │
 *                            ConnectionEngine: one part per chapter of RFC 9293 section 3.10
 *
 *   frame ─▶ SegmentArrival ─ Acceptance ─ Acknowledgment ─ DataArrival ─ Output ─▶ Transmitter ─▶ SegmentWriter
 *                                 │             │              │            │
 *                             TimeWait     LossRecovery    Closing     RetransmitTimer ◀─ time
 *                           LossDetection, Undo, PathMtu ◀─ ICMP
 *   state of one connection:
 *     receiving  ReceiveWindow (ReceiveMemory) · Reassembly · SackBlocks · AckPolicy · ReceiveTuning · UrgentMark
 *     sending    SendMemory · SentSegments · CongestionWindow (NewReno | Cubic) · RttEstimator · Recovery
 * </pre>
 *
 * Not here: sending urgent data, reading the urgent octet by itself (MSG_OOB), simultaneous or active open, TCP-AO and MD5, IPv6.
 *
 * <p>Rules of the house: a {@link io.netstack.conn.TcpConnection} and what hangs on it hold state; the parts of the engine hold none beyond one
 * segment. Time is an argument. Nothing is allocated per segment or per connection once a slot was used; arrays grow with what is in flight.
 * The stack's thread does everything but read and write the two {@link io.netstack.conn.ByteRing}s, which the application does through an
 * {@link io.netstack.conn.ApplicationSide}. Their memory comes from the {@link io.netstack.conn.BufferPool}. Where a number is Linux's, it was
 * measured on 6.18.
 */
package io.netstack.conn;
