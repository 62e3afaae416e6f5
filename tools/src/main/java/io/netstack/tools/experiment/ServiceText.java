package io.netstack.tools.experiment;

import io.netstack.sim.load.Durations;

/**
 * How long the application takes for a connection, as written in a scenario: {@code 1ms} or {@code exp:1ms} (exponential), {@code
 * fixed:1ms}, {@code lognormal:1ms:1.5} (mean and sigma).
 *
 * @param kind   the word before the colon
 * @param meanNs the mean
 * @param sigma  of the logarithm, for a log-normal time
 */
record ServiceText(Kind kind, long meanNs, double sigma) {

    private static final double MOST_SIGMA = 5;

    /** The words before the colon. */
    enum Kind { EXP, FIXED, LOGNORMAL }

    static ServiceText of(String text) {
        String[] parts = text.split(":", -1);
        String kind = parts.length == 1 ? "exp" : parts[0];
        if (parts.length <= 2 && kind.equals("exp")) {
            return new ServiceText(Kind.EXP, Texts.positiveNs(parts[parts.length - 1]), 0);
        }
        if (parts.length == 2 && kind.equals("fixed")) {
            return new ServiceText(Kind.FIXED, Texts.ns(parts[1]), 0);
        }
        if (parts.length >= 2 && parts.length <= 3 && kind.equals("lognormal")) {
            return new ServiceText(Kind.LOGNORMAL, Texts.positiveNs(parts[1]), parts.length == 2 ? 1 : sigma(parts[2]));
        }
        throw new IllegalArgumentException("'" + text + "' is no service time; one of 1ms, fixed:1ms, lognormal:1ms:1.5");
    }

    private static double sigma(String text) {
        double sigma = Texts.number(text);
        if (sigma < 0 || sigma > MOST_SIGMA) {
            throw new IllegalArgumentException("a sigma of " + text + " is outside 0.." + (int) MOST_SIGMA);
        }
        return sigma;
    }

    Durations durations(long seed) {
        return switch (kind) {
            case EXP -> Durations.exponential(meanNs, seed);
            case FIXED -> Durations.fixed(meanNs);
            case LOGNORMAL -> Durations.logNormal(meanNs, sigma, seed);
        };
    }
}
