package io.netstack.tools.agent;

import io.netstack.link.Link;
import io.netstack.link.LinkCapabilities;
import io.netstack.pcap.LinkException;
import io.netstack.pcap.PcapLink;
import io.netstack.pcap.TapLink;
import io.netstack.policy.ListenPolicy;
import io.netstack.policy.Policies;
import io.netstack.tools.StoreText;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code netstack agent}: another program makes the socket calls. */
@Command(name = "agent", description = "Makes the socket calls that another program asks for, as JSON lines on standard input and output.",
    footer = {
        "", "Example:",
        "  KO_IFACE=tap0 KO_LINK=tap KO_IP=198.18.0.1 KO_MAC=02:00:00:00:00:01 \\",
        "  KO_GW=198.18.0.2 KO_GW_MAC=02:00:00:00:00:02 tools/netstack agent",
        "  {\"id\":1,\"op\":\"config\",\"sysctl\":{\"net.ipv4.tcp_syncookies\":0}}",
        "  {\"id\":2,\"op\":\"listen\",\"port\":80,\"backlog\":1}",
        "", "Calls: config listen relisten accept send recv shutdown close stat. Ends with its input."
    })
public final class AgentCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Print this and end.")
    private boolean help;

    @Option(names = "--policy", paramLabel = "NAME", defaultValue = "linux",
        description = "The operating system to be (default: ${DEFAULT-VALUE}).")
    private String policyName;

    @Option(names = "--store", paramLabel = "S", converter = StoreText.Converter.class,
        description = "Where requests are kept: synqueue, syncache or syncookies (default: as the policy's system does).")
    private StoreText store;

    /** With its options at their defaults until parsed. */
    public AgentCommand() {
    }

    @Override
    public Integer call() {
        AgentSettings settings;
        ListenPolicy policy;
        try {
            settings = AgentSettings.of(System.getenv());
            policy = Policies.named(policyName);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
        WarmUp.run(policy);
        try (Link link = open(settings)) {
            AgentInput input = new AgentInput(new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)), link);
            input.start();
            new Agent(settings, policy, StoreText.shapeOf(store), link, input, new PrintStream(System.out, false, StandardCharsets.UTF_8)).run();
        } catch (LinkException e) {
            throw new ParameterException(spec.commandLine(), e.getMessage());
        }
        return 0;
    }

    private static Link open(AgentSettings settings) {
        LinkCapabilities capabilities = new LinkCapabilities(LinkCapabilities.ETHERNET_MTU_BYTES, settings.mac(), false);
        return settings.tap() ? TapLink.attach(settings.device(), capabilities) : PcapLink.open(settings.device(), capabilities);
    }
}
