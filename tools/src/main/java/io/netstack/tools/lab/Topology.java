package io.netstack.tools.lab;

import io.netstack.link.Link;
import java.util.List;
import java.util.Optional;

/**
 * A small network with a real kernel at one end and our link at the other. Closing it leaves nothing behind; so does the end of this process,
 * however it comes.
 *
 * <p>{@link #close} also closes the link: stop the stack first.
 */
public interface Topology extends AutoCloseable {

    /** Which of the shapes this is. */
    TopologyKind kind();

    /** Why this shape: asked for, the default, or what keeps the better ones from working here. One line. */
    String why();

    /** Our end. The caller's thread owns it from now on. */
    Link link();

    /** Our stack's IPv4 address; no kernel has it. */
    String serverAddress();

    /** The IPv4 address that the client's kernel connects from. */
    String clientAddress();

    /** The interface on the client's side of the wire, by its name there. */
    String clientDevice();

    /** Our end as an interface that libpcap opens; empty where the link holds a descriptor instead. */
    Optional<String> serverDevice();

    /** Length of the prefix that {@link #serverAddress} shares with the wire. */
    int prefixLength();

    /** Our way to the client where it is on another subnet: a neighbour on our wire. Empty when the client is on the wire itself. */
    Optional<String> gateway();

    /** The client's subnet behind {@link #gateway}, as {@code address/length}; empty when there is none. */
    Optional<String> clientSubnet();

    /**
     * The same command, to be run on the client's side of the wire. The process dies with the network, and when the one that is started from
     * the result is killed.
     */
    List<String> inClientNamespace(List<String> command);

    /** For a person with another terminal: what puts a shell on the client's side. */
    String howToEnter();

    /** Frames that got lost between the two ends outside both stacks, so far. */
    long lostFrameCount();

    @Override
    void close();
}
