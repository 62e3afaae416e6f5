package io.netstack.tools.policies;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import picocli.CommandLine;

/** What a command wrote, and how it ended. */
record Said(int code, List<String> lines) {

    static Said by(Object command, String... args) {
        StringWriter out = new StringWriter();
        CommandLine line = new CommandLine(command).setOut(new PrintWriter(out, true)).setErr(new PrintWriter(out, true));
        line.setExecutionExceptionHandler((e, c, parsed) -> {
            c.getErr().println(e.getMessage());
            return 2;
        });
        int code = line.execute(args);
        return new Said(code, out.toString().lines().toList());
    }

    String text() {
        return String.join("\n", lines);
    }
}
