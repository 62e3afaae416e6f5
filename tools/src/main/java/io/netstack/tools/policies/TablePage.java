package io.netstack.tools.policies;

import io.netstack.tools.view.Table;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/** The table in four forms: a row per policy, a column per backlog. */
final class TablePage {
    private static final String HEADER = "policy,backlog,completed,embryonic,total,published";
    private static final String COUNTED = "believe they are connected while nobody accepts: completed, or completed + those whose final ACK the "
        + "server ignored.";
    private static final List<String> STYLE = List.of("<style>",
        ":root { color-scheme: light dark; --line: #ddd; --dim: #666; --agrees: #dcf5dc; --differs: #fbd9d9; }",
        "@media (prefers-color-scheme: dark) { :root { --line: #444; --dim: #aaa; --agrees: #1d4a24; --differs: #6b2525; } }",
        "body { font: 14px sans-serif; margin: 2em; background: Canvas; color: CanvasText; }", "div { overflow-x: auto; }",
        "table { border-collapse: collapse; font-variant-numeric: tabular-nums; }",
        "th, td { padding: .2em .6em; text-align: right; white-space: nowrap; border-bottom: 1px solid var(--line); }",
        "th:first-child, td:first-child { text-align: left; position: sticky; left: 0; background: Canvas; }",
        ".agrees { background: var(--agrees); }", ".differs { background: var(--differs); font-weight: bold; }",
        ".inferred, .legend { color: var(--dim); }", "</style>");

    private final List<List<Cell>> rows;

    /** @param rows one list per policy, one cell per backlog */
    TablePage(List<List<Cell>> rows) {
        this.rows = rows;
    }

    private Stream<Cell> cells() {
        return rows.stream().flatMap(List::stream);
    }

    // ---- for programs

    List<String> csv() {
        List<String> lines = new ArrayList<>(List.of(HEADER));
        cells().forEach(cell -> lines.add(cell.policy().name() + "," + cell.backlog() + "," + cell.completed() + "," + cell.embryonic() + ","
            + cell.total() + "," + (cell.published() == null ? "" : cell.published())));
        return lines;
    }

    List<Map<String, Object>> objects() {
        return cells().map(cell -> {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("policy", cell.policy().name());
            object.put("inferred", cell.policy().inferred());
            object.put("backlog", cell.backlog());
            object.put("limit", cell.limit());
            object.put("completed", cell.completed());
            object.put("embryonic", cell.embryonic());
            object.put("total", cell.total());
            object.put("published", cell.published());
            object.put("agrees", cell.agrees());
            object.put("explanation", Boolean.FALSE.equals(cell.agrees()) ? Figure.explanation(cell.policy().name(), cell.backlog()) : null);
            return object;
        }).toList();
    }

    // ---- for people

    List<String> text() {
        List<String> lines = new ArrayList<>();
        lines.add("How many of " + CellRun.CLIENTS + " clients " + COUNTED);
        lines.add("");
        String[] headers = new String[Figure.ROWS + 1];
        headers[0] = "BACKLOG";
        for (int backlog = 0; backlog < Figure.ROWS; backlog++) {
            headers[backlog + 1] = " " + backlog;
        }
        Table table = new Table(headers);
        for (List<Cell> row : rows) {
            table.row(texts(name(row.getFirst()), row, TablePage::queued));
            if (Figure.has(row.getFirst().policy().name())) {
                table.row(texts("  figure 4.10", row, cell -> cell.published() + (cell.agrees() ? " =" : " !")));
            }
        }
        lines.addAll(table.lines());
        lines.add("");
        lines.addAll(legend());
        return lines;
    }

    private static Object[] texts(String first, List<Cell> row, Function<Cell, String> text) {
        Object[] texts = new Object[row.size() + 1];
        texts[0] = first;
        for (int i = 0; i < row.size(); i++) {
            texts[i + 1] = text.apply(row.get(i));
        }
        return texts;
    }

    /** Where those are kept who believe they are connected: an embryonic request whose client was answered counts, one of a cookie has no place. */
    private static String queued(Cell cell) {
        int aside = cell.total() - cell.completed();
        return aside > 0 ? cell.completed() + "+" + aside : String.valueOf(cell.total());
    }

    private static String name(Cell cell) {
        return cell.policy().name() + (cell.policy().inferred() ? " (inferred)" : "");
    }

    private List<String> legend() {
        List<String> lines = new ArrayList<>();
        long compared = cells().filter(cell -> cell.agrees() != null).count();
        if (compared > 0) {
            lines.add(cells().filter(cell -> Boolean.TRUE.equals(cell.agrees())).count() + " of " + compared + " cells agree (=) with "
                + Figure.TITLE
                + ".");
            cells().filter(cell -> Boolean.FALSE.equals(cell.agrees())).forEach(cell -> {
                String why = Figure.explanation(cell.policy().name(), cell.backlog());
                lines.add("! " + cell.policy().name() + " at backlog " + cell.backlog() + ": " + cell.total() + " here, " + cell.published()
                    + " printed; "
                    + (why == null ? "unexplained." : why + "."));
            });
        }
        if (rows.stream().anyMatch(row -> row.getFirst().policy().inferred())) {
            lines.add("(inferred): rests on a published number or on recall, not on source or measurement.");
        }
        return lines;
    }

    List<String> html() {
        List<String> lines = new ArrayList<>(List.of("<!DOCTYPE html>", "<html lang=\"en\">", "<head>", "<meta charset=\"utf-8\">",
            "<title>listen(backlog)</title>"));
        lines.addAll(STYLE);
        lines.addAll(List.of("</head>", "<body>", "<h1>How many connections listen(backlog) queues</h1>",
            "<p>How many of " + CellRun.CLIENTS + " clients, 10 ms apart, " + COUNTED + " Counted in virtual time, 1 s after the last.</p>",
            "<div><table>"));
        StringBuilder header = new StringBuilder("<tr><th>backlog</th>");
        for (int backlog = 0; backlog < Figure.ROWS; backlog++) {
            header.append("<th>").append(backlog).append("</th>");
        }
        lines.add(header.append("</tr>").toString());
        for (List<Cell> row : rows) {
            StringBuilder line = new StringBuilder(row.getFirst().policy().inferred() ? "<tr class=\"inferred\"><td>" : "<tr><td>")
                .append(name(row.getFirst())).append("</td>");
            row.forEach(cell -> line.append(cell.agrees() == null ? "<td>"
                : cell.agrees() ? "<td class=\"agrees\" title=\"" + Figure.TITLE + ": " + cell.published() + "\">"
                : "<td class=\"differs\" title=\"" + Figure.TITLE + ": " + cell.published() + "\">").append(queued(cell)).append("</td>"));
            lines.add(line.append("</tr>").toString());
        }
        lines.add("</table></div>");
        if (cells().anyMatch(cell -> cell.agrees() != null)) {
            lines.add("<p class=\"legend\"><span class=\"agrees\">&nbsp;7&nbsp;</span> as " + Figure.TITLE + ", prints it; "
                + "<span class=\"differs\">&nbsp;7&nbsp;</span> not so. Point at a cell for the printed number.</p>");
        }
        legend().forEach(text -> lines.add("<p class=\"legend\">" + text + "</p>"));
        lines.addAll(List.of("</body>", "</html>"));
        return lines;
    }
}
