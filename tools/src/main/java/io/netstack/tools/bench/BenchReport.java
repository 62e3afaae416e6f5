package io.netstack.tools.bench;

import com.fasterxml.jackson.jr.ob.JSON;
import io.netstack.tools.view.Table;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a benchmark beside the kernel found: a row of spreads per contender, and the ratios between rows. */
final class BenchReport {

    /**
     * A column of numbers.
     *
     * @param key      its name in JSON
     * @param header   its name for people
     * @param unit     what people read it in: 1000 for thousands
     * @param decimals that are worth printing
     */
    record Column(String key, String header, double unit, int decimals) {
    }

    private record Row(String name, Map<Column, Spread> cells) {
    }

    private final String name;
    private final String title;
    private final List<Column> columns;
    private final List<Row> rows = new ArrayList<>();
    private final List<Ratio> ratios = new ArrayList<>();
    private final List<String> notes = new ArrayList<>();

    /**
     * An empty report.
     *
     * @param name  of the benchmark
     * @param title what was done, in one line
     */
    BenchReport(String name, String title, List<Column> columns) {
        this.name = name;
        this.title = title;
        this.columns = List.copyOf(columns);
    }

    /** Adds a row; a column that it has nothing for stays empty. */
    void row(String contender, Map<Column, Spread> cells) {
        rows.add(new Row(contender, new LinkedHashMap<>(cells)));
    }

    void ratio(Ratio ratio) {
        ratios.add(ratio);
    }

    /** A line under the numbers. */
    void note(String line) {
        notes.add(line);
    }

    List<Ratio> ratios() {
        return List.copyOf(ratios);
    }

    /** @return true when every promise is kept */
    boolean isKept() {
        return ratios.stream().allMatch(Ratio::isKept);
    }

    void print(PrintWriter out) {
        out.println(title);
        out.println();
        List<String> headers = new ArrayList<>();
        headers.add("");
        columns.forEach(column -> headers.add(" " + column.header()));
        Table table = new Table(headers.toArray(String[]::new));
        for (Row row : rows) {
            List<Object> cells = new ArrayList<>();
            cells.add(row.name());
            for (Column column : columns) {
                Spread spread = row.cells().get(column);
                cells.add(spread == null ? "" : spread.text(column.unit(), column.decimals()));
            }
            table.row(cells.toArray());
        }
        table.lines().forEach(out::println);
        out.println();
        ratios.forEach(ratio -> out.println(ratio.line()));
        notes.forEach(out::println);
        out.println();
        out.flush();
    }

    Map<String, Object> json() {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("benchmark", name);
        object.put("title", title);
        List<Map<String, Object>> lines = new ArrayList<>();
        for (Row row : rows) {
            Map<String, Object> line = new LinkedHashMap<>();
            line.put("name", row.name());
            row.cells().forEach((column, spread) -> line.put(column.key(), spread.json()));
            lines.add(line);
        }
        object.put("rows", lines);
        object.put("ratios", ratios.stream().map(Ratio::json).toList());
        object.put("notes", List.copyOf(notes));
        return object;
    }

    /** One JSON object in one line for several reports. */
    static String json(List<BenchReport> reports) throws IOException {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("machine", Machine.line());
        object.put("reports", reports.stream().map(BenchReport::json).toList());
        return JSON.std.asString(object);
    }
}
