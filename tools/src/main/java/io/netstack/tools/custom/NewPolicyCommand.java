package io.netstack.tools.custom;

import com.fasterxml.jackson.jr.ob.JSON;
import io.netstack.tools.Help;
import io.netstack.tools.UsageError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code netstack new-policy}: a file to begin with. */
@Command(name = "new-policy", description = "Write a policy to begin with: one Java file, commented, that works as it is.",
    footer = {"", "Example:", "  tools/netstack new-policy MyPolicy && tools/netstack check-policy MyPolicy.java"})
public final class NewPolicyCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;
    @Mixin
    private Help help;
    @Parameters(paramLabel = "NAME", description = "The class; the file is NAME.java in this directory.")
    private String name;

    @Option(names = "--json", description = "One JSON object: file.")
    private boolean json;

    @Override
    public Integer call() throws IOException {
        if (!name.matches("[A-Z][A-Za-z0-9]*")) {
            throw new UsageError("'" + name + "' is no name for a class; one such as MyPolicy");
        }
        Path file = Path.of(name + ".java");
        String policyName = name.replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
        try (InputStream template = NewPolicyCommand.class.getResourceAsStream("policy-template.txt")) {
            String text = new String(template.readAllBytes(), StandardCharsets.UTF_8).replace("{{CLASS}}", name).replace("{{NAME}}",
                policyName);
            Files.writeString(file, text, StandardOpenOption.CREATE_NEW);
        } catch (FileAlreadyExistsException e) {
            throw new UsageError(file + " is there already");
        }
        spec.commandLine().getOut().println(json ? JSON.std.asString(Map.of("file",
            file.toString())) : "wrote " + file + "; next: tools/netstack check-policy " + file);
        return 0;
    }
}
