/**
 * What makes parts a stack, and a stack run.
 *
 * <pre>
 *   link ──poll──▶ StackLoop ──▶ TcpStack ─┬─ Ingress        Ethernet, ARP, IPv4
 *                     ▲   ▲                ├─ IcmpInput      echo, errors
 *                     │   └ timers         ├─ ConnectionTable (conn)
 *   application ─▶ CommandRing             └─ PassiveOpen     (listen)
 *
 *   StackThread   gives the loop a thread; a simulation or a test calls it itself
 *   LookAhead     the tuples of a burst of frames, known before the first is handled
 * </pre>
 *
 * Threads are deployment: the same classes run to completion in the link's thread, or single-stepped in virtual time. Application threads reach
 * the stack only through a {@link io.netstack.run.CommandRing}, the accept queues and the byte rings of connections.
 */
package io.netstack.run;
