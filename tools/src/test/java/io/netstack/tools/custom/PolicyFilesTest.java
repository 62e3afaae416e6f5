package io.netstack.tools.custom;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netstack.tools.NetstackCommand;
import io.netstack.tools.UsageError;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyFilesTest {
    @TempDir
    private Path directory;

    private String template(String name) throws IOException {
        try (InputStream in = NewPolicyCommand.class.getResourceAsStream("policy-template.txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("{{CLASS}}", name).replace("{{NAME}}", "mine");
        }
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text);
    }

    @Test
    void theTemplateCompilesAndKeepsTheRules() throws IOException {
        PolicyShelf shelf = new PolicyShelf(List.of(file("Mine.java", template("Mine"))));
        assertThat(shelf.named("mine")).isSameAs(shelf.own().getFirst());
        assertThat(new PolicyCheck(shelf.named("mine"), 1).run(200)).isNull();
    }

    @Test
    void aMistakeIsToldInJavacsWordsWithItsLine() throws IOException {
        String text = template("Mine").replace("return SynVerdict.DROP;", "return SynVerdict.DORP;");
        int line = text.substring(0, text.indexOf("DORP")).split("\n").length;
        Path file = file("Mine.java", text);
        assertThatThrownBy(() -> new PolicyShelf(List.of(file))).isInstanceOf(UsageError.class)
            .hasMessageContaining("Mine.java:" + line + ": cannot find symbol").hasMessageContaining("DORP").hasMessageNotContaining("\n");
    }

    @Test
    void aFileWithoutAPolicyIsRefused() throws IOException {
        Path file = file("Empty.java", "class Empty { }");
        assertThatThrownBy(() -> new PolicyShelf(List.of(file))).isInstanceOf(UsageError.class).hasMessageContaining("ListenPolicy");
    }

    @Test
    void aConstructorThatFailsIsNamed() throws IOException {
        Path file = file("Mine.java", template("Mine").replace("public final class Mine implements ListenPolicy {",
            "public final class Mine implements ListenPolicy {\n    public Mine() { throw new IllegalStateException(\"no luck\"); }"));
        assertThatThrownBy(() -> new PolicyShelf(List.of(file))).isInstanceOf(UsageError.class).hasMessageContaining("no luck");
    }

    @Test
    void aMissingFileIsNamed() {
        assertThatThrownBy(() -> new PolicyShelf(List.of(Path.of("nowhere.java")))).isInstanceOf(UsageError.class)
            .hasMessageContaining("nowhere.java");
    }

    @Test
    void aJarWithAServiceFileIsFoundByName() throws Exception {
        Path classes = Files.createDirectories(directory.resolve("classes"));
        Path provider = file("Provider.java", """
            import io.netstack.policy.*;
            public final class Provider implements ListenPolicyProvider {
                @Override
                public java.util.List<ListenPolicy> policies() {
                    return java.util.List.of(new Codel());
                }
            }
            """);
        String path = System.getProperty("java.class.path");
        int compiled = ToolProvider.getSystemJavaCompiler().run(null, null, null, "-cp", path, "-d", classes.toString(),
            provider.toString(),
            Path.of("policies", "Codel.java").toString());
        assertThat(compiled).isZero();
        Path services = Files.createDirectories(classes.resolve("META-INF/services"));
        Files.writeString(services.resolve("io.netstack.policy.ListenPolicyProvider"), "Provider\n");
        Path output = directory.resolve("output");
        Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp",
            path + File.pathSeparator + classes, NetstackCommand.class.getName(), "policies", "codel").redirectErrorStream(true)
            .redirectOutput(output.toFile()).start();
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        assertThat(Files.readString(output)).startsWith("codel: Linux, but connections are reset").contains("codel.target");
    }
}
