package io.netstack.tools.value;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Whole numbers within bounds, for the command line; one nested class per kind of number. */
public abstract class Whole implements ITypeConverter<Integer> {
    private final long min;
    private final long max;
    private final String example;

    private Whole(long min, long max, String example) {
        this.min = min;
        this.max = max;
        this.example = example;
    }

    @Override
    public Integer convert(String text) {
        long number;
        try {
            number = Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new TypeConversionException("not a number; an int such as " + example);
        }
        if (number < min || number > max) {
            throw new TypeConversionException("must be from " + min + " to " + max);
        }
        return (int) number;
    }

    /** The argument of listen(): any int, as the call takes it; the policy says what a negative one means. */
    public static final class Backlog extends Whole {
        public Backlog() {
            super(Integer.MIN_VALUE, Integer.MAX_VALUE, "5");
        }
    }

    /** How many clients. */
    public static final class Clients extends Whole {
        public Clients() {
            super(1, 10_000, "6");
        }
    }

    /** How many clients that never complete: as many as there are addresses and ports for. */
    public static final class Silent extends Whole {
        public Silent() {
            super(0, 10_000, "3");
        }
    }

    /** Frames that a ring between two threads holds: at most 100 MB of them. */
    public static final class RingFrames extends Whole {
        public RingFrames() {
            super(2, 1 << 16, "4096");
        }

        @Override
        public Integer convert(String text) {
            int frames = super.convert(text);
            if (Integer.bitCount(frames) != 1) {
                throw new TypeConversionException(frames + " is not a power of two, such as " + Integer.highestOneBit(frames));
            }
            return frames;
        }
    }

    /** A TCP port to listen on or connect to. */
    public static final class Port extends Whole {
        public Port() {
            super(1, 65_535, "8080");
        }
    }

    /** The size of a page in bytes. */
    public static final class PageBytes extends Whole {
        public PageBytes() {
            super(0, 1 << 30, "102400");
        }
    }

    /** An MTU. */
    public static final class Mtu extends Whole {
        public Mtu() {
            super(68, 65_535, "1500");
        }
    }

    /** How many SYNs a flood has. */
    public static final class Syns extends Whole {
        public Syns() {
            super(1, 10_000_000, "300000");
        }
    }

    /** How often something is measured. */
    public static final class Rounds extends Whole {
        public Rounds() {
            super(1, 100, "5");
        }
    }

    /** Megabytes (10^6 bytes) to carry. */
    public static final class Megabytes extends Whole {
        public Megabytes() {
            super(1, 10_000, "500");
        }
    }

    /** Whole seconds of a measurement. */
    public static final class Seconds extends Whole {
        public Seconds() {
            super(1, 600, "3");
        }
    }
}
