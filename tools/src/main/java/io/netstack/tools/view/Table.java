package io.netstack.tools.view;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Rows under headers, columns as wide as their widest cell; a header that starts with a blank is right-aligned, numbers and all. */
public final class Table {
    private static final String GAP = "  ";

    private final String[] headers;
    private final boolean[] right;
    private final List<String[]> rows = new ArrayList<>();

    /** @param headers one per column; a leading blank asks for right alignment */
    public Table(String... headers) {
        this.headers = Arrays.stream(headers).map(String::strip).toArray(String[]::new);
        this.right = new boolean[headers.length];
        for (int i = 0; i < headers.length; i++) {
            right[i] = headers[i].startsWith(" ");
        }
    }

    /** Adds a row: one value per column. */
    public Table row(Object... cells) {
        if (cells.length != headers.length) {
            throw new IllegalArgumentException(cells.length + " cells for " + headers.length + " columns");
        }
        rows.add(Arrays.stream(cells).map(String::valueOf).toArray(String[]::new));
        return this;
    }

    public boolean isEmpty() {
        return rows.isEmpty();
    }

    /** Header and rows as lines without trailing blanks. */
    public List<String> lines() {
        int[] widths = new int[headers.length];
        for (int i = 0; i < widths.length; i++) {
            int column = i;
            widths[i] = Math.max(headers[i].length(), rows.stream().mapToInt(row -> row[column].length()).max().orElse(0));
        }
        List<String> lines = new ArrayList<>();
        lines.add(line(headers, widths));
        rows.forEach(row -> lines.add(line(row, widths)));
        return lines;
    }

    private String line(String[] cells, int[] widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < cells.length; i++) {
            String padding = " ".repeat(widths[i] - cells[i].length());
            line.append(i == 0 ? "" : GAP).append(right[i] ? padding + cells[i] : cells[i] + padding);
        }
        return line.toString().stripTrailing();
    }
}
