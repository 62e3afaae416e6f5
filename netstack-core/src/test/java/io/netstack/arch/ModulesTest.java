package io.netstack.arch;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/** The arrows between modules, and what the core may know of the world: {@code tools → netstack-pcap → netstack-core ← netstack-bench}. */
class ModulesTest {
    /** Who may use whom of us, outside test scope. */
    private static final Map<String, List<String>> ARROWS = Map.of("netstack-core", List.of(), "netstack-pcap", List.of("netstack-core"),
        "tools", List.of("netstack-core", "netstack-pcap"), "netstack-bench", List.of("netstack-core"));

    private record Needed(String group, String artifact, String scope) {
    }

    @Test
    void modulesUseEachOtherOnlyAlongTheArrows() throws Exception {
        for (String module : Core.MODULES) {
            List<String> used = dependencies(module).stream().filter(d -> d.group.equals("io.netstack") && !d.scope.equals("test"))
                .map(Needed::artifact).toList();
            assertThat(ARROWS.get(module)).as(module).containsAll(used);
        }
    }

    @Test
    void theCoreNeedsTheDisruptorAtRunTimeAndNothingElse() throws Exception {
        assertThat(dependencies("netstack-core").stream().filter(d -> !d.scope.equals("test")).map(Needed::artifact))
            .containsExactly("disruptor");
    }

    @Test
    void theCoreNamesNoOtherModuleOfTheJdkThanItsBase() throws IOException {
        try (InputStream in = Files.newInputStream(Core.classFolder().resolve("module-info.class"))) {
            ModuleDescriptor module = ModuleDescriptor.read(in);
            TreeSet<String> needed = new TreeSet<>();
            module.requires().forEach(required -> needed.add(required.name()));
            assertThat(needed).isSubsetOf("java.base", "com.lmax.disruptor", "jdk.jfr").contains("com.lmax.disruptor");
            TreeSet<String> exported = new TreeSet<>();
            module.exports().forEach(export -> exported.add(export.source()));
            assertThat(exported).as("the heart stays inside").isSubsetOf("io.netstack.app", "io.netstack.link", "io.netstack.policy",
                "io.netstack.observe", "io.netstack.sim", "io.netstack.wire");
        }
    }

    @Test
    void theCoreKnowsNoCaptureLibraryNoNativeBridgeAndNoLogging() {
        noClasses().should().dependOnClassesThat().resideInAnyPackage("org.pcap4j..", "com.sun.jna..", "org.slf4j..", "java.util.logging..",
            "java.lang.System$Logger..", "java.sql..", "org.HdrHistogram..", "picocli..", "com.fasterxml..", "javax.tools..",
            "javax.xml..", "javax.management..", "javax.naming..").check(Core.CLASSES);
        noClasses().should().dependOnClassesThat().areAssignableTo(System.Logger.class).check(Core.CLASSES);
    }

    private static List<Needed> dependencies(String module) throws IOException, ParserConfigurationException, SAXException {
        Path pom = Core.root().resolve(module).resolve("pom.xml");
        Element project = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(pom.toFile()).getDocumentElement();
        List<Needed> found = new ArrayList<>();
        for (Element dependencies : children(project, "dependencies")) {
            for (Element dependency : children(dependencies, "dependency")) {
                List<Element> scope = children(dependency, "scope");
                found.add(new Needed(text(dependency, "groupId"), text(dependency, "artifactId"),
                    scope.isEmpty() ? "compile" : scope.getFirst().getTextContent().trim()));
            }
        }
        assertThat(found).as(pom.toString()).isNotEmpty();
        return found;
    }

    private static List<Element> children(Element parent, String name) {
        List<Element> found = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element && element.getTagName().equals(name)) {
                found.add(element);
            }
        }
        return found;
    }

    private static String text(Element parent, String name) {
        return children(parent, name).getFirst().getTextContent().trim();
    }
}
