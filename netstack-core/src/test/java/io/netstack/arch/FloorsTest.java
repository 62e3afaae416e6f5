package io.netstack.arch;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Each package stands on a floor and uses only packages on floors below its own; nothing calls up, nor sideways. */
class FloorsTest {
    private static final Map<String, Integer> FLOORS = Map.of("wire", 1, "observe", 2, "link", 3, "policy", 3, "flow", 4, "conn", 5,
        "listen", 6, "run", 7, "app", 8, "sim", 9);
    private static final String ROOT = "io.netstack.";

    /** The package of the table that a class belongs to: the one behind {@code io.netstack}. */
    private static String packageOf(JavaClass type) {
        String rest = type.getPackageName().substring(ROOT.length());
        return rest.contains(".") ? rest.substring(0, rest.indexOf('.')) : rest;
    }

    @Test
    void everyPackageHasAFloor() {
        Set<String> packages = new TreeSet<>();
        Core.CLASSES.forEach(type -> packages.add(packageOf(type)));
        assertThat(packages).isNotEmpty().isSubsetOf(FLOORS.keySet());
    }

    @Test
    void noClassUsesItsOwnFloorsNeighbourOrAFloorAbove() {
        Set<String> upward = new TreeSet<>();
        int looked = 0;
        for (JavaClass type : Core.CLASSES) {
            String from = packageOf(type);
            for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                JavaClass target = dependency.getTargetClass().getBaseComponentType();
                if (!target.getPackageName().startsWith(ROOT)) {
                    continue;
                }
                looked++;
                String to = packageOf(target);
                if (!from.equals(to) && FLOORS.get(from) <= FLOORS.get(to)) {
                    upward.add(type.getName() + " (" + from + ", floor " + FLOORS.get(from) + ") uses " + target.getName() + " (" + to
                        + ", floor " + FLOORS.get(to) + ")");
                }
            }
        }
        assertThat(looked).as("dependencies looked at").isPositive();
        assertThat(upward).isEmpty();
    }
}
