package io.netstack.pcap;

/**
 * The classic format of libpcap.
 *
 * <pre>
 *   file    magic(4) version(2+2) zone(4) accuracy(4) snap length(4) link type(4)
 *   record  seconds(4) fraction(4) captured length(4) length on the wire(4) frame
 * </pre>
 *
 * The magic number tells the byte order and whether the fraction counts micro- or nanoseconds.
 */
final class PcapReader implements CaptureReader {

    private static final int MICROSECONDS = 0xa1b2c3d4;
    private static final int NANOSECONDS = 0xa1b23c4d;
    private static final int REST_OF_FILE_HEADER_BYTES = 20;
    private static final int LINK_TYPE_OFFSET = 16;
    private static final int LINK_TYPE_MASK = 0x0FFF_FFFF;
    private static final int RECORD_HEADER_BYTES = 16;

    private final CaptureInput input;
    private final boolean bigEndian;
    private final long fractionNs;
    private final byte[] header = new byte[REST_OF_FILE_HEADER_BYTES];
    private byte[] buffer = new byte[2048];
    private int length;
    private long timestampNs;

    private PcapReader(CaptureInput input, boolean bigEndian, long fractionNs) {
        this.input = input;
        this.bigEndian = bigEndian;
        this.fractionNs = fractionNs;
        input.require(header, 0, REST_OF_FILE_HEADER_BYTES);
        int linkType = CaptureInput.int32(header, LINK_TYPE_OFFSET, bigEndian) & LINK_TYPE_MASK;
        if (linkType != ETHERNET) {
            throw input.broken("it holds link type " + linkType + ", only Ethernet (1) can be replayed");
        }
    }

    static PcapReader afterMagic(CaptureInput input, int magicRead) {
        return switch (magicRead) {
            case MICROSECONDS -> new PcapReader(input, true, 1000);
            case NANOSECONDS -> new PcapReader(input, true, 1);
            default -> switch (Integer.reverseBytes(magicRead)) {
                case MICROSECONDS -> new PcapReader(input, false, 1000);
                case NANOSECONDS -> new PcapReader(input, false, 1);
                default -> throw input.broken("it starts with neither the pcap nor the pcapng magic number");
            };
        };
    }

    @Override
    public boolean next() {
        if (!input.read(header, 0, RECORD_HEADER_BYTES)) {
            return false;
        }
        long seconds = CaptureInput.int32(header, 0, bigEndian) & 0xFFFF_FFFFL;
        long fraction = CaptureInput.int32(header, 4, bigEndian) & 0xFFFF_FFFFL;
        int captured = CaptureInput.int32(header, 8, bigEndian);
        if (captured < 0 || captured > MAX_FRAME_BYTES) {
            throw input.broken("a record of " + Integer.toUnsignedString(captured) + " bytes");
        }
        if (captured > buffer.length) {
            buffer = new byte[captured];
        }
        input.require(buffer, 0, captured);
        length = captured;
        timestampNs = seconds * 1_000_000_000L + fraction * fractionNs;
        return true;
    }

    @Override
    public byte[] buffer() {
        return buffer;
    }

    @Override
    public int offset() {
        return 0;
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public long timestampNs() {
        return timestampNs;
    }

    @Override
    public boolean outbound() {
        return false;
    }
}
