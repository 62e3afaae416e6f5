package io.netstack.tools.agent;

import io.netstack.flow.Addresses;
import io.netstack.flow.RouteTable.Route;
import java.util.List;
import java.util.Map;

/**
 * Where the agent is: what its caller says in the environment.
 *
 * @param device     KO_IFACE, the interface
 * @param tap        KO_LINK=tap: the interface is a TAP device, whose descriptor the agent holds; veth: a plain one, captured on
 * @param address    KO_IP, the stack's IPv4 address
 * @param mac        KO_MAC, its Ethernet address
 * @param gateway    KO_GW, the neighbour that everything is sent to
 * @param gatewayMac KO_GW_MAC
 */
record AgentSettings(String device, boolean tap, int address, long mac, int gateway, long gatewayMac) {

    /** @throws IllegalArgumentException when something is missing or wrong; the message says what */
    static AgentSettings of(Map<String, String> environment) {
        String link = required(environment, "KO_LINK");
        if (!link.equals("tap") && !link.equals("veth")) {
            throw new IllegalArgumentException("KO_LINK=" + link + ": must be tap or veth");
        }
        return new AgentSettings(required(environment, "KO_IFACE"), link.equals("tap"), Addresses.parseIpv4(required(environment, "KO_IP")),
            mac(required(environment, "KO_MAC")), Addresses.parseIpv4(required(environment, "KO_GW")),
            mac(required(environment, "KO_GW_MAC")));
    }

    private static String required(Map<String, String> environment, String name) {
        String value = environment.get(name);
        if (value == null || value.isEmpty()) {
            throw new IllegalArgumentException("the environment must say " + name);
        }
        return value;
    }

    private static long mac(String text) {
        if (!text.matches("(\\p{XDigit}{2}:){5}\\p{XDigit}{2}")) {
            throw new IllegalArgumentException("'" + text + "' is not an Ethernet address such as 02:00:00:00:00:01");
        }
        return Long.parseLong(text.replace(":", ""), 16);
    }

    /** The stack's own network, and everything else by way of the gateway. */
    List<Route> routes() {
        return List.of(new Route(address & 0xFFFF_FF00, 24, 0), new Route(0, 0, gateway));
    }
}
