/**
 * The lab: a small network with a real kernel at one end and our stack at the other, made of namespaces and gone without a trace.
 *
 * <pre>
 *   tools/netstack ── unshare -n ──▶ this JVM: the server's namespace         the client's namespace, held by a child
 *
 *   pcap-tap    stack ── libpcap ── netstack0 (TAP) ══ relay ══ client0 (TAP) ─┼─ kernel, 198.18.0.2
 *   pcap-veth   stack ── libpcap ── netstack0 (veth) ──────── client0 (veth) ──┼─ kernel, 198.18.0.2
 *   tap         stack ── descriptor of ─────────────────────── client0 (TAP) ──┼─ kernel, 198.18.0.2
 *   memory      stack ── simulated clients in virtual time; nothing to open here
 * </pre>
 *
 * {@link io.netstack.tools.lab.Topologies} chooses and opens, {@link io.netstack.tools.lab.Topology} is what the rest of the tools sees.
 *
 * <p>Rules. Namespaces belong to threads: a topology is opened, with its link, by one thread in an empty namespace. The kernel has no address
 * on our end. Nothing may need a tidy exit: every piece hangs on a descriptor or a pipe that the kernel closes with us.
 */
package io.netstack.tools.lab;
