/**
 * An interpreter for packetdrill's notation, as far as scripts of a listening socket use it, in virtual time: what is done to the stack and
 * what it must do, and when.
 *
 * <pre>
 *   --tolerance_usecs=4000  --policy=linux       options, first
 *   `sysctl -q net.ipv4.tcp_syncookies=0`        settings, before any call
 *   0   socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
 *   +0  bind(3, ..., ...) = 0
 *   +0  listen(3, 1) = 0
 *   +0  &lt; S 0:0(0) win 64240 &lt;mss 1460,sackOK,TS val 1 ecr 0,nop,wscale 7&gt;
 *   +0  &gt; S. 0:0(0) ack 1 &lt;...&gt;                 what is left out is not looked at
 *   +.1 &lt; [40002] . 1:1(0) ack 1 win 257         another peer, by its port
 *   +0  &lt; [1:11(10)] icmp unreachable host_unreachable    a router about a segment of ours
 *   *   &gt; . 1:1(0) ack 1                         whenever it comes
 *   +0.2~+0.3 &gt; P. 1:11(10) ack 1                within a range
 *   +0...0.5 read(4, ..., 10) = 10               a call that blocks until then
 *   +0  acceptq(3) = 1      synq(3) = 0      nstat(ListenDrops) = 1
 *
 *   text ─▶ ScriptParser ─▶ events ─▶ ScriptRun ─┬─ ScriptSockets ─▶ calls ───┐
 *                                                └─ ScriptPackets ─▶ frames ──┴─▶ ScriptWorld: stack, clock
 * </pre>
 *
 * A time is when an event happens; on a packet of the stack's it is when the packet must come, give or take the tolerance. Sequence numbers
 * count from the first of either side; a timestamp in brackets is the peer's own, and its echo may name one that the stack has sent.
 */
package io.netstack.tools.script;
