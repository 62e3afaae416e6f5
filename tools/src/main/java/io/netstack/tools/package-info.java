/**
 * The command line, one class per command.
 *
 * <pre>
 *   tools/netstack ── NetstackCommand ── doctor     io.netstack.tools.doctor
 *                                        lab        io.netstack.tools.lab: networks of namespaces
 * </pre>
 *
 * <p>Exit codes everywhere: 0 done, 1 the answer is no, 2 it cannot be done, with one line on standard error that says why.
 */
package io.netstack.tools;
