package io.netstack.tools.experiment;

import java.io.PrintWriter;

/** How far a long job is and when it will be done: a bar that is drawn over on a terminal, a line now and then elsewhere. */
final class Progress {
    private static final int WIDTH = 30;
    private static final long REDRAW_NS = 200_000_000L;
    private static final long LINE_NS = 10_000_000_000L;

    private final PrintWriter err;
    private final boolean terminal;
    private final int total;
    private final int before;
    private final long startNs = System.nanoTime();
    private long lastNs = Long.MIN_VALUE;
    private int done;

    /** @param before how many are done already */
    Progress(PrintWriter err, boolean terminal, int total, int before) {
        this.err = err;
        this.terminal = terminal;
        this.total = total;
        this.before = before;
        this.done = before;
    }

    /** One more is done. Any thread, one at a time. */
    void step() {
        done++;
        long now = System.nanoTime();
        if (done == total || now - lastNs >= (terminal ? REDRAW_NS : LINE_NS) || lastNs == Long.MIN_VALUE) {
            lastNs = now;
            show(now);
        }
    }

    private void show(long now) {
        int filled = (int) ((long) WIDTH * done / total);
        String line = "[" + "#".repeat(filled) + ".".repeat(WIDTH - filled) + "] " + done + "/" + total + "  " + left(now);
        err.print(terminal ? "\r" + line + "    " + (done == total ? System.lineSeparator() : "") : line + System.lineSeparator());
        err.flush();
    }

    private String left(long now) {
        if (done == total) {
            return "done";
        }
        double seconds = (now - startNs) / 1e9 / (done - before) * (total - done);
        return "about " + (seconds < 90 ? Math.round(seconds) + " s" : Math.round(seconds / 60) + " min") + " left";
    }
}
