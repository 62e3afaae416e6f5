package io.netstack.tools.view;

import io.netstack.tools.value.Span;
import java.util.Locale;

/**
 * One moment of a lab run: the client's side, the queues, the server's side.
 *
 * <pre>
 *     time  client                          SYN queue  accept queue  server
 *    0.000       1  SYN              ──▶    █·· 1      ··· 0         SYN stored: SYN queue 1 of 3
 * </pre>
 *
 * @param sinceStartNs      since the first frame
 * @param client            from 1
 * @param way               which way the frame went
 * @param clientText        what the client did or saw
 * @param serverText        what the server decided or sent
 * @param synQueueLength    just after it
 * @param acceptQueueLength just after it
 */
public record EventLine(long sinceStartNs, int client, Way way, String clientText, String serverText, int synQueueLength,
                        int acceptQueueLength) {
    private static final int CLIENT_WIDTH = 24;

    /** Which way a frame went. */
    public enum Way {
        /** From the client to us. */
        IN,
        /** From us to the client. */
        OUT,
        /** No frame: an application call, or what a kernel told its program. */
        NONE
    }

    /** The line above the events. */
    static String header(int limit) {
        return format("time", "client", "", "", "SYN queue", "accept queue", "server", limit);
    }

    String text(Glyphs glyphs, int limit) {
        QueueBar bar = new QueueBar(glyphs);
        String arrow = switch (way) {
            case IN -> glyphs.in();
            case OUT -> glyphs.out();
            case NONE -> "";
        };
        return format(Span.seconds(sinceStartNs), Integer.toString(client), clientText, arrow, bar.of(synQueueLength, limit),
            bar.of(acceptQueueLength, limit), serverText, limit);
    }

    private static String format(String time, String client, String clientText, String arrow, String syn, String accept, String server,
                                 int limit) {
        int width = Math.max(QueueBar.width(limit), 12);
        String form = "%8s  %6s  %-" + CLIENT_WIDTH + "s %-3s  %-" + width + "s  %-" + width + "s  %s";
        return String.format(Locale.ROOT, form, time, client, clientText, arrow, syn, accept, server).stripTrailing();
    }
}
