package io.netstack.tools;

import java.io.PrintWriter;
import java.io.StringWriter;

/** The whole command line for tests of other packages. */
public final class NetstackCommandForTest {
    private NetstackCommandForTest() {
    }

    /** What a command wrote, and its exit code. */
    public record Said(int code, String out, String err) {
    }

    /** Runs the words of a line. */
    public static Said run(String line) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = NetstackCommand.run(new PrintWriter(out), new PrintWriter(err), line.split(" "));
        return new Said(code, out.toString(), err.toString());
    }
}
