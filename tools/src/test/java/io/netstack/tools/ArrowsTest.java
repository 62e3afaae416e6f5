package io.netstack.tools;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who may know whom inside the tools. */
class ArrowsTest {
    private static final JavaClasses CLASSES = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
        .importPackages("io.netstack.tools");

    private static void standsAlone(String name, String... others) {
        noClasses().that().resideInAPackage(name).should().dependOnClassesThat(describe("are other packages of this project",
            type -> type.getPackageName().startsWith("io.netstack") && !type.getPackageName().equals(name)
                && !List.of(others).contains(type.getPackageName()))).check(CLASSES);
    }

    @Test
    void valuesKnowNothingOfThisProject() {
        standsAlone("io.netstack.tools.value");
    }

    @Test
    void servicesKnowStreamsAndNoStack() {
        standsAlone("io.netstack.tools.serve");
        standsAlone("io.netstack.tools.serve.http", "io.netstack.tools.serve");
    }

    @Test
    void viewsKnowFramesReasonsAndCountersButNoStackAndNoLink() {
        noClasses().that().resideInAPackage("io.netstack.tools.view..").should().dependOnClassesThat().resideInAnyPackage(
            "io.netstack.app..", "io.netstack.run..", "io.netstack.listen..", "io.netstack.conn..", "io.netstack.link..", "io.netstack.pcap..",
            "io.netstack.sim..", "io.netstack.policy..", "io.netstack.tools", "io.netstack.tools.lab..", "io.netstack.tools.replay..")
            .check(CLASSES);
    }

    @Test
    void networksAreBuiltWithoutKnowingTheStackThatWillUseThem() {
        noClasses().that().resideInAPackage("io.netstack.tools.lab..").should().dependOnClassesThat().resideInAnyPackage(
            "io.netstack.app..", "io.netstack.run..", "io.netstack.listen..", "io.netstack.conn..", "io.netstack.policy..", "io.netstack.tools",
            "io.netstack.tools.view..", "io.netstack.tools.serve..").check(CLASSES);
    }
}
