package io.netstack.tools;

import picocli.CommandLine.Option;

/** {@code --help}, the same on every command. */
public final class Help {
    @Option(names = {"-h", "--help"}, usageHelp = true, description = "Print this and end.")
    private boolean asked;

    public boolean asked() {
        return asked;
    }
}
