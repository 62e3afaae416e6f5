/**
 * Scripts and recordings on real devices: to the kernel's own listener, to see that a script tells the truth, and to our stack behind a TAP
 * device or a veth pair.
 *
 * <pre>
 *   KernelWorld   script ── TAP descriptor ══ kernel: listen(2), accept(2) … in the thread's namespace
 *   StackWorld    script ── libpcap on the device ══ TAP descriptor or libpcap ── our stack on its thread
 * </pre>
 */
package io.netstack.tools.live;
