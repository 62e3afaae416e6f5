/**
 * Watching stacks that run, as they run.
 *
 * <pre>
 *   listen, lab ─▶ status map ($XDG_RUNTIME_DIR/netstack/PID) ─▶ LiveView ─┬▶ TopCommand: bars on a terminal
 *                                                                          └▶ LivePage: the same in a browser, by server-sent events
 * </pre>
 *
 * Nothing here touches a stack: everything is read from the map that it publishes, so that watching costs it nothing.
 */
package io.netstack.tools.top;
