package io.netstack.tools.lab;

import io.netstack.link.Link;
import io.netstack.pcap.EchoResponder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A lab with the echo responder as its stack, in a JVM of its own, to be killed. Arguments: anything, then the kind of topology or "auto",
 * then a number of seconds that a client sleeps, by which the test recognizes it. Prints one line when everything is up, then serves for
 * ever.
 */
public final class LabMain {

    private LabMain() {
    }

    public static void main(String[] arguments) throws Exception {
        String kind = arguments[arguments.length - 2];
        Topologies.Choice choice = kind.equals("auto") ? Topologies.choose() : Topologies.choose(TopologyKind.of(kind));
        Topology topology = Topologies.open(choice, TopologySettings.defaults());
        Process client = start(topology, "sleep " + arguments[arguments.length - 1]);
        Process asker = start(topology, "exec 3<>/dev/udp/" + topology.serverAddress()
                + "/7 && echo question >&3 && timeout 5 dd bs=1500 count=1 status=none <&3");
        Link link = topology.link();
        EchoResponder responder = new EchoResponder(link, 198 << 24 | 18 << 16 | 1);
        responder.serveOne(5_000_000_000L);
        String answer = new String(asker.getInputStream().readAllBytes()).strip();
        System.out.println(String.join(" ", choice.kind().label(), answer, Files.readSymbolicLink(Path.of("/proc/self/ns/net")).toString(),
                Files.readSymbolicLink(Path.of("/proc/" + client.pid() + "/ns/net")).toString(), choice.why()));
        while (true) {
            responder.serveOne(1_000_000_000L);
        }
    }

    private static Process start(Topology topology, String script) throws Exception {
        return new ProcessBuilder(topology.inClientNamespace(List.of("bash", "-c", script))).start();
    }
}
