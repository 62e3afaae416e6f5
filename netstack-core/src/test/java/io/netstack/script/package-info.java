/**
 * Packet scripts: what is done to a listener and what it must do, one line each, played in virtual time (or to a live listener).
 *
 * <pre>
 *   given tcp_syncookies=0                        settings, before listen, Linux's without net.ipv4., others' whole
 *   listen 1                                      backlog
 *   &gt; c1 S 0:0(0) win 64240 &lt;std&gt;                client c1 sends; numbers relative to its own first one
 *   &lt; c1 SA 0:0(0) ack 1 win 65160 &lt;mss 1460,…&gt;  the listener must have sent this next; what is left out is not looked at
 *   c1..c3 connect                                SYN, SYN-ACK, ACK of each
 *   +0.02 &gt; c2 S 0:0(0)                           20 ms later (std options and windows are the default)
 *   @3 &lt; c1 SA 0:0(0) ack 1                       comes 3 s after the start, or late by what Linux's timer wheel rounds
 *   &lt; nothing                                     nothing has been sent (an unexpected frame fails anyway)
 *   queues A=2 Q=1                                accept queue, SYN queue
 *   queues A=2 Q=1 P=1                            the same, and connections that wait outside the accept queue
 *   limit 3                                       what listen() made of the backlog
 *   requests 5                                    requests of all listeners, closed ones too
 *   counters ListenOverflows+1 ListenDrops+1      what moved since the last such line: exactly this
 *   accept c1 | accept nothing | recv c1 5 | recv c1 EOF | recv c1 ECONNRESET | send c1 5 | close c1 | close listener | relisten 3
 *   icmp host-unreachable c1 iss+0                an ICMP error that quotes a segment of the listener's
 *   icmp mtu-1000 c1 iss+1                        the same: only packets of 1000 bytes pass
 * </pre>
 *
 * Sequence numbers in data-carrying notation are first:behind(length), as tcpdump prints them; {@code =0} is an absolute number. A {@code
 * #} starts a comment.
 */
package io.netstack.script;
