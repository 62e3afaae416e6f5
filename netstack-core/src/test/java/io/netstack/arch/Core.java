package io.netstack.arch;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** What the rules are held against: the compiled classes of netstack-core, and the sources of every module. */
final class Core {
    /** The classes of the product, without those of tests; read once. */
    static final JavaClasses CLASSES = new ClassFileImporter().withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
        .importPackages("io.netstack");
    static final List<String> MODULES = List.of("netstack-core", "netstack-pcap", "tools", "netstack-bench");

    private Core() {
    }

    /** The folder of the project, found from wherever the tests were started. */
    static Path root() {
        for (Path folder = Path.of("").toAbsolutePath(); folder != null; folder = folder.getParent()) {
            if (Files.isDirectory(folder.resolve("netstack-core")) && Files.isRegularFile(folder.resolve("pom.xml"))) {
                return folder;
            }
        }
        throw new AssertionError("no folder above " + Path.of("").toAbsolutePath() + " holds netstack-core");
    }

    /** The folder of compiled product classes. */
    static Path classFolder() {
        Path folder = root().resolve("netstack-core/target/classes");
        if (!Files.isDirectory(folder)) {
            throw new AssertionError(folder + " does not exist");
        }
        return folder;
    }

    /** Every file under a folder whose name ends so; none when the folder does not exist. */
    static List<Path> files(Path folder, String ending) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> walk = Files.walk(folder)) {
            return walk.filter(file -> file.toString().endsWith(ending)).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every Java source of every module; {@code tree} is {@code main} or {@code test}. */
    static List<Path> sources(String tree) {
        return MODULES.stream().flatMap(module -> files(root().resolve(module + "/src/" + tree + "/java"), ".java").stream()).toList();
    }
}
