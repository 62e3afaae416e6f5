package io.netstack.flow;

import java.util.List;

/**
 * Which neighbour a packet to some address goes to: the longest matching prefix wins. Fixed at start.
 */
public final class RouteTable {
    /** No route leads there. */
    public static final int NO_ROUTE = 0;

    /**
     * One route.
     *
     * @param network      IPv4 network address; bits beyond the prefix must be 0
     * @param prefixLength 0..32
     * @param gateway      the neighbour to hand packets to, or 0 when the destinations are neighbours themselves
     */
    public record Route(int network, int prefixLength, int gateway) {
        public Route {
            if (prefixLength < 0 || prefixLength > 32) {
                throw new IllegalArgumentException("prefix length " + prefixLength + " is outside 0..32");
            }
            if ((network & ~mask(prefixLength)) != 0) {
                throw new IllegalArgumentException(Addresses.text(network) + "/" + prefixLength + " has bits beyond its prefix");
            }
        }

        boolean matches(int destination) {
            return (destination & mask(prefixLength)) == network;
        }
    }

    private final Route[] longestFirst;

    public RouteTable(List<Route> routes) {
        longestFirst = routes.stream().sorted((x, y) -> y.prefixLength() - x.prefixLength()).toArray(Route[]::new);
    }

    /** The neighbour that packets to {@code destination} go to, or {@link #NO_ROUTE}. */
    public int nextHop(int destination) {
        for (Route route : longestFirst) {
            if (route.matches(destination)) {
                return route.gateway() == 0 ? destination : route.gateway();
            }
        }
        return NO_ROUTE;
    }

    /** Is this the all-ones address of a network that we are on? */
    public boolean isDirectedBroadcast(int destination) {
        for (Route route : longestFirst) {
            if (route.gateway() == 0 && route.prefixLength() < 31 && route.matches(destination)
                && (destination | mask(route.prefixLength())) == -1) {
                return true;
            }
        }
        return false;
    }

    /** The network that an address belongs to. */
    public static int networkOf(int address, int prefixLength) {
        return address & mask(prefixLength);
    }

    static int mask(int prefixLength) {
        return prefixLength == 0 ? 0 : -1 << 32 - prefixLength;
    }
}
