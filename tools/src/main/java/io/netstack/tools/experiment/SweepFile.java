package io.netstack.tools.experiment;

import io.netstack.tools.UsageError;
import io.netstack.tools.experiment.Scenario.Key;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The results of a sweep as tidy CSV: a line per run, every setting and every measurement in a column of its own. A line is written whole
 * as its run ends, so that whatever stops the sweep, the finished runs are there and need not be run again.
 */
final class SweepFile {
    /** What is measured; also the columns of the file. */
    static final List<String> MEASURES = List.of("started", "connected", "accepted", "atOnce", "success", "refused", "timedOut", "reset",
        "waiting", "synRetransmits", "dataRetransmits", "acceptP50Ns", "acceptP99Ns", "acceptP999Ns", "synQueuePeak", "acceptQueuePeak",
        "connectionsPeak", "memoryPeakBytes", "turnedAway", "amplification", "frames");
    private static final List<String> SETTINGS = Arrays.stream(Key.values()).map(Key::word).toList();
    private static final String HEADER = String.join(",", SETTINGS) + "," + String.join(",", MEASURES);

    private final Path file;
    private final Map<String, String> lines = new LinkedHashMap<>();

    /**
     * Opens or begins a file.
     *
     * @throws UsageError when it is there and is no file of a sweep, or cannot be read or written
     */
    SweepFile(Path file) {
        this.file = file;
        try {
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                throw new UsageError("cannot use " + file + ": it is no file that could be gone on with");
            }
            if (Files.exists(file)) {
                read();
            } else {
                if (file.toAbsolutePath().getParent() != null) {
                    Files.createDirectories(file.toAbsolutePath().getParent());
                }
                Files.writeString(file, HEADER + "\n");
            }
        } catch (IOException e) {
            throw new UsageError("cannot use " + file, e);
        }
    }

    private void read() throws IOException {
        String text = Files.readString(file);
        if ((HEADER + "\n").startsWith(text)) {
            // nothing was finished before the disk was full, or the sweep was stopped
            Files.writeString(file, HEADER + "\n");
            return;
        }
        if (!text.startsWith(HEADER + "\n")) {
            throw new UsageError(file + " is there and holds something else; choose another --out");
        }
        // what was being written when the last sweep was stopped is not whole
        int end = text.lastIndexOf('\n') + 1;
        if (end < text.length()) {
            // cut, not written anew: a full disk must not take what is finished
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(text.substring(0, end).getBytes(StandardCharsets.UTF_8).length);
            }
        }
        for (String line : text.substring(HEADER.length() + 1, end).split("\n")) {
            List<String> cells = cells(line);
            if (cells.size() == SETTINGS.size() + MEASURES.size()) {
                lines.put(key(cells.subList(0, SETTINGS.size())), line);
            }
        }
    }

    /** Is the result of this scenario there? */
    boolean has(Scenario scenario) {
        return lines.containsKey(key(scenario));
    }

    /** Adds a result. */
    void add(Scenario scenario, Map<String, Object> measures) throws IOException {
        List<String> cells = settings(scenario);
        MEASURES.forEach(measure -> cells.add(String.valueOf(measures.get(measure))));
        String line = cells.stream().map(SweepFile::quoted).collect(Collectors.joining(","));
        Files.write(file, (line + "\n").getBytes(StandardCharsets.UTF_8), StandardOpenOption.APPEND);
        lines.put(key(scenario), line);
    }

    /** Puts the lines of these scenarios into their order, so that the file depends on the plan alone; other lines go behind them. */
    void sort(List<Scenario> scenarios) throws IOException {
        Map<String, String> rest = new LinkedHashMap<>(lines);
        StringBuilder text = new StringBuilder(HEADER).append('\n');
        for (Scenario scenario : scenarios) {
            text.append(rest.remove(key(scenario))).append('\n');
        }
        rest.values().stream().sorted().forEach(line -> text.append(line).append('\n'));
        Path sorted = file.resolveSibling(file.getFileName() + ".sorting");
        try {
            Files.writeString(sorted, text);
            Files.move(sorted, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(sorted);
        }
    }

    /** The settings and measurements of a scenario's line, in the order of the columns; numbers as numbers where they are measurements. */
    List<Object> row(Scenario scenario) {
        List<String> cells = cells(lines.get(key(scenario)));
        List<Object> row = new ArrayList<>(cells.subList(0, SETTINGS.size()));
        cells.subList(SETTINGS.size(), cells.size()).forEach(cell -> row.add(Double.valueOf(cell)));
        return row;
    }

    /** The names of the columns of {@link #row}. */
    static List<String> columns() {
        return List.of(HEADER.split(","));
    }

    private static List<String> settings(Scenario scenario) {
        List<String> cells = new ArrayList<>();
        for (Key key : Key.values()) {
            cells.add(scenario.text(key));
        }
        return cells;
    }

    private static String key(Scenario scenario) {
        return key(settings(scenario));
    }

    private static String key(List<String> settings) {
        return String.join("\u0000", settings);
    }

    private static String quoted(String cell) {
        return cell.matches("[^\",\n]*") ? cell : '"' + cell.replace("\"", "\"\"") + '"';
    }

    private static List<String> cells(String line) {
        List<String> cells = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean inside = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"' && inside && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                cell.append('"');
                i++;
            } else if (c == '"') {
                inside = !inside;
            } else if (c == ',' && !inside) {
                cells.add(cell.toString());
                cell.setLength(0);
            } else {
                cell.append(c);
            }
        }
        cells.add(cell.toString());
        return cells;
    }
}
