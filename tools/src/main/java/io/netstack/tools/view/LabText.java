package io.netstack.tools.view;

import io.netstack.tools.impair.BadNetwork;
import java.util.ArrayList;
import java.util.List;

/** A lab run in lines for people: a heading, events as they come, and the report. */
public final class LabText {
    private static final int PARAGRAPH_WIDTH = 110;

    private final Glyphs glyphs;
    private final int limit;

    /** @param limit of the listener's queues, which sets how long the bars are */
    public LabText(Glyphs glyphs, int limit) {
        this.glyphs = glyphs;
        this.limit = limit;
    }

    /** The line above the events. */
    public String eventHeader() {
        return EventLine.header(limit);
    }

    /** One event. */
    public String event(EventLine event) {
        return event.text(glyphs, limit);
    }

    /** What a run came to. */
    public List<String> report(LabReport report) {
        List<String> lines = new ArrayList<>();
        Table clients = new Table(" client", "outcome", " SYN sent again", "the server's last word");
        report.clients().forEach(c -> clients.row(c.id(), c.outcome(), c.synRetransmits(), c.lastWord()));
        lines.addAll(clients.lines());
        lines.add("");
        Table queues = new Table("queue", " now", " peak", " limit");
        queues.row("SYN", report.synQueue().length(), report.synQueue().peak(), report.synQueue().limit());
        queues.row("accept", report.acceptQueue().length(), report.acceptQueue().peak(), report.acceptQueue().limit());
        lines.addAll(queues.lines());
        lines.add("");
        Table counters = new Table("counter", " moved by");
        report.counters().forEach(counters::row);
        lines.addAll(counters.lines());
        lines.add("");
        if (!report.network().isEmpty()) {
            Table network = new Table("the network", "what went through it");
            report.network().forEach((direction, suffered) -> network.row(direction, BadNetwork.words(suffered)));
            lines.addAll(network.lines());
            lines.add("");
        }
        lines.addAll(wrap(Explanation.of(report), PARAGRAPH_WIDTH));
        lines.add("");
        lines.add("capture with a reason on each packet: " + report.pcapng());
        return lines;
    }

    /** Breaks a text at blanks into lines of at most {@code width} characters; a longer word stays whole. */
    public static List<String> wrap(String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ")) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
