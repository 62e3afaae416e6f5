package io.netstack.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netstack.flow.RouteTable.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** The longest prefix wins, whatever the order of the routes. */
class RouteTableTest {
    private static final int GATEWAY = ip("198.18.0.254");
    private static final int OTHER_GATEWAY = ip("198.18.0.253");

    private static int ip(String text) {
        return Addresses.parseIpv4(text);
    }

    private static Route route(String network, int prefix, int gateway) {
        return new Route(ip(network), prefix, gateway);
    }

    @Test
    void aNeighbourOnOurNetworkIsItsOwnNextHop() {
        RouteTable routes = new RouteTable(List.of(route("198.18.0.0", 24, 0)));
        assertThat(routes.nextHop(ip("198.18.0.7"))).isEqualTo(ip("198.18.0.7"));
        assertThat(routes.nextHop(ip("198.18.1.7"))).isEqualTo(RouteTable.NO_ROUTE);
    }

    @Test
    void theLongestPrefixWinsWhicheverCameFirst() {
        List<Route> routes = List.of(route("0.0.0.0", 0, GATEWAY), route("198.18.0.0", 24, 0), route("198.18.0.128", 25, OTHER_GATEWAY),
            route("198.18.0.200", 32, 0));
        for (List<Route> order : List.of(routes, routes.reversed())) {
            RouteTable table = new RouteTable(order);
            assertThat(table.nextHop(ip("203.0.113.5"))).isEqualTo(GATEWAY);
            assertThat(table.nextHop(ip("198.18.0.5"))).isEqualTo(ip("198.18.0.5"));
            assertThat(table.nextHop(ip("198.18.0.129"))).isEqualTo(OTHER_GATEWAY);
            assertThat(table.nextHop(ip("198.18.0.200"))).isEqualTo(ip("198.18.0.200"));
        }
    }

    @Test
    void noRoutesLeadNowhere() {
        assertThat(new RouteTable(List.of()).nextHop(1)).isEqualTo(RouteTable.NO_ROUTE);
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void theNextHopIsThatOfTheMostSpecificMatchingRoute(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Route> routes = new ArrayList<>();
        for (int i = random.nextInt(8); i > 0; i--) {
            int prefix = random.nextInt(33);
            int mask = prefix == 0 ? 0 : -1 << 32 - prefix;
            // Few high bits, so that routes overlap; a gateway of its own, so that one can tell who answered.
            routes.add(new Route((random.nextInt(4) << 30 | random.nextInt(4)) & mask, prefix, 1 + i));
        }
        RouteTable table = new RouteTable(routes);
        int destination = random.nextInt(4) << 30 | random.nextInt(4);
        int best = -1;
        List<Integer> answers = new ArrayList<>();
        for (Route route : routes) {
            int mask = route.prefixLength() == 0 ? 0 : -1 << 32 - route.prefixLength();
            if ((destination & mask) == route.network() && route.prefixLength() >= best) {
                if (route.prefixLength() > best) {
                    answers.clear();
                    best = route.prefixLength();
                }
                answers.add(route.gateway());
            }
        }
        if (answers.isEmpty()) {
            assertThat(table.nextHop(destination)).isEqualTo(RouteTable.NO_ROUTE);
        } else {
            assertThat(answers).contains(table.nextHop(destination));
        }
    }

    @Test
    void theAllOnesAddressOfANetworkWeAreOnIsItsBroadcast() {
        RouteTable routes = new RouteTable(List.of(route("198.18.0.0", 24, 0), route("198.19.0.0", 24, GATEWAY), route("198.18.4.0", 31, 0),
            route("198.18.4.9", 32, 0)));
        assertThat(routes.isDirectedBroadcast(ip("198.18.0.255"))).isTrue();
        assertThat(routes.isDirectedBroadcast(ip("198.18.0.254"))).isFalse();
        assertThat(routes.isDirectedBroadcast(ip("198.19.0.255"))).as("a network behind a gateway is not ours to know").isFalse();
        assertThat(routes.isDirectedBroadcast(ip("198.18.4.1"))).as("a point-to-point link has none (RFC 3021)").isFalse();
        assertThat(routes.isDirectedBroadcast(ip("198.18.4.9"))).isFalse();
    }

    @Test
    void aRouteWithBitsBeyondItsPrefixIsRefused() {
        assertThatThrownBy(() -> route("198.18.0.1", 24, 0)).isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("198.18.0.1/24");
        assertThatThrownBy(() -> route("198.18.0.0", 33, 0)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("33");
        assertThatThrownBy(() -> route("198.18.0.0", -1, 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
