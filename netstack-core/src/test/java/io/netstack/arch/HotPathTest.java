package io.netstack.arch;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noMethods;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.MonitorInstruction;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/** On the floors where frames are decided, time and chance are arguments and nobody waits for another thread. */
class HotPathTest {
    private static final String[] FLOORS = {"io.netstack.wire..", "io.netstack.flow..", "io.netstack.policy..", "io.netstack.conn..",
        "io.netstack.listen.."};
    private static final JavaClasses CLASSES = Core.CLASSES;

    @Test
    void timeIsAnArgument() {
        TreeSet<String> readers = new TreeSet<>();
        for (JavaClass type : CLASSES.that(resideInAnyPackage(FLOORS))) {
            for (JavaMethodCall call : type.getMethodCallsFromSelf()) {
                String target = call.getTargetOwner().getName() + "." + call.getName();
                if (target.equals("java.lang.System.nanoTime") || target.equals("java.lang.System.currentTimeMillis")) {
                    readers.add(call.getOriginOwner().getSimpleName() + "." + call.getOrigin().getName());
                }
            }
        }
        assertThat(readers).isEmpty();
        noClasses().that().resideInAnyPackage(FLOORS).should().dependOnClassesThat().areAssignableTo(Clock.class)
            .orShould().dependOnClassesThat().areAssignableTo(Instant.class).check(CLASSES);
    }

    @Test
    void chanceIsAnArgument() {
        noClasses().that().resideInAnyPackage(FLOORS).and().doNotHaveFullyQualifiedName("io.netstack.flow.Secrets")
            .should().callMethod(Math.class, "random").orShould().dependOnClassesThat().areAssignableTo(Random.class)
            .orShould().dependOnClassesThat().areAssignableTo(ThreadLocalRandom.class)
            .orShould().callConstructor("java.util.SplittableRandom").check(CLASSES);
    }

    @Test
    void nobodyHoldsALock() {
        noMethods().that().areDeclaredInClassesThat().resideInAnyPackage(FLOORS).should().haveModifier(JavaModifier.SYNCHRONIZED)
            .check(CLASSES);
        noClasses().that().resideInAnyPackage(FLOORS).should().dependOnClassesThat(describe("lock or block",
            type -> type.getPackageName().equals("java.util.concurrent.locks") && !type.getSimpleName().equals("LockSupport")
                || type.getPackageName().equals("java.util.concurrent") && type.getSimpleName()
                .matches(".*BlockingQueue|.*BlockingDeque|CountDownLatch|CyclicBarrier|Semaphore|Exchanger|Phaser|.*Executor.*")))
            .check(CLASSES);
    }

    /** The modifier is only half of it: a block leaves no other trace than its instruction. */
    @Test
    void noBlockIsSynchronized() throws IOException {
        List<String> found = new ArrayList<>();
        List<Path> files = new ArrayList<>();
        for (String floor : FLOORS) {
            files.addAll(Core.files(Core.classFolder().resolve(floor.replace("..", "").replace('.', '/')), ".class"));
        }
        for (Path file : files) {
            ClassModel type = ClassFile.of().parse(file);
            for (MethodModel method : type.methods()) {
                method.code().ifPresent(code -> code.forEach(element -> {
                    if (element instanceof MonitorInstruction monitor && monitor.opcode() == Opcode.MONITORENTER) {
                        found.add(type.thisClass().asInternalName() + "." + method.methodName().stringValue());
                    }
                }));
            }
        }
        assertThat(files).isNotEmpty();
        assertThat(found).isEmpty();
    }

    /** The application's face may tell of a defect where nobody else would; below it, nobody speaks. */
    @Test
    void nobodyPrints() {
        noClasses().that().resideOutsideOfPackage("io.netstack.app..").should().accessField(System.class, "out")
            .orShould().accessField(System.class, "err").orShould().callMethod(Throwable.class, "printStackTrace").check(CLASSES);
    }
}
