/**
 * The command line: one class per command, what they share, and the way from a user's mistake to one line and an exit code.
 *
 * <pre>
 *   tools/netstack (launcher) ──▶ NetstackCommand
 *                                   ├─ lab       real kernel clients against our listener      value: what people type
 *                                   ├─ listen    serve on a link until stopped                 view:  what people see
 *                                   ├─ connect   the kernel's clients                          lab:   namespaces and topologies
 *                                   ├─ ss, nstat look at a running stack
 *                                   ├─ replay    a capture through our stack
 *                                   ├─ policies  who decides
 *                                   └─ doctor    what is missing on this machine
 * </pre>
 */
package io.netstack.tools;
