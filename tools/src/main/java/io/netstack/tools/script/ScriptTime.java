package io.netstack.tools.script;

/**
 * When an event is due.
 *
 * @param kind how the numbers are meant
 * @param fromNs the moment, or the begin of the range
 * @param toNs   the end of a range, or of a call that blocks; else the same
 */
record ScriptTime(Kind kind, long fromNs, long toNs) {
    enum Kind {
        /** Since the begin of the script. */
        ABSOLUTE,
        /** Since the event before. */
        RELATIVE,
        /** Whenever it comes. */
        ANY
    }

    static final ScriptTime ANY = new ScriptTime(Kind.ANY, 0, 0);

    boolean isRange() {
        return toNs != fromNs;
    }

    /** @param text {@code 0.1}, {@code +.1}, {@code *}, {@code +0.1~+0.2}, {@code 0.1...0.5} */
    static ScriptTime parse(String text) {
        if (text.equals("*")) {
            return ANY;
        }
        String[] ends = text.split("~|\\.\\.\\.");
        long from = ns(ends[0]);
        return new ScriptTime(text.startsWith("+") ? Kind.RELATIVE : Kind.ABSOLUTE, from, ends.length == 1 ? from : ns(ends[1]));
    }

    private static long ns(String text) {
        return Math.round(Double.parseDouble(text.startsWith("+") ? text.substring(1) : text) * 1e9);
    }
}
