package io.netstack.tools.agent;

import com.fasterxml.jackson.jr.ob.JSON;
import io.netstack.flow.Addresses;
import io.netstack.link.Link;
import io.netstack.link.LinkCapabilities;
import io.netstack.pcap.NetDevice;
import io.netstack.pcap.Offload;
import io.netstack.pcap.PcapLink;
import io.netstack.pcap.Shell;
import io.netstack.pcap.TapLink;
import io.netstack.policy.Policies;
import io.netstack.replay.World;
import io.netstack.tools.live.LinkClock;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Our stack behind a real device, driven by the agent's own protocol: frames through libpcap on the far end, calls as lines of text. */
final class AgentWorld implements World {
    private static final String DEVICE = "ks0";
    private static final String FAR_DEVICE = "kc0";
    private static final long MAC = 0x02_00_00_00_00_01L;
    private static final long PEER_MAC = 0x02_00_00_00_00_02L;
    private static final AgentSettings SETTINGS = new AgentSettings(DEVICE, true, Addresses.parseIpv4("198.18.0.1"), MAC,
        Addresses.parseIpv4("198.18.0.2"), PEER_MAC);

    private final Link stackLink;
    private final Link peerLink;
    private final LinkClock clock;
    private final PrintStream calls;
    private final BufferedReader answers;
    private final Thread agent;
    private int lastId;

    private AgentWorld(Link stackLink, Link peerLink) throws IOException {
        this.stackLink = stackLink;
        this.peerLink = peerLink;
        this.clock = new LinkClock(peerLink);
        PipedInputStream stdin = new PipedInputStream(1 << 20);
        PipedOutputStream stdout = new PipedOutputStream();
        calls = new PrintStream(new PipedOutputStream(stdin), false, StandardCharsets.UTF_8);
        answers = new BufferedReader(new InputStreamReader(new PipedInputStream(stdout, 1 << 20), StandardCharsets.UTF_8));
        AgentInput input = new AgentInput(new BufferedReader(new InputStreamReader(stdin, StandardCharsets.UTF_8)), stackLink);
        input.start();
        Agent running = new Agent(SETTINGS, Policies.named("linux"), null, stackLink, input, new PrintStream(stdout, false,
            StandardCharsets.UTF_8));
        agent = Thread.ofPlatform().name("agent").daemon().start(running::run);
    }

    /** The stack holds the descriptor of a TAP device; the peers capture and inject on the device. */
    static AgentWorld onTap() throws IOException, InterruptedException {
        Shell.run("ip", "tuntap", "add", "dev", DEVICE, "mode", "tap");
        return open(DEVICE, false);
    }

    /** The stack captures on one end of a veth pair, the peers on the other. */
    static AgentWorld onVeth() throws IOException, InterruptedException {
        Shell.run("ip", "link", "add", DEVICE, "type", "veth", "peer", "name", FAR_DEVICE);
        prepare(FAR_DEVICE);
        return open(FAR_DEVICE, true);
    }

    private static AgentWorld open(String farDevice, boolean veth) throws IOException, InterruptedException {
        prepare(DEVICE);
        Link stackLink = veth ? PcapLink.open(DEVICE, capabilities(MAC)) : TapLink.attach(DEVICE, capabilities(MAC));
        return new AgentWorld(stackLink, PcapLink.open(farDevice, capabilities(PEER_MAC)));
    }

    /** Up, and the kernel has nothing to say on it. */
    private static void prepare(String device) throws IOException, InterruptedException {
        Files.writeString(Path.of("/proc/sys/net/ipv6/conf", device, "disable_ipv6"), "1");
        Shell.run("ip", "link", "set", device, "up", "arp", "off");
        NetDevice netDevice = new NetDevice(device);
        for (Offload offload : Offload.values()) {
            netDevice.set(offload, false);
        }
    }

    private static LinkCapabilities capabilities(long mac) {
        return new LinkCapabilities(LinkCapabilities.ETHERNET_MTU_BYTES, mac, false);
    }

    @Override
    public void sink(Sink frames) {
        clock.sink(frames);
    }

    @Override
    public void start() {
        clock.start();
    }

    @Override
    public double now() {
        return clock.now();
    }

    @Override
    public void runUntil(double t) {
        clock.runUntil(t);
    }

    @Override
    public void send(byte[] frame) {
        clock.send(frame);
    }

    @Override
    public Map<String, Object> call(String op, Map<String, Object> arguments) {
        Map<String, Object> request = new LinkedHashMap<>(arguments);
        request.put("id", ++lastId);
        request.put("op", op);
        try {
            calls.println(JSON.std.asString(request));
            calls.flush();
            Map<String, Object> answer = JSON.std.mapFrom(answers.readLine());
            if (!answer.remove("id").equals(lastId)) {
                throw new IllegalStateException("an answer to another call: " + answer);
            }
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        calls.close();
        try {
            agent.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (agent.isAlive()) {
            throw new IllegalStateException("the agent goes on after its input has ended");
        }
        peerLink.close();
        stackLink.close();
        try {
            Shell.run("ip", "link", "del", DEVICE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
