package io.netstack.arch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What a reader may rely on in every module: a map in each package, names that say something, files that can be read in one go. */
class HouseStyleTest {
    private static final int MAX_LINES = 400;
    private static final Pattern EMPTY_NAME = Pattern.compile(".*(Manager|Util|Utils|Helper|Impl)\\.java");
    /** Assembled, so that this file does not break its own rule. */
    private static final Pattern UNFINISHED = Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b");

    private static List<Path> everySource() {
        List<Path> all = new ArrayList<>(Core.sources("main"));
        all.addAll(Core.sources("test"));
        assertThat(all).hasSizeGreaterThan(50);
        return all;
    }

    private static String shortName(Path file) {
        return Core.root().relativize(file).toString();
    }

    @Test
    void everyPackageHasItsMap() {
        TreeSet<String> without = new TreeSet<>();
        for (Path file : Core.sources("main")) {
            Path folder = file.getParent();
            if (!file.endsWith("module-info.java") && !Files.isRegularFile(folder.resolve("package-info.java"))) {
                without.add(shortName(folder));
            }
        }
        assertThat(without).isEmpty();
    }

    @Test
    void noClassIsNamedAfterNothing() {
        assertThat(everySource().stream().filter(file -> EMPTY_NAME.matcher(file.toString()).matches()).map(HouseStyleTest::shortName))
            .isEmpty();
    }

    @Test
    void noFileIsTooLongToRead() throws IOException {
        List<String> tooLong = new ArrayList<>();
        for (Path file : everySource()) {
            int lines = Files.readAllLines(file).size();
            if (lines > MAX_LINES) {
                tooLong.add(shortName(file) + ": " + lines + " lines");
            }
        }
        assertThat(tooLong).isEmpty();
    }

    @Test
    void nothingIsMarkedUnfinishedAndNothingIsIndentedByTabs() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path file : everySource()) {
            List<String> lines = Files.readAllLines(file);
            for (int i = 0; i < lines.size(); i++) {
                String line = lines.get(i);
                if (line.contains("\t") || UNFINISHED.matcher(line).find()) {
                    found.add(shortName(file) + ":" + (i + 1) + ": " + line.strip());
                }
            }
        }
        assertThat(found).isEmpty();
    }
}
