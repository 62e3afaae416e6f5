package io.netstack.run;

import io.netstack.flow.RouteTable.Route;
import io.netstack.policy.ListenPolicy;
import io.netstack.policy.Settings;
import io.netstack.policy.StoreShape;
import java.util.List;
import java.util.Map;

/**
 * What a stack is: its addresses and routes, its policy, its memory. Immutable.
 *
 * @param addresses       IPv4 addresses that the stack answers for, at least one
 * @param routes          where packets go; without one to a peer, its SYN is dropped and counted
 * @param neighbours      IPv4 address to Ethernet address, for neighbours that are not asked by ARP
 * @param policy          the operating system, or the user's own
 * @param settings        of that policy
 * @param store           where requests are kept: the policy's own shape, or another in its place
 * @param requestSlots    connection requests of all listeners together, a power of two
 * @param connectionSlots connections, a power of two
 * @param bootNs          when the clock of cookies and timer wheels began, in the stack's clock
 */
public record StackConfig(List<Integer> addresses, List<Route> routes, Map<Integer, Long> neighbours, ListenPolicy policy, Settings settings,
                          StoreShape store, int requestSlots, int connectionSlots, long bootNs) {
    /** Request slots unless said otherwise. */
    public static final int DEFAULT_REQUEST_SLOTS = 1 << 16;
    /** Connection slots unless said otherwise. */
    public static final int DEFAULT_CONNECTION_SLOTS = 1 << 16;
    private static final int MAX_ACCEPT_QUEUE_CAPACITY = 1 << 22;

    public StackConfig {
        addresses = List.copyOf(addresses);
        routes = List.copyOf(routes);
        neighbours = Map.copyOf(neighbours);
        if (addresses.isEmpty()) {
            throw new IllegalArgumentException("a stack needs at least one address");
        }
        requirePowerOfTwo(requestSlots, "request slots");
        requirePowerOfTwo(connectionSlots, "connection slots");
    }

    /** As above, with the store of the policy's own system. */
    public StackConfig(List<Integer> addresses, List<Route> routes, Map<Integer, Long> neighbours, ListenPolicy policy, Settings settings,
                       int requestSlots, int connectionSlots, long bootNs) {
        this(addresses, routes, neighbours, policy, settings, policy.store(settings), requestSlots, connectionSlots, bootNs);
    }

    /** The same with another store; null leaves it as it is. */
    public StackConfig withStore(StoreShape other) {
        return other == null ? this
            : new StackConfig(addresses, routes, neighbours, policy, settings, other, requestSlots, connectionSlots, bootNs);
    }

    private static void requirePowerOfTwo(int value, String what) {
        if (Integer.bitCount(value) != 1) {
            throw new IllegalArgumentException(value + " " + what + " are not a power of two");
        }
    }

    /**
     * Room in each accept queue's ring: for a limit L up to 5L/2 + 2, the most that any policy admits (FreeBSD with an accept filter), so that a
     * second listen() never moves it.
     */
    int acceptQueueCapacity() {
        long wanted = Math.min(5L * policy.largestLimit(settings) / 2 + 2, MAX_ACCEPT_QUEUE_CAPACITY);
        return Integer.highestOneBit((int) Math.max(wanted - 1, 1)) << 1;
    }
}
