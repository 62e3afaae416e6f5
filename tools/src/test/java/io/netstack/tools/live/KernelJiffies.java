package io.netstack.tools.live;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The two minutes after each turn of the kernel's clock in which a listener that has sent no cookie takes ACKs for those of cookies.
 *
 * <p>A listener notes in jiffies, 32 bits of them, when it last sent a cookie, and 0 means never; a cookie is good for two minutes
 * (TCP_SYNCOOKIE_VALID). Jiffies start five minutes before 0 (INITIAL_JIFFIES), so that a machine of five to seven minutes is where 0 was a
 * moment ago (tcp_synq_no_recent_overflow of Linux 6.18). Seen as a test that failed on a new machine and at no other time.
 */
final class KernelJiffies {
    private static final double AT_ZERO_SECONDS = 300;
    private static final double COOKIE_VALID_SECONDS = 120;
    /** Jiffies are compared from a second before; the other second is ours. */
    private static final double MARGIN_SECONDS = 2;
    /** What a world's script takes at the most, so that none begins before the turn and ends in it. */
    private static final double SCRIPT_SECONDS = 20;

    private KernelJiffies() {
    }

    /** Waits until listeners that sent no cookie know it, two and a half minutes at the most. */
    static void awaitPlainListeners() throws IOException, InterruptedException {
        String uptime = Files.readString(Path.of("/proc/uptime"));
        double waitSeconds = secondsToWait(Double.parseDouble(uptime.substring(0, uptime.indexOf(' '))));
        if (waitSeconds > 0) {
            System.out.printf("this machine has run for five to seven minutes, when Linux takes any ACK for that of a cookie: waiting %.0f s%n",
                waitSeconds);
            Thread.sleep((long) (1000 * waitSeconds));
        }
    }

    /** @param uptimeSeconds what the machine has been running for */
    static double secondsToWait(double uptimeSeconds) {
        double over = AT_ZERO_SECONDS + COOKIE_VALID_SECONDS + MARGIN_SECONDS;
        return uptimeSeconds > AT_ZERO_SECONDS - MARGIN_SECONDS - SCRIPT_SECONDS && uptimeSeconds < over ? over - uptimeSeconds : 0;
    }
}
