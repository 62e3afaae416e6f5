package io.netstack.tools;

import io.netstack.pcap.LinkException;
import io.netstack.tools.doctor.DoctorCommand;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** {@code netstack}: the top command. It does nothing itself. */
@Command(name = "netstack", mixinStandardHelpOptions = true, versionProvider = NetstackCommand.Version.class,
        description = "A user-space TCP listener whose queues can be seen, measured and replaced.",
        subcommands = {DoctorCommand.class},
        footer = {"", "Example:", "  tools/netstack doctor"})
public final class NetstackCommand implements Runnable {

    /** What the user asked for cannot be done: bad options, missing privilege, missing interface. */
    public static final int EXIT_CANNOT = 2;

    @Spec
    private CommandSpec spec;

    /** Reads the version that the build put into the jar. */
    static final class Version implements IVersionProvider {

        @Override
        public String[] getVersion() {
            String version = NetstackCommand.class.getPackage().getImplementationVersion();
            return new String[] {"netstack " + (version == null ? "(unpackaged)" : version) + ", Java " + Runtime.version()};
        }
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    /** The whole command line, with errors told in one line. */
    static CommandLine commandLine() {
        return new CommandLine(new NetstackCommand())
                .setParameterExceptionHandler(NetstackCommand::badArguments)
                .setExecutionExceptionHandler(NetstackCommand::failed);
    }

    private static int badArguments(ParameterException e, String[] arguments) {
        CommandLine command = e.getCommandLine();
        String name = command.getCommandSpec().qualifiedName();
        tell(command, name + ": " + e.getMessage().replaceAll("\\s*[\\r\\n]+\\s*", " ") + " (see " + name + " --help)");
        return EXIT_CANNOT;
    }

    private static int failed(Exception e, CommandLine command, ParseResult parsed) throws Exception {
        if (e instanceof LinkException) {
            tell(command, command.getCommandSpec().qualifiedName() + ": " + e.getMessage());
            return EXIT_CANNOT;
        }
        throw e;
    }

    private static void tell(CommandLine command, String line) {
        PrintWriter err = command.getErr();
        err.println(line);
        err.flush();
    }
}
