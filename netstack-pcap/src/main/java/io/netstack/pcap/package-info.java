/**
 * The links to the outside: real kernels, real interfaces, capture files. Each implements {@link io.netstack.link.Link}; the stack never
 * learns which one it runs on.
 *
 * <pre>
 *   io.netstack.link.Link
 *     ├── PcapLink ────── pcap4j ── libpcap ── any interface; the kernel stack sees the same frames
 *     │      └─ PcapLibrary: is libpcap there, and the descriptor to sleep on
 *     ├── TapLink ─────── TapDevice ── /dev/net/tun; the kernel's interface is our peer
 *     └── PcapFileLink ── CaptureReader
 *                            ├── PcapReader      micro- and nanoseconds, both byte orders
 *                            └── PcapngReader    sections, interfaces, enhanced and simple packets
 *
 *   FrameSender: frames in batches out of an interface, none in: what generates load
 *
 *   TapDevice ──┐
 *   Doorbell ───┼── Libc: every native call of ours; NetDevice: what the kernel says about an interface
 *   NetDevice ──┘
 * </pre>
 *
 * <p>Rules. A blocking call never goes through a critical downcall: it would hold off the garbage collector. Namespaces belong to threads:
 * the thread that opens a link decides which one. Whatever a user can get wrong ends in one {@link io.netstack.pcap.LinkException} of one
 * line, which says what would be right.
 */
package io.netstack.pcap;
