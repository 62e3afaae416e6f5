package io.netstack.flow;

import io.netstack.wire.Bytes;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * 128-bit addresses as two longs; an IPv4 address is the mapped one, {@code ::ffff:a.b.c.d} (RFC 4291 section 2.5.5.2), so that tables need no
 * second shape when IPv6 comes.
 */
public final class Addresses {
    private static final long MAPPED = 0xFFFF_0000_0000L;

    private Addresses() {
    }

    /** The low half of a mapped IPv4 address; the high half is 0. */
    public static long lowOf(int ipv4) {
        return MAPPED | (ipv4 & 0xFFFF_FFFFL);
    }

    /** Is this a mapped IPv4 address? */
    public static boolean isIpv4(long high, long low) {
        return high == 0 && low >>> 32 == 0xFFFF;
    }

    /** The IPv4 address of a mapped one. */
    public static int ipv4(long low) {
        return (int) low;
    }

    /**
     * Reads dotted-decimal text.
     *
     * @throws IllegalArgumentException when the text is not an IPv4 address
     */
    public static int parseIpv4(String text) {
        String[] parts = text.split("\\.", -1);
        int address = 0;
        boolean wrong = parts.length != 4;
        for (String part : parts) {
            // Not parseInt alone: it also takes a plus sign and the digits of other scripts.
            wrong = wrong || !part.matches("[0-9]{1,3}") || Integer.parseInt(part) > 255;
            address = wrong ? 0 : address << 8 | Integer.parseInt(part);
        }
        if (wrong) {
            throw new IllegalArgumentException("'" + text + "' is not an IPv4 address such as 198.18.0.1");
        }
        return address;
    }

    /** Dotted-decimal text of an IPv4 address. */
    public static String text(int ipv4) {
        return (ipv4 >>> 24) + "." + (ipv4 >>> 16 & 255) + "." + (ipv4 >>> 8 & 255) + "." + (ipv4 & 255);
    }

    /** The address as the JDK's type. */
    public static InetAddress toInetAddress(long high, long low) {
        byte[] bytes = new byte[16];
        Bytes.put64(bytes, 0, high);
        Bytes.put64(bytes, 8, low);
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new AssertionError("16 bytes are an address", e);
        }
    }
}
