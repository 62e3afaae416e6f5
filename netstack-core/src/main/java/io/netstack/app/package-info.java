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
 * </pre>
 *
 * Any thread may call {@code Netstack} and {@code Listener}; a {@code Connection} has at most one reader and one writer at a time. Waiting is
 * parking: on a virtual thread it costs next to nothing.
 */
package io.netstack.app;
