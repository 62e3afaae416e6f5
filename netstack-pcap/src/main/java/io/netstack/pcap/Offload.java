package io.netstack.pcap;

/**
 * Work that a driver promises to do later. On a veth pair nobody does it: the frame reaches a capture with an unfinished checksum, or
 * longer than the MTU. Codes from Linux {@code uapi/linux/ethtool.h}.
 */
public enum Offload {
    /** Received checksums are taken as verified. */
    RX_CHECKSUM("rx", 0x14, 0x15),
    /** Checksums are left to the hardware. */
    TX_CHECKSUM("tx", 0x16, 0x17),
    /** Frames in several pieces. */
    SCATTER_GATHER("sg", 0x18, 0x19),
    /** TCP segments longer than the MTU, cut by the hardware. */
    TCP_SEGMENTATION("tso", 0x1e, 0x1f),
    /** The same, cut by the kernel just before the driver. */
    GENERIC_SEGMENTATION("gso", 0x23, 0x24),
    /** Received segments joined before the stack sees them. */
    GENERIC_RECEIVE("gro", 0x2b, 0x2c);

    private final String ethtoolName;
    private final int readCommand;
    private final int writeCommand;

    Offload(String ethtoolName, int readCommand, int writeCommand) {
        this.ethtoolName = ethtoolName;
        this.readCommand = readCommand;
        this.writeCommand = writeCommand;
    }

    /** As {@code ethtool -K} spells it. */
    public String ethtoolName() {
        return ethtoolName;
    }

    int readCommand() {
        return readCommand;
    }

    int writeCommand() {
        return writeCommand;
    }
}
