package io.netstack.tools;

import io.netstack.tools.script.PacketScript;
import io.netstack.tools.script.ScriptMismatch;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code netstack script}: packet scripts in virtual time. */
@Command(name = "script", sortOptions = false,
    description = {"Run scripts in packetdrill's notation against our stack, in virtual time: what is done to it, what it must",
        "do, and when. A script that fails prints what was expected and what happened; then the exit code is 1."},
    footer = {"", "Example:", "  tools/netstack script --verbose handshake.pkt"})
final class ScriptCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;
    @Mixin
    private Help help;
    @Parameters(paramLabel = "FILE", arity = "1..*", description = "The scripts.")
    private List<Path> files;
    @Option(names = "--seed", paramLabel = "N", defaultValue = "1", description = "Of the stack's secrets (default: ${DEFAULT-VALUE}).")
    private long seed;
    @Option(names = "--verbose", description = "Print every packet and call.")
    private boolean verbose;
    @Option(names = "--json", description = "A JSON object per script: script, ok, log, and of a failure where, line, expected, actual and differs.")
    private boolean json;

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        int failed = 0;
        for (Path file : files) {
            failed += run(file, out) ? 0 : 1;
        }
        if (!json && files.size() > 1) {
            out.println((files.size() - failed) + " of " + files.size() + " scripts hold");
        }
        out.flush();
        return failed == 0 ? 0 : 1;
    }

    private boolean run(Path file, PrintWriter out) {
        List<String> log = List.of();
        ScriptMismatch failure = null;
        try {
            log = new PacketScript(file.toString(), Files.readString(file)).run(seed);
        } catch (ScriptMismatch e) {
            failure = e;
            log = e.log();
        } catch (IllegalArgumentException e) {
            throw new UsageError(e.getMessage());
        } catch (IOException e) {
            throw new UsageError("cannot read " + file + ": " + e.getMessage());
        }
        if (json) {
            out.println(Json.line(object(file, log, failure)));
        } else {
            if (verbose && failure == null) {
                log.forEach(out::println);
            }
            out.println(failure == null ? "ok     " + file : "FAILED " + failure.getMessage());
        }
        return failure == null;
    }

    private static Map<String, Object> object(Path file, List<String> log, ScriptMismatch failure) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("script", file.toString());
        object.put("ok", failure == null);
        object.put("log", log);
        if (failure != null) {
            object.put("failure", failure.parts());
        }
        return object;
    }
}
