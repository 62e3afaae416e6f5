/**
 * A capture once more, with our stack as its server.
 *
 * <pre>
 *   file ── Recording: who is the server, which ports ──┐
 *   file ── frames to the server ── Translation ────────┴─▶ TcpStack ──▶ a reason per frame
 *           frames of the recorded server: not replayed, but Translation learns from them
 * </pre>
 *
 * The recorded client acknowledges sequence numbers and echoes timestamps of a server that is not there; {@code Translation} shifts them to
 * those that our stack chose for the same connection. Time is the capture's.
 */
package io.netstack.tools.replay;
