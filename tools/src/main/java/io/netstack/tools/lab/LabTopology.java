package io.netstack.tools.lab;

import io.netstack.link.Link;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;

/** A topology that {@link Wiring} has built. Addresses are those that RFC 2544 sets aside for tests of network devices. */
final class LabTopology implements Topology {

    static final String SERVER = "198.18.0.1";
    static final String CLIENT_ON_WIRE = "198.18.0.2";
    static final String CLIENT_BEHIND = "198.19.0.2";
    static final String SUBNET_BEHIND = "198.19.0.0/16";
    static final int PREFIX_LENGTH = 24;

    private final Topologies.Choice choice;
    private final boolean clientBehindGateway;
    private final Link link;
    private final ClientNamespace clients;
    private final LongSupplier lostFrames;
    private final Teardown teardown;

    LabTopology(Topologies.Choice choice, boolean clientBehindGateway, Link link, ClientNamespace clients, LongSupplier lostFrames,
            Teardown teardown) {
        this.choice = choice;
        this.clientBehindGateway = clientBehindGateway;
        this.link = link;
        this.clients = clients;
        this.lostFrames = lostFrames;
        this.teardown = teardown;
    }

    @Override
    public TopologyKind kind() {
        return choice.kind();
    }

    @Override
    public String why() {
        return choice.why();
    }

    @Override
    public Link link() {
        return link;
    }

    @Override
    public String serverAddress() {
        return SERVER;
    }

    @Override
    public String clientAddress() {
        return clientBehindGateway ? CLIENT_BEHIND : CLIENT_ON_WIRE;
    }

    @Override
    public String clientDevice() {
        return Wiring.CLIENT_DEVICE;
    }

    @Override
    public Optional<String> serverDevice() {
        return kind() == TopologyKind.TAP ? Optional.empty() : Optional.of(Wiring.OUR_DEVICE);
    }

    @Override
    public int prefixLength() {
        return PREFIX_LENGTH;
    }

    @Override
    public Optional<String> gateway() {
        return clientBehindGateway ? Optional.of(CLIENT_ON_WIRE) : Optional.empty();
    }

    @Override
    public Optional<String> clientSubnet() {
        return clientBehindGateway ? Optional.of(SUBNET_BEHIND) : Optional.empty();
    }

    @Override
    public List<String> inClientNamespace(List<String> command) {
        return clients.wrap(command);
    }

    @Override
    public String howToEnter() {
        return "nsenter -t " + clients.pid() + (Privileges.inUserNamespace() ? " -U --preserve-credentials" : "") + " -n";
    }

    @Override
    public long lostFrameCount() {
        return lostFrames.getAsLong();
    }

    @Override
    public void close() {
        teardown.close();
    }
}
