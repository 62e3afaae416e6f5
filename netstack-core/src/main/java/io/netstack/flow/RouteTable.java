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
    }

    // longest prefix first
    private final int[] networks;
    private final int[] masks;
    private final int[] gateways;
    /** The all-ones addresses of networks that we are on. */
    private final int[] broadcasts;

    public RouteTable(List<Route> routes) {
        List<Route> longestFirst = routes.stream().sorted((x, y) -> y.prefixLength() - x.prefixLength()).toList();
        networks = longestFirst.stream().mapToInt(Route::network).toArray();
        masks = longestFirst.stream().mapToInt(route -> mask(route.prefixLength())).toArray();
        gateways = longestFirst.stream().mapToInt(Route::gateway).toArray();
        broadcasts = routes.stream().filter(route -> route.gateway() == 0 && route.prefixLength() < 31)
            .mapToInt(route -> route.network() | ~mask(route.prefixLength())).toArray();
    }

    /** The neighbour that packets to {@code destination} go to, or {@link #NO_ROUTE}. */
    public int nextHop(int destination) {
        for (int i = 0; i < networks.length; i++) {
            if ((destination & masks[i]) == networks[i]) {
                return gateways[i] == 0 ? destination : gateways[i];
            }
        }
        return NO_ROUTE;
    }

    /** Is this the all-ones address of a network that we are on? */
    public boolean isDirectedBroadcast(int destination) {
        for (int broadcast : broadcasts) {
            if (broadcast == destination) {
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
