package io.netstack.tools.experiment;

import java.util.ArrayList;
import java.util.List;

/**
 * Mean and confidence interval of correlated observations, by the means of long batches (Law and Kelton): nearly independent, nearly
 * normal.
 */
final class BatchMeans {
    private final List<Double> means = new ArrayList<>();

    void add(double batchMean) {
        means.add(batchMean);
    }

    int count() {
        return means.size();
    }

    double mean() {
        return means.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    }

    /**
     * Half the width of the interval around the mean.
     *
     * @param errorProbability that the true mean lies outside, 0..1
     */
    double halfWidth(double errorProbability) {
        double mean = mean();
        double variance = means.stream().mapToDouble(x -> (x - mean) * (x - mean)).sum() / (means.size() - 1);
        return studentQuantile(1 - errorProbability / 2, means.size() - 1) * Math.sqrt(variance / means.size());
    }

    /** Student's t by the expansion of Cornish and Fisher: good to a percent from 20 degrees of freedom on. */
    static double studentQuantile(double probability, int degrees) {
        double z = normalQuantile(probability);
        double z3 = z * z * z;
        double z5 = z3 * z * z;
        return z + (z3 + z) / (4.0 * degrees) + (5 * z5 + 16 * z3 + 3 * z) / (96.0 * degrees * degrees);
    }

    /** The normal distribution's quantile, by bisection of its distribution function. */
    static double normalQuantile(double probability) {
        double low = -10;
        double high = 10;
        while (high - low > 1e-10) {
            double middle = (low + high) / 2;
            if (normal(middle) < probability) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return (low + high) / 2;
    }

    /** The normal distribution function, by its Taylor series near 0 and its continued fraction in the tails. */
    static double normal(double x) {
        double density = Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
        if (Math.abs(x) < 3) {
            double term = x;
            double sum = x;
            for (int n = 1; Math.abs(term) > 1e-17; n++) {
                term *= x * x / (2 * n + 1);
                sum += term;
            }
            return 0.5 + density * sum;
        }
        double fraction = 0;
        for (int n = 80; n >= 1; n--) {
            fraction = n / (Math.abs(x) + fraction);
        }
        double tail = density / (Math.abs(x) + fraction);
        return x < 0 ? tail : 1 - tail;
    }
}
