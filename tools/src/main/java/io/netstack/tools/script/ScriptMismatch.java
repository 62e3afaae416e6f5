package io.netstack.tools.script;

import java.io.Serial;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The stack did not do what a line of the script says; the message is for people and has several lines. */
public final class ScriptMismatch extends RuntimeException {
    private static final int LINES_BEFORE = 20;
    @Serial
    private static final long serialVersionUID = 2;

    private final String where;
    private final String text;
    private final String expected;
    private final String actual;
    private final String differs;
    private final transient List<String> log;

    /** @param differs what is different, in a few words; empty when the two lines say it */
    ScriptMismatch(String expected, String actual, String differs) {
        this("", "", expected, actual, differs, List.of());
    }

    private ScriptMismatch(String where, String text, String expected, String actual, String differs, List<String> log) {
        this.where = where;
        this.text = text;
        this.expected = expected;
        this.actual = actual;
        this.differs = differs;
        this.log = log;
    }

    /** The same with its place. @param text the script's line @param log everything before it */
    ScriptMismatch at(String where, String text, List<String> log) {
        return new ScriptMismatch(where, text, expected, actual, differs, List.copyOf(log));
    }

    /** Every packet and call before, a line each. */
    public List<String> log() {
        return log;
    }

    /** For programs. */
    public Map<String, String> parts() {
        Map<String, String> parts = new LinkedHashMap<>();
        parts.put("where", where);
        parts.put("line", text);
        parts.put("expected", expected);
        parts.put("actual", actual);
        parts.put("differs", differs);
        return parts;
    }

    @Override
    public String getMessage() {
        return where + ": " + text + "\n  expected: " + expected + "\n  actual:   " + actual
            + (differs.isEmpty() ? "" : "\n  differs:  " + differs) + "\n  before:\n    "
            + String.join("\n    ", log.subList(Math.max(0, log.size() - LINES_BEFORE), log.size()));
    }
}
