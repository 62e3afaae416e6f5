package io.netstack.tools;

import io.netstack.pcap.LinkException;
import io.netstack.tools.agent.AgentCommand;
import io.netstack.tools.bench.BenchCommand;
import io.netstack.tools.custom.CheckPolicyCommand;
import io.netstack.tools.custom.NewPolicyCommand;
import io.netstack.tools.doctor.DoctorCommand;
import io.netstack.tools.experiment.AdviseCommand;
import io.netstack.tools.experiment.DiffCommand;
import io.netstack.tools.experiment.SimCommand;
import io.netstack.tools.experiment.SweepCommand;
import io.netstack.tools.policies.CookieCommand;
import io.netstack.tools.policies.ExplainCommand;
import io.netstack.tools.policies.TableCommand;
import io.netstack.tools.top.TopCommand;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/**
 * The command line. Exit codes: 0 all went well, 1 something failed on the way, 2 the user asked for what cannot be. A mistake of the
 * user's is one line on standard error, never a stack trace.
 */
@Command(name = "netstack", versionProvider = Version.class, sortOptions = false,
    description = "A TCP listener in user space: see, measure and replace listen queues.",
    subcommands = {LabCommand.class, ListenCommand.class, SsCommand.class, NetstatCommand.class, NstatCommand.class, ReplayCommand.class,
        PoliciesCommand.class, DoctorCommand.class, ConnectCommand.class, AgentCommand.class, BenchCommand.class, TableCommand.class, ExplainCommand.class,
        CookieCommand.class,
        SimCommand.class, SweepCommand.class, DiffCommand.class, AdviseCommand.class, NewPolicyCommand.class, CheckPolicyCommand.class,
        TopCommand.class, ScriptCommand.class},
    footer = {"", "Example:", "  tools/netstack lab --backlog 2     six kernel clients against a backlog of 2",
        "  tools/netstack lab --help          what else the lab can do"})
public final class NetstackCommand implements Runnable {
    static final int FAILED = 1;
    static final int MISUSED = 2;
    private static final int STOPPED = 130;
    /** What a shell shows for a program that SIGPIPE ended. */
    private static final int BROKEN_PIPE = 141;
    private static final int TIDY_SECONDS = 5;

    @Spec
    private CommandSpec spec;
    @Mixin
    private Help help;
    @Option(names = {"-V", "--version"}, versionHelp = true, description = "Print the version and end.")
    private boolean version;

    /** Runs a command and ends the process with its exit code. */
    public static void main(String... args) {
        Charset charset = Charset.forName(System.getProperty("stdout.encoding", "UTF-8"), StandardCharsets.UTF_8);
        StandardOutput standard = new StandardOutput();
        PrintWriter out = new PrintWriter(standard, true, charset);
        PrintWriter err = new PrintWriter(new FileOutputStream(FileDescriptor.err), true, charset);
        CountDownLatch done = tidyOnSignal(Thread.currentThread());
        int code = run(out, err, args);
        out.flush();
        if (standard.readerHasGone()) {
            code = BROKEN_PIPE;
        } else if (standard.failure() != null) {
            err.println("netstack: cannot write standard output: " + standard.failure().getMessage());
            code = FAILED;
        }
        err.flush();
        done.countDown();
        System.exit(code);
    }

    /** ^C and kill interrupt the command and give it a moment to put its things away. @return to be counted down when it has ended */
    private static CountDownLatch tidyOnSignal(Thread command) {
        CountDownLatch done = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            command.interrupt();
            try {
                done.await(TIDY_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
        return done;
    }

    /** Runs a command. @return its exit code */
    static int run(PrintWriter out, PrintWriter err, String... args) {
        return commandLine().setOut(out).setErr(err).execute(args);
    }

    static CommandLine commandLine() {
        return new CommandLine(new NetstackCommand())
            .setCaseInsensitiveEnumValuesAllowed(true)
            .setParameterExceptionHandler(NetstackCommand::onParameterException)
            .setExecutionExceptionHandler(NetstackCommand::onExecutionException)
            .setUsageHelpWidth(120)
            .setAbbreviatedOptionsAllowed(false);
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    private static int onParameterException(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        command.getErr().println(command.getCommandSpec().qualifiedName() + ": " + describe(e)
            + " (see " + command.getCommandSpec().qualifiedName() + " --help)");
        return MISUSED;
    }

    private static String describe(ParameterException e) {
        if (e.getCause() instanceof TypeConversionException cause && e.getArgSpec() != null) {
            String name = e.getArgSpec() instanceof OptionSpec option ? option.longestName() : e.getArgSpec().paramLabel();
            return name + " " + e.getValue() + ": " + cause.getMessage();
        }
        return oneLine(e.getMessage());
    }

    private static int onExecutionException(Exception e, CommandLine command, ParseResult parsed) {
        String name = command.getCommandSpec().qualifiedName();
        if (e instanceof InterruptedException) {
            return STOPPED;
        }
        if (e instanceof UsageError || e instanceof LinkException) {
            command.getErr().println(name + ": " + oneLine(e.getMessage()));
            return MISUSED;
        }
        command.getErr().println(name + ": failed: " + oneLine(e.toString()));
        if (System.getenv("NETSTACK_TRACE") != null) {
            e.printStackTrace(command.getErr());
        }
        return FAILED;
    }

    private static String oneLine(String text) {
        return String.valueOf(text).replaceAll("\\s*\\R\\s*", " ");
    }
}
