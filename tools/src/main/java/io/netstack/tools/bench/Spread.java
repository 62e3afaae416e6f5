package io.netstack.tools.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Several measurements of one thing.
 *
 * @param median the one in the middle; between the two in the middle of an even number
 */
record Spread(double median, double least, double most) {

    /** @param values at least one */
    static Spread of(List<Double> values) {
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], sorted[sorted.length - 1]);
    }

    /** Median, least and most in a unit. */
    String text(double unit, int decimals) {
        String number = "%,." + decimals + "f";
        return String.format(Locale.ROOT, number + " (" + number + "–" + number + ")", median / unit, least / unit, most / unit);
    }

    Map<String, Object> json() {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("median", median);
        object.put("least", least);
        object.put("most", most);
        return object;
    }
}
