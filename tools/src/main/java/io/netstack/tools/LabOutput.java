package io.netstack.tools;

import io.netstack.observe.FrameSink;
import io.netstack.observe.PcapngWriter;
import io.netstack.tools.view.EventLine;
import io.netstack.tools.view.Glyphs;
import io.netstack.tools.view.LabReport;
import io.netstack.tools.view.LabText;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Where a lab run shows itself: lines as it goes or one JSON object at the end, a capture in a directory, a live one where asked for. */
final class LabOutput implements AutoCloseable {
    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean json;
    private final Path pcapng;
    private final String liveTarget;
    private final List<PcapngWriter> captures = new ArrayList<>();
    private final Glyphs glyphs;
    private LabText text;

    /**
     * Makes the directory.
     *
     * @param liveTarget a second capture, {@code -} for standard output; null for none
     * @throws UsageError when the directory cannot be made
     */
    LabOutput(PrintWriter out, PrintWriter err, boolean json, Path directory, String liveTarget) {
        this.out = out;
        this.err = err;
        this.json = json;
        this.liveTarget = liveTarget;
        this.glyphs = Glyphs.in(Charset.forName(System.getProperty("stdout.encoding", "UTF-8"), StandardCharsets.UTF_8));
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UsageError("--out " + directory + ": " + UsageError.reason(e));
        }
        this.pcapng = directory.resolve("lab.pcapng");
    }

    /** The capture's path. */
    Path pcapng() {
        return pcapng.toAbsolutePath().normalize();
    }

    /** Opens the captures. @param epochOffsetNs from the stack's clock to 1970 */
    FrameSink open(String linkName, long epochOffsetNs) {
        captures.add(Capture.open(pcapng.toString(), linkName, epochOffsetNs));
        if (liveTarget != null) {
            captures.add(Capture.open(liveTarget, linkName, epochOffsetNs));
        }
        return FrameSink.all(captures.toArray(FrameSink[]::new));
    }

    /** The run begins. @param limit of the listener's queues */
    void begin(String heading, int limit) {
        text = new LabText(glyphs, limit);
        if (!json) {
            heading.lines().forEach(out::println);
            out.println();
            out.println(text.eventHeader());
            out.flush();
        }
    }

    /** Something happened; events before {@link #begin} are not told. Any thread. */
    synchronized void event(EventLine event) {
        if (!json && text != null) {
            out.println(text.event(event));
            out.flush();
        }
    }

    /** Something that makes the numbers less than certain. */
    synchronized void warn(String line) {
        err.println("netstack lab: " + line);
        err.flush();
    }

    /** The run is over. */
    synchronized void end(LabReport report) {
        if (json) {
            out.println(Json.line(report.json()));
        } else {
            out.println();
            text.report(report).forEach(out::println);
        }
        out.flush();
    }

    /** Ends the captures. */
    @Override
    public void close() throws IOException {
        for (PcapngWriter capture : captures) {
            capture.close();
        }
    }
}
