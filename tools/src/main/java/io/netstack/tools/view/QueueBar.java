package io.netstack.tools.view;

/** A queue as a bar with one cell per place while there are few, and its length: {@code ██· 2}. */
final class QueueBar {
    private static final int MAX_CELLS = 8;

    private final Glyphs glyphs;

    QueueBar(Glyphs glyphs) {
        this.glyphs = glyphs;
    }

    /** The bar of a queue that is full when it is longer than its limit, so it has one place more than that. */
    String of(int length, int limit) {
        long places = Math.max(0L, limit) + 1;
        int cells = (int) Math.min(places, MAX_CELLS);
        // rounded up: one entry among thousands is still to be seen
        int taken = (int) Math.min(cells, (length * (long) cells + places - 1) / places);
        return glyphs.full().repeat(taken) + glyphs.empty().repeat(cells - taken) + " " + length;
    }

    /** How wide a bar can become. */
    static int width(int limit) {
        return (int) Math.min(Math.max(0L, limit) + 1, MAX_CELLS) + 1 + Long.toString(Math.max(0L, limit) + 1).length();
    }
}
