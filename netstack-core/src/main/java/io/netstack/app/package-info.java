/**
 * What a user programs against: a {@link io.netstack.app.Netstack} is started on a link, a {@link io.netstack.app.Listener} hands out
 * {@link io.netstack.app.Connection}s.
 *
 * <pre>
 *   your threads                                  the stack's thread
 *   Listener.accept ◀──── accept queue (ring) ◀── handshakes
 *   Connection.read ◀──── byte ring ◀──────────── segments
 *   Connection.write ───▶ byte ring ────────────▶ segments
 *        └ each change rings a doorbell on the command ring ┘
 *
 *   java.net:  NetstackServerSocket ── ListeningFace ── Listener
 *              Socket ────────────────  AcceptedFace ── Connection
 * </pre>
 *
 * Any thread may call {@code Netstack} and {@code Listener}; a {@code Connection} has at most one reader and one writer at a time. Waiting
 * is parking: on a virtual thread it costs next to nothing. A {@link io.netstack.app.ReadySet} lets one thread serve many connections.
 *
 * <p>The {@code java.net} face is the same with the JDK's words and rules: a {@link io.netstack.app.NetstackServerSocket} for servers that
 * take a ServerSocket, or a {@link io.netstack.app.NetstackServerSocketFactory} for those that make one. No waiting of any kind happens on
 * the stack's thread.
 */
package io.netstack.app;
