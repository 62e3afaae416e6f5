package io.netstack.app;

import io.netstack.flow.Addresses;
import io.netstack.flow.RouteTable.Route;
import io.netstack.flow.RouteTable;
import io.netstack.flow.Secrets;
import io.netstack.observe.FrameTrace;
import io.netstack.policy.ListenPolicy;
import io.netstack.policy.Policies;
import io.netstack.policy.Settings;
import io.netstack.policy.StoreShape;
import io.netstack.run.StackConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a stack is to be: its addresses, routes, policy, memory. Begins with {@link #at}, goes on by {@code with…} methods, each of which answers
 * a new value; the values themselves never change.
 *
 * <p>Every method throws {@link IllegalArgumentException} with one line that says what is wrong and what would be right.
 */
public final class NetstackConfig {
    private final List<Integer> addresses;
    private final List<Route> routes;
    private final Map<Integer, Long> neighbours;
    private final ListenPolicy policy;
    private final Map<String, String> settings;
    /** Null: that of the policy. */
    private final StoreShape store;
    private final int requestSlots;
    private final int connectionSlots;
    private final int captureRingFrames;
    private final Secrets secrets;
    private final FrameTrace trace;

    private NetstackConfig(List<Integer> addresses, List<Route> routes, Map<Integer, Long> neighbours, ListenPolicy policy,
                           Map<String, String> settings, StoreShape store, int requestSlots, int connectionSlots, int captureRingFrames,
                           Secrets secrets, FrameTrace trace) {
        this.addresses = List.copyOf(addresses);
        this.routes = List.copyOf(routes);
        this.neighbours = Map.copyOf(neighbours);
        this.policy = policy;
        this.settings = Map.copyOf(settings);
        this.store = store;
        this.requestSlots = requestSlots;
        this.connectionSlots = connectionSlots;
        this.captureRingFrames = captureRingFrames;
        this.secrets = secrets;
        this.trace = trace;
    }

    /**
     * A stack with one address, under Linux's rules.
     *
     * @param addressAndPrefix {@code 198.18.0.1/24}: the address, and which others are on its network
     */
    public static NetstackConfig at(String addressAndPrefix) {
        return new NetstackConfig(List.of(), List.of(), Map.of(), Policies.named("linux"), Map.of(), null,
            StackConfig.DEFAULT_REQUEST_SLOTS, StackConfig.DEFAULT_CONNECTION_SLOTS, 0, null, FrameTrace.NONE).withAddress(addressAndPrefix);
    }

    /** One more address, with its network. */
    public NetstackConfig withAddress(String addressAndPrefix) {
        int slash = addressAndPrefix.indexOf('/');
        int prefixLength = slash < 0 ? -1 : prefixLength(addressAndPrefix.substring(slash + 1));
        if (prefixLength < 0) {
            throw new IllegalArgumentException("'" + addressAndPrefix + "' is not an address with a prefix length such as 198.18.0.1/24");
        }
        int address = Addresses.parseIpv4(addressAndPrefix.substring(0, slash));
        List<Integer> more = new ArrayList<>(addresses);
        more.add(address);
        return with(more, plus(new Route(RouteTable.networkOf(address, prefixLength), prefixLength, 0)));
    }

    private static int prefixLength(String text) {
        try {
            int length = Integer.parseInt(text);
            return length <= 32 ? length : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /** The neighbour that everything goes to for which there is no better route. */
    public NetstackConfig withGateway(String address) {
        return with(addresses, plus(new Route(0, 0, Addresses.parseIpv4(address))));
    }

    private List<Route> plus(Route route) {
        List<Route> more = new ArrayList<>(routes);
        more.add(route);
        return more;
    }

    private NetstackConfig with(List<Integer> addresses, List<Route> routes) {
        return new NetstackConfig(addresses, routes, neighbours, policy, settings, store, requestSlots, connectionSlots,
            captureRingFrames, secrets, trace);
    }

    /** A neighbour whose Ethernet address (48 bits) need not be asked for. */
    public NetstackConfig withNeighbour(String address, long mac) {
        Map<Integer, Long> more = new LinkedHashMap<>(neighbours);
        more.put(Addresses.parseIpv4(address), mac);
        return new NetstackConfig(addresses, routes, more, policy, settings, store, requestSlots, connectionSlots,
            captureRingFrames, secrets, trace);
    }

    /** Another policy than Linux; settings chosen before must be known to it. */
    public NetstackConfig withPolicy(ListenPolicy policy) {
        Settings.of(policy, settings);
        return new NetstackConfig(addresses, routes, neighbours, policy, settings, store, requestSlots, connectionSlots,
            captureRingFrames, secrets, trace);
    }

    /** A setting of the policy under the system's own name: {@code tcp_syncookies}, {@code 0}. */
    public NetstackConfig withSetting(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(settings);
        more.put(name, value);
        Settings.of(policy, more);
        return new NetstackConfig(addresses, routes, neighbours, policy, more, store, requestSlots, connectionSlots,
            captureRingFrames, secrets, trace);
    }

    /** Another place for requests than that of the policy's system; null for that again. */
    public NetstackConfig withStore(StoreShape store) {
        return new NetstackConfig(addresses, routes, neighbours, policy, settings, store, requestSlots, connectionSlots,
            captureRingFrames, secrets, trace);
    }

    /**
     * Other memory than the default.
     *
     * @param requestSlots    connection requests of all listeners together, a power of two
     * @param connectionSlots connections, a power of two
     */
    public NetstackConfig withSlots(int requestSlots, int connectionSlots) {
        return new NetstackConfig(addresses, routes, neighbours, policy, settings, store, requestSlots, connectionSlots,
            captureRingFrames, secrets, trace);
    }

    /**
     * Frames are captured by a thread of their own and handed over in a ring; without this, the stack's thread polls the link itself, which on two
     * cores is faster.
     *
     * @param frames that the ring holds, a power of two
     */
    public NetstackConfig withCaptureThread(int frames) {
        if (Integer.bitCount(frames) != 1) {
            throw new IllegalArgumentException("an ingress ring of " + frames + " frames: must be a power of two such as 4096");
        }
        return new NetstackConfig(addresses, routes, neighbours, policy, settings, store, requestSlots, connectionSlots,
            frames, secrets, trace);
    }

    /** Keys from a seed instead of the machine's: a run that can be repeated, and guessed. */
    public NetstackConfig withSeed(long seed) {
        return new NetstackConfig(addresses, routes, neighbours, policy, settings, store, requestSlots, connectionSlots,
            captureRingFrames, Secrets.seeded(seed), trace);
    }

    /** Somebody who sees every frame and its reason. */
    public NetstackConfig withTrace(FrameTrace trace) {
        return new NetstackConfig(addresses, routes, neighbours, policy, settings, store, requestSlots, connectionSlots,
            captureRingFrames, secrets, trace);
    }

    /** The policy. */
    public ListenPolicy policy() {
        return policy;
    }

    /** The values of its settings. */
    public Settings settings() {
        return Settings.of(policy, settings);
    }

    int captureRingFrames() {
        return captureRingFrames;
    }

    FrameTrace trace() {
        return trace;
    }

    Secrets secrets() {
        return secrets == null ? Secrets.random() : secrets;
    }

    StackConfig stackConfig(long bootNs) {
        return new StackConfig(addresses, routes, neighbours, policy, settings(), requestSlots, connectionSlots, bootNs).withStore(store);
    }
}
