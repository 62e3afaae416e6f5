package io.netstack.tools.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netstack.pcap.EchoResponder;
import io.netstack.pcap.LinkException;
import io.netstack.pcap.Live;
import io.netstack.pcap.Live.Need;
import io.netstack.pcap.NetDevice;
import io.netstack.pcap.Offload;
import io.netstack.pcap.Shell;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

@Live(needs = {Need.TUN, Need.LIBPCAP})
class TopologiesTest {

    private static final int SERVER = 198 << 24 | 18 << 16 | 1;

    @ParameterizedTest
    @CsvSource({"PCAP_TAP,false", "PCAP_VETH,false", "TAP,false", "PCAP_TAP,true", "PCAP_VETH,true", "TAP,true"})
    void theClientsKernelGetsItsAnswerOverOurLink(TopologyKind kind, boolean behindGateway) throws Exception {
        TopologySettings settings = TopologySettings.defaults().withClientBehindGateway(behindGateway);
        try (Topology topology = Topologies.open(Topologies.choose(kind), settings)) {
            EchoResponder responder = new EchoResponder(topology.link(), SERVER);
            Process client = start(topology, """
                    exec 3<>/dev/udp/198.18.0.1/7
                    echo over %s >&3
                    timeout 5 dd bs=1500 count=1 status=none <&3
                    """.formatted(kind.label()));
            responder.serveOne(5_000_000_000L);
            String answer = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            assertThat(answer).isEqualTo("over " + kind.label());
            assertThat(client.waitFor()).isZero();
            assertThat(responder.echoCount()).isEqualTo(1);
            assertThat(topology.lostFrameCount()).isZero();
            assertThat(topology.gateway().isPresent()).isEqualTo(behindGateway);
        }
        assertThat(NetDevice.names()).containsExactly("lo");
    }

    @ParameterizedTest
    @EnumSource(names = {"PCAP_TAP", "PCAP_VETH"})
    void theKernelHasNoAddressOnOurEndAndLeavesNothingToTheDriver(TopologyKind kind) {
        try (Topology topology = open(kind)) {
            NetDevice ours = new NetDevice(Wiring.OUR_DEVICE);
            assertThat(ours.isUp()).isTrue();
            assertThat(ours.hasCarrier()).isTrue();
            assertThat(ours.ipv4Address()).isEmpty();
            assertThat(topology.link().capabilities().verifiesTcpChecksum()).isFalse();
            assertThat(List.of(Offload.values())).noneMatch(offload -> kind == TopologyKind.PCAP_VETH && ours.isOn(offload));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"PCAP_TAP", "PCAP_VETH", "TAP"})
    void theWireCarriesTheMtuThatWasAskedFor(TopologyKind kind) throws Exception {
        try (Topology topology = Topologies.open(Topologies.choose(kind), TopologySettings.defaults().withMtuBytes(9000))) {
            assertThat(topology.link().capabilities().mtuBytes()).isEqualTo(9000);
            Process client = start(topology, "ip -o link show dev client0");
            assertThat(new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8)).contains("mtu 9000");
        }
    }

    @Test
    void aClientThatIsKilledDiesInItsNamespaceToo() throws Exception {
        try (Topology topology = open(TopologyKind.TAP)) {
            Process client = start(topology, "echo up; exec sleep 31001");
            assertThat(client.getInputStream().read()).isEqualTo('u');
            client.destroy();
            client.waitFor();
            Processes.awaitGone("sleep 31001");
        }
    }

    @Test
    void closingEndsTheClientsThatAreLeft() throws Exception {
        try (Topology topology = open(TopologyKind.TAP)) {
            Process client = start(topology, "echo up; exec sleep 31002");
            assertThat(client.getInputStream().read()).isEqualTo('u');
        }
        Processes.awaitGone("sleep 31002");
    }

    @Test
    void anExitCodeOfAClientComesThrough() throws Exception {
        try (Topology topology = open(TopologyKind.TAP)) {
            assertThat(start(topology, "exit 7").waitFor()).isEqualTo(7);
        }
    }

    @Test
    void asRootWithEverythingThereTheDefaultIsChosen() {
        Topologies.Choice choice = Topologies.choose();
        assertThat(choice.kind()).isEqualTo(TopologyKind.PCAP_TAP);
        assertThat(choice.why()).startsWith("the default");
    }

    @Test
    void aNamespaceThatIsInUseIsRefusedAndTheChoiceFallsToMemory() throws Exception {
        Shell.run("ip", "link", "add", "v0", "type", "veth", "peer", "name", "v1");
        Shell.run("ip", "link", "set", "v0", "up");
        assertThatThrownBy(() -> Topologies.choose(TopologyKind.TAP))
                .isInstanceOf(LinkException.class).hasMessageContaining("--link tap does not work here").hasMessageContaining("v0 is up");
        assertThat(Topologies.choose().kind()).isEqualTo(TopologyKind.MEMORY);
        assertThat(Topologies.choose().why()).contains("v0 is up");
    }

    @Test
    void whatWasBuiltIsGoneWhenAPieceFails() throws Exception {
        Shell.run("ip", "link", "add", "netstack0", "type", "veth", "peer", "name", "v1");
        Topologies.Choice choice = Topologies.choose(TopologyKind.PCAP_TAP);
        assertThatThrownBy(() -> Topologies.open(choice, TopologySettings.defaults()))
                .isInstanceOf(LinkException.class).hasMessageContaining("already is an interface named 'netstack0'");
        assertThat(NetDevice.names()).containsExactlyInAnyOrder("lo", "netstack0", "v1");
    }

    private static Topology open(TopologyKind kind) {
        return Topologies.open(Topologies.choose(kind), TopologySettings.defaults());
    }

    private static Process start(Topology topology, String script) throws Exception {
        return new ProcessBuilder(topology.inClientNamespace(List.of("bash", "-c", script)))
                .redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }
}
