package io.netstack.tools.doctor;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one check found.
 *
 * @param check  its short name
 * @param status fine, a fault, or not looked at
 * @param text   what is so, in one line
 * @param fix    what to do about a fault, in one line; empty otherwise
 */
record Finding(String check, Status status, String text, String fix) {

    enum Status {
        OK("ok"), FAULT("FAULT"), NOT_CHECKED("-");

        private final String mark;

        Status(String mark) {
            this.mark = mark;
        }
    }

    static Finding ok(String check, String text) {
        return new Finding(check, Status.OK, text, "");
    }

    static Finding fault(String check, String text, String fix) {
        return new Finding(check, Status.FAULT, text, fix);
    }

    static Finding notChecked(String check, String why) {
        return new Finding(check, Status.NOT_CHECKED, why, "");
    }

    boolean isFault() {
        return status == Status.FAULT;
    }

    /** One line, two for a fault. */
    String asText() {
        return "%-6s %-11s %s".formatted(status.mark, check, text) + (fix.isEmpty() ? "" : System.lineSeparator() + " ".repeat(19) + "fix: " + fix);
    }

    /** For JSON. */
    Map<String, Object> asMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("check", check);
        map.put("status", switch (status) {
            case OK -> "ok";
            case FAULT -> "fault";
            case NOT_CHECKED -> "not checked";
        });
        map.put("text", text);
        if (!fix.isEmpty()) {
            map.put("fix", fix);
        }
        return map;
    }
}
