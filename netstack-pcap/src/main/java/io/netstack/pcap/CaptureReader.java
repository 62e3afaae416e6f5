package io.netstack.pcap;

/** Goes through the frames of a capture file; the format is chosen by its first four bytes. */
sealed interface CaptureReader permits PcapReader, PcapngReader {

    /** Longer records are garbage: libpcap's own ceiling. */
    int MAX_FRAME_BYTES = 262_144;

    /** The link type of Ethernet. */
    int ETHERNET = 1;

    /**
     * Goes on to the next frame.
     *
     * @return false at the end of the file
     * @throws LinkException when the file is cut off or broken here
     */
    boolean next();

    /** Holds the frame, from {@link #offset} on, until the next {@link #next}. */
    byte[] buffer();

    int offset();

    int length();

    /** Nanoseconds since 1970, 0 where the file does not say. */
    long timestampNs();

    /** Whether the file says that the capturing machine sent this frame. */
    boolean outbound();

    static CaptureReader open(CaptureInput input) {
        byte[] magic = new byte[4];
        if (!input.read(magic, 0, magic.length)) {
            throw input.broken("it is empty");
        }
        int first = CaptureInput.int32(magic, 0, true);
        return first == PcapngReader.SECTION_HEADER ? new PcapngReader(input) : PcapReader.afterMagic(input, first);
    }
}
