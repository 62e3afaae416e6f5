package io.netstack.tools.policies;

import com.fasterxml.jackson.jr.ob.JSON;
import io.netstack.flow.Addresses;
import io.netstack.flow.FlowKey;
import io.netstack.flow.LocalAddresses;
import io.netstack.flow.Secrets;
import io.netstack.tools.UsageError;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code netstack cookie}: SYN cookies made and taken apart. */
@Command(name = "cookie", sortOptions = false,
    description = {"Make a SYN cookie, or take one apart: its count and age, the MSS it carries, the options it carries, and whether it is",
        "valid, or why not. The keys come from --seed, as those of a stack with that seed do; a kernel's keys are its secret."},
    footer = {"", "Examples:", "  tools/netstack cookie encode --mss 1460 --wscale 7 --sack --timestamps --irs 1000",
        "  tools/netstack cookie decode --irs 1000 --cookie 0x12345678 --tsval 1251863",
        "  tools/netstack cookie encode --format freebsd --mss 1460 --wscale 7 --sack",
        "  tools/netstack cookie decode --format freebsd --cookie 0xA1B2C35A"})
public final class CookieCommand implements Callable<Integer> {
    private static final long MS = 1_000_000L;

    /** What to do. */
    enum Action { ENCODE, DECODE }

    /** Whose cookies. */
    enum Format { LINUX, FREEBSD }

    @Spec
    private CommandSpec spec;
    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Print this and end.")
    private boolean help;
    @Parameters(paramLabel = "encode|decode", description = "What to do.", converter = ActionConverter.class)
    private Action action;
    @Option(names = "--format", paramLabel = "F", defaultValue = "linux", converter = FormatConverter.class,
        description = "linux or freebsd (default: ${DEFAULT-VALUE}).")
    private Format format;
    @Option(names = "--client", paramLabel = "A:P", defaultValue = "198.18.0.2:40001", description = "The client (default: ${DEFAULT-VALUE}).")
    private String client;
    @Option(names = "--server", paramLabel = "A:P", defaultValue = "198.18.0.1:80", description = "The listener (default: ${DEFAULT-VALUE}).")
    private String server;
    @Option(names = "--irs", paramLabel = "N", defaultValue = "0", description = "The SYN's sequence number (default: ${DEFAULT-VALUE}).")
    private String irs;
    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Where the keys come from (default: ${DEFAULT-VALUE}).")
    private long seed;
    @Option(names = "--at", paramLabel = "S", defaultValue = "0", converter = SecondsConverter.class,
        description = "Seconds since boot (default: ${DEFAULT-VALUE}).")
    private double at;
    @Option(names = "--bucket", paramLabel = "N", defaultValue = "0",
        description = "FreeBSD: the bucket of the SYN cache (default: ${DEFAULT-VALUE}).")
    private int bucket;
    @Option(names = "--mss", paramLabel = "N", defaultValue = "0", description = "encode: the client's MSS; 0 when it names none.")
    private int mss;
    @Option(names = "--wscale", paramLabel = "N", description = "encode: the client's window scale, 0 to 14 (default: it offers none).")
    private Integer windowScale;
    @Option(names = "--sack", description = "encode: the client offers SACK.")
    private boolean sack;
    @Option(names = "--ecn", description = "encode: ECN is negotiated.")
    private boolean ecn;
    @Option(names = "--timestamps", description = "encode: the client offers timestamps; Linux keeps the options in them.")
    private boolean timestamps;
    @Option(names = "--cookie", paramLabel = "N", description = "decode: the SYN-ACK's sequence number, decimal or 0x…")
    private String cookie;
    @Option(names = "--tsval", paramLabel = "N", description = "decode: the SYN-ACK's timestamp less its offset, which carries Linux's options.")
    private String timestamp;
    @Option(names = "--json", description = "One JSON object.")
    private boolean json;

    /** With its options at their defaults until parsed. */
    public CookieCommand() {
    }

    @Override
    public Integer call() throws IOException {
        if (windowScale != null && (windowScale < 0 || windowScale > 14)) {
            throw new UsageError("--wscale " + windowScale + ": must be from 0 to 14");
        }
        if (mss < 0 || mss > 65_535) {
            throw new UsageError("--mss " + mss + ": must be from 0 to 65535");
        }
        if (action == Action.DECODE && cookie == null) {
            throw new UsageError("decode needs --cookie, the sequence number of the SYN-ACK");
        }
        LocalAddresses locals = new LocalAddresses(address(server, "--server"));
        FlowKey key = new FlowKey().set(0, Addresses.lowOf(address(client, "--client")), port(client, "--client"), 0, port(server, "--server"));
        CookieText text = new CookieText(Secrets.seeded(seed), locals, key, number(irs, "--irs"), (long) (at * 1000) * MS);
        CookieText.Options options = new CookieText.Options(mss, windowScale == null ? -1 : windowScale, sack, ecn, timestamps);
        Map<String, Object> object = switch (format) {
            case LINUX -> action == Action.ENCODE ? text.encodeLinux(options)
                : text.decodeLinux(number(cookie, "--cookie"), timestamp == null ? null : number(timestamp, "--tsval"));
            case FREEBSD -> action == Action.ENCODE ? text.encodeFreeBsd(options, bucket) : text.decodeFreeBsd(number(cookie, "--cookie"),
                bucket);
        };
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(JSON.std.with(JSON.Feature.WRITE_NULL_PROPERTIES).asString(object));
        } else {
            object.forEach((name, value) -> out.printf("%-10s %s%n", name, value == null ? "none" : value));
        }
        return 0;
    }

    private static int address(String text, String option) {
        int colon = text.lastIndexOf(':');
        try {
            return Addresses.parseIpv4(colon < 0 ? text : text.substring(0, colon));
        } catch (IllegalArgumentException e) {
            throw new UsageError(option + " " + text + ": " + e.getMessage());
        }
    }

    private static int port(String text, String option) {
        int colon = text.lastIndexOf(':');
        try {
            int port = Integer.parseInt(text.substring(colon + 1));
            if (colon >= 0 && port >= 1 && port <= 65_535) {
                return port;
            }
        } catch (NumberFormatException e) {
            // answered below, with what would be right
        }
        throw new UsageError(option + " " + text + ": not an address and a port such as 198.18.0.1:80");
    }

    /** An unsigned 32-bit number. */
    private static int number(String text, String option) {
        try {
            long value = Long.decode(text.trim());
            if (value >= Integer.MIN_VALUE && value <= 0xFFFF_FFFFL) {
                return (int) value;
            }
        } catch (NumberFormatException e) {
            // answered below, with what would be right
        }
        throw new UsageError(option + " " + text + ": not a 32-bit number such as 305419896 or 0x12345678");
    }
}
