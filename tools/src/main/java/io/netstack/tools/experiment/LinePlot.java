package io.netstack.tools.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Lines in a picture: SVG, a few kilobytes, its own letters and colours, dark where the reader's screen is. Made of text alone, so that the
 * same numbers give the same bytes.
 */
final class LinePlot {
    private static final int WIDTH = 760;
    private static final int HEIGHT = 400;
    private static final int LEFT = 88;
    private static final int RIGHT = 28;
    private static final int TOP = 84;
    private static final int BOTTOM = 58;
    /** From here on a scale of powers of ten shows more than an even one. */
    private static final double WIDE = 25;
    private static final String STYLE = """
        <style>
        .ground { fill: #ffffff; } .line { stroke: #d9dde3; } .soft { fill: #56616f; } .title { font-size: 18px; font-weight: 600; }
        text { fill: #16202c; font: 15px system-ui, "Segoe UI", "DejaVu Sans", sans-serif; }
        .s0 { stroke: #1d5fd1; fill: #1d5fd1; } .s1 { stroke: #b45f06; fill: #b45f06; } .s2 { stroke: #c62828; fill: #c62828; }
        .s3 { stroke: #1f7a3d; fill: #1f7a3d; } .s4 { stroke: #7b3fb5; fill: #7b3fb5; } .s5 { stroke: #56616f; fill: #56616f; }
        path.curve { fill: none; stroke-width: 2.5; } path.mark { stroke: none; }
        @media (prefers-color-scheme: dark) {
        .ground { fill: #12161c; } .line { stroke: #333c48; } text { fill: #e7ebf0; } .soft { fill: #a3adba; }
        .s0 { stroke: #6ea8ff; fill: #6ea8ff; } .s1 { stroke: #f0a850; fill: #f0a850; } .s2 { stroke: #ff7b72; fill: #ff7b72; }
        .s3 { stroke: #63c983; fill: #63c983; } .s4 { stroke: #c79bf2; fill: #c79bf2; } .s5 { stroke: #a3adba; fill: #a3adba; }
        }
        </style>
        """;
    private static final int COLOURS = 6;
    private static final String[] MARKS = {"m-5 0 a5 5 0 1 0 10 0 a5 5 0 1 0 -10 0", "m-5 -5 h10 v10 h-10 z", "m0 -6 l6 10 h-12 z",
        "m0 -6 l6 6 l-6 6 l-6 -6 z"};

    /**
     * One line.
     *
     * @param name   what the legend calls it
     * @param values one for each place on the axis, NaN for none
     */
    record Line(String name, double[] values) {
    }

    private final String title;
    private final String along;
    private final List<String> places;
    private final Measure measure;
    private final List<Line> lines;
    private final StringBuilder svg = new StringBuilder();
    private final double low;
    private final double high;
    private final boolean powers;

    /** @param along what the axis at the bottom is; {@code places} its values in order */
    LinePlot(String title, String along, List<String> places, Measure measure, List<Line> lines) {
        this.title = title;
        this.along = along;
        this.places = places;
        this.measure = measure;
        this.lines = lines;
        double least = Double.MAX_VALUE;
        double most = 0;
        for (Line line : lines) {
            for (double value : line.values()) {
                least = value > 0 ? Math.min(least, value) : least;
                most = value > most ? value : most;
            }
        }
        powers = measure.kind() == Measure.Kind.TIME && most / least > WIDE;
        low = powers ? Math.pow(10, Math.floor(Math.log10(least))) : 0;
        high = measure.kind() == Measure.Kind.PART ? 1 : powers ? Math.pow(10, Math.ceil(Math.log10(most))) : nice(most);
    }

    /** The next of 1, 2, 2.5, 5, 10 times a power of ten. */
    private static double nice(double most) {
        if (most <= 0) {
            return 1;
        }
        double power = Math.pow(10, Math.floor(Math.log10(most)));
        for (double step : new double[] {1, 2, 2.5, 5}) {
            if (most <= step * power) {
                return step * power;
            }
        }
        return 10 * power;
    }

    /** The picture. */
    String svg() {
        svg.append(String.format(Locale.ROOT, "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" "
            + "viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">\n", WIDTH, HEIGHT, WIDTH, HEIGHT, escaped(title)));
        svg.append(STYLE).append("<rect class=\"ground\" width=\"" + WIDTH + "\" height=\"" + HEIGHT + "\"/>\n");
        text(20, 30, "title", "start", title);
        axes();
        double legendX = LEFT;
        for (int i = 0; i < lines.size(); i++) {
            line(lines.get(i), i);
            mark(legendX + 6, 55, i);
            text(legendX + 18, 60, "", "start", lines.get(i).name());
            legendX += 42 + 9 * lines.get(i).name().length();
        }
        return svg.append("</svg>\n").toString();
    }

    private void axes() {
        for (double tick : ticks()) {
            double y = y(tick);
            svg.append(String.format(Locale.ROOT, "<line class=\"line\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>\n", LEFT,
                WIDTH - RIGHT, y, y));
            text(LEFT - 10, y + 5, "soft", "end", measure.show(tick));
        }
        for (int i = 0; i < places.size(); i++) {
            text(x(i), HEIGHT - BOTTOM + 22, "soft", "middle", places.get(i));
        }
        text((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 12, "soft", "middle", along);
    }

    private List<Double> ticks() {
        List<Double> ticks = new ArrayList<>();
        if (powers) {
            for (double tick = low; tick <= high * 1.0001; tick *= 10) {
                ticks.add(tick);
            }
        } else {
            for (int i = 0; i <= 5; i++) {
                ticks.add(high * i / 5);
            }
        }
        return ticks;
    }

    private void line(Line line, int colour) {
        StringBuilder path = new StringBuilder();
        boolean begun = false;
        for (int i = 0; i < places.size(); i++) {
            double value = line.values()[i];
            if (!Double.isNaN(value)) {
                path.append(String.format(Locale.ROOT, "%s%.1f %.1f", begun ? " L" : "M", x(i), y(value)));
                begun = true;
            }
        }
        svg.append(String.format(Locale.ROOT, "<path class=\"s%d curve\" d=\"%s\"/>\n", colour % COLOURS, path));
        for (int i = 0; i < places.size(); i++) {
            if (!Double.isNaN(line.values()[i])) {
                mark(x(i), y(line.values()[i]), colour);
            }
        }
    }

    private void mark(double x, double y, int colour) {
        svg.append(String.format(Locale.ROOT, "<path class=\"s%d mark\" d=\"M%.1f %.1f %s\"/>\n",
            colour % COLOURS, x, y, MARKS[colour % MARKS.length]));
    }

    private double x(int place) {
        double width = (double) (WIDTH - LEFT - RIGHT) / places.size();
        return LEFT + width * (place + 0.5);
    }

    private double y(double value) {
        double part = powers ? Math.log(Math.max(value, low) / low) / Math.log(high / low) : value / high;
        return HEIGHT - BOTTOM - part * (HEIGHT - TOP - BOTTOM);
    }

    private void text(double x, double y, String style, String anchor, String text) {
        svg.append(String.format(Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\" class=\"%s\" text-anchor=\"%s\">%s</text>\n", x, y, style,
            anchor, escaped(text)));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
    }
}
