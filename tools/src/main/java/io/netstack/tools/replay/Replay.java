package io.netstack.tools.replay;

import io.netstack.flow.Addresses;
import io.netstack.flow.RouteTable.Route;
import io.netstack.flow.Secrets;
import io.netstack.link.LinkCapabilities;
import io.netstack.listen.AcceptQueue;
import io.netstack.listen.TcpListener;
import io.netstack.observe.Counters;
import io.netstack.observe.DirectTrace;
import io.netstack.observe.QueueGauge;
import io.netstack.observe.Reason;
import io.netstack.observe.TracedFrame;
import io.netstack.pcap.PcapFileLink;
import io.netstack.policy.ListenOptions;
import io.netstack.policy.ListenPolicy;
import io.netstack.policy.Settings;
import io.netstack.policy.StoreShape;
import io.netstack.run.StackConfig;
import io.netstack.run.TcpStack;
import io.netstack.wire.EthernetFrame;
import io.netstack.wire.TcpFlags;
import io.netstack.wire.WireFault;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Gives our stack the server's side of a capture, at the capture's pace but without waiting. */
public final class Replay {
    private static final int SNAP_LENGTH = 1 << 16;
    private static final int SLOTS = 1 << 16;
    /** A neighbour that stands for every way back: what our stack sends goes nowhere anyway. */
    private static final int GATEWAY = 169 << 24 | 254 << 16 | 1;
    private static final long SEED = 1;

    /**
     * What to replay and how.
     *
     * @param file         pcap or pcapng
     * @param server       the server's address, or null for the destination of the first SYN
     * @param policy       who decides
     * @param settings     of that policy
     * @param store        where requests are kept; null for where the policy's system keeps them
     * @param backlog      of every port that a SYN goes to
     * @param accepting    is every connection accepted at once? else nobody accepts
     * @param fixChecksums are wrong TCP checksums put right? a capture made on the sending machine has them
     */
    public record Task(Path file, Integer server, ListenPolicy policy, Settings settings, StoreShape store, int backlog,
                       boolean accepting, boolean fixChecksums) {
    }

    private final Task task;
    private final Recording recording;
    private final Consumer<ReplayedFrame> listener;
    private final PcapFileLink link;
    private final TcpStack stack;
    private final List<TcpListener> listeners = new ArrayList<>();
    private final Translation translation = new Translation();
    private final TcpFrame frame = new TcpFrame();
    private final TcpFrame answer = new TcpFrame();
    private final EthernetFrame ethernet = new EthernetFrame();
    private final List<String> answers = new ArrayList<>();
    private Reason reason;
    private String text;
    private long number;
    private long startNs = Long.MIN_VALUE;
    private long nowNs;

    /**
     * Looks through the file and sets the stack up.
     *
     * @param listener gets each frame that our stack was given
     */
    public Replay(Task task, Consumer<ReplayedFrame> listener) {
        this.task = task;
        this.listener = listener;
        recording = Recording.of(task.file(), task.server());
        link = PcapFileLink.open(task.file(), new LinkCapabilities(LinkCapabilities.ETHERNET_MTU_BYTES, recording.serverMac(), false));
        StackConfig config = new StackConfig(List.of(recording.server()), List.of(new Route(0, 0, GATEWAY)),
            Map.of(GATEWAY, recording.peerMac()), task.policy(), task.settings(), SLOTS, SLOTS, 0).withStore(task.store());
        stack = new TcpStack(config, link, Secrets.seeded(SEED), new DirectTrace(this::traced, QueueGauge.NONE, SNAP_LENGTH));
        for (int port : recording.ports()) {
            listeners.add(stack.passiveOpen().listen(0, port, task.backlog(), ListenOptions.NONE).listener());
        }
    }

    /** The server's address and the ports that it listens on. */
    public String server() {
        return Addresses.text(recording.server()) + " ports " + recording.ports();
    }

    /** Plays it all. @return where the counters stand at the end */
    public Counters run() {
        try (link) {
            while (!link.ended()) {
                link.poll(this::onFrame, 1);
            }
        }
        return stack.counters();
    }

    private void onFrame(byte[] buffer, int offset, int length) {
        number++;
        advance();
        boolean tcp = frame.wrap(buffer, offset, length);
        if (tcp && frame.ip().source() == recording.server()) {
            translation.recorded(frame);
            return;
        }
        if (!tcp && !isToServer(buffer, offset, length)) {
            return;
        }
        if (tcp) {
            translation.translate(frame, task.fixChecksums());
        }
        String from = tcp ? Addresses.text(frame.ip().source()) + ":" + frame.tcp().sourcePort() : "";
        String what = tcp ? TcpFlags.text(frame.tcp().flags()) : ethernet.type() == EthernetFrame.TYPE_ARP ? "ARP" : "other";
        answers.clear();
        stack.onFrame(buffer, offset, length, nowNs);
        listener.accept(new ReplayedFrame(number, nowNs, from, what, reason, text, List.copyOf(answers)));
        if (task.accepting()) {
            accept();
        }
    }

    /** The clock follows the capture, and timers fire on the way; a capture whose clock goes back stands still for a while. */
    private void advance() {
        if (startNs == Long.MIN_VALUE) {
            startNs = link.timestampNs();
        }
        long untilNs = Math.max(nowNs, link.timestampNs() - startNs);
        long deadlineNs;
        while ((deadlineNs = stack.nextDeadlineNs(nowNs)) <= untilNs) {
            nowNs = Math.max(nowNs, deadlineNs);
            stack.onTimers(nowNs);
        }
        nowNs = untilNs;
    }

    private boolean isToServer(byte[] buffer, int offset, int length) {
        return ethernet.wrap(buffer, offset, length) == WireFault.NONE && ethernet.source() != recording.serverMac();
    }

    private void accept() {
        for (TcpListener each : listeners) {
            while (each.acceptQueue().take() != AcceptQueue.EMPTY) {
                stack.accepted(each.id(), nowNs);
            }
        }
    }

    /** The frame that came, then what it made the stack send; or what a timer made it send. */
    private void traced(TracedFrame traced) {
        if (traced.inbound()) {
            reason = traced.reason();
            text = reason.describe(traced.a(), traced.b());
        } else {
            answers.add(traced.reason().describe(traced.a(), traced.b()));
            if (answer.wrap(traced.bytes(), 0, traced.length())) {
                translation.sent(answer);
            }
        }
    }
}
