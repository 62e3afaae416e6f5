package io.netstack.tools.experiment;

import java.util.Arrays;

/**
 * What queueing theory says about one server with room for K customers, the one being served included: how many are turned away, and how
 * long the others wait before they are served. Arrivals are Poisson; whoever finds K others goes away for good.
 *
 * @param loss   probability of being turned away, 0..1
 * @param waitNs mean time in the queue of those who are not, service not included
 */
record FiniteQueue(double loss, double waitNs) {

    /**
     * M/M/1/K: exponential service (Kendall's notation; Gross and Harris, Fundamentals of Queueing Theory).
     *
     * @param load      arrival rate times mean service time, above 0
     * @param capacity  K, at least 1
     * @param serviceNs mean service time
     */
    static FiniteQueue exponential(double load, int capacity, double serviceNs) {
        double[] p = new double[capacity + 1];
        double power = 1;
        for (int n = 0; n <= capacity; n++) {
            p[n] = power;
            power *= load;
        }
        double sum = Arrays.stream(p).sum();
        return of(Arrays.stream(p).map(x -> x / sum).toArray(), load, serviceNs);
    }

    /**
     * M/M/c/K: several servers.
     *
     * @param load      arrival rate times mean service time, above 0
     * @param servers   c, at least 1
     * @param capacity  K, those being served included, at least c
     */
    static FiniteQueue several(double load, int servers, int capacity, double serviceNs) {
        double[] p = new double[capacity + 1];
        p[0] = 1;
        double sum = 1;
        for (int n = 1; n <= capacity; n++) {
            p[n] = p[n - 1] * load / Math.min(n, servers);
            sum += p[n];
            if (sum > 1e250) {
                for (int i = 0; i <= n; i++) {
                    p[i] /= sum;
                }
                sum = 1;
            }
        }
        double waiting = 0;
        for (int n = 0; n <= capacity; n++) {
            p[n] /= sum;
            waiting += Math.max(0, n - servers) * p[n];
        }
        double loss = p[capacity];
        return new FiniteQueue(loss, serviceNs * waiting / (load * (1 - loss)));
    }

    /**
     * M/D/1/K: service of fixed length, by the chain of customers left behind at departures.
     *
     * @param load      arrival rate times service time, above 0
     * @param capacity  K, at least 1
     * @param serviceNs service time
     */
    static FiniteQueue fixed(double load, int capacity, double serviceNs) {
        // a[j]: probability of j arrivals during one service
        double[] a = new double[capacity + 1];
        a[0] = Math.exp(-load);
        for (int j = 1; j <= capacity; j++) {
            a[j] = a[j - 1] * load / j;
        }
        // left[n]: how often a departure leaves n behind, up to a factor; from the balance of the states below n + 1
        double[] left = new double[capacity];
        left[0] = 1;
        for (int n = 0; n + 1 < capacity; n++) {
            double next = left[n] - left[0] * a[n];
            for (int i = 1; i <= n; i++) {
                next -= left[i] * a[n - i + 1];
            }
            left[n + 1] = next / a[0];
        }
        double sum = Arrays.stream(left).sum();
        double[] p = new double[capacity + 1];
        double total = left[0] / sum + load;
        for (int n = 0; n < capacity; n++) {
            p[n] = left[n] / sum / total;
        }
        p[capacity] = 1 - 1 / total;
        return of(p, load, serviceNs);
    }

    /** From how often there are n customers, by Little's law. */
    private static FiniteQueue of(double[] p, double load, double serviceNs) {
        double inSystem = 0;
        for (int n = 1; n < p.length; n++) {
            inSystem += n * p[n];
        }
        double loss = p[p.length - 1];
        double admittedPerService = load * (1 - loss);
        return new FiniteQueue(loss, serviceNs * (inSystem / admittedPerService - 1));
    }
}
