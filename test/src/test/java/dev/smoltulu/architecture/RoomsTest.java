package dev.smoltulu.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.dependOnClassesThat;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The rooms of docs/architecture.md: which floor each is on, and what only one of them may touch. */
class RoomsTest {

    private static final String BASE = "dev.smoltulu";

    /** A room may use the rooms of lower floors, never one of its own floor or above. */
    private static final Map<String, Integer> FLOORS = new TreeMap<>(Map.ofEntries(
            Map.entry("base", 1),
            Map.entry("graphs", 2),
            Map.entry("hub", 2),
            Map.entry("verifiers", 2),
            Map.entry("runtime", 3),
            Map.entry("tokenizer", 3),
            Map.entry("data", 4),
            Map.entry("trainer", 5),
            Map.entry("eval", 5),
            Map.entry("deploy", 5),
            Map.entry("sweep", 6),
            Map.entry("tools", 7)));

    private static JavaClasses program;

    @BeforeAll
    static void readClasses() {
        program = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .withImportOption(location -> !location.contains("dev/smoltulu/support"))
                // A program of Spark's, on no class path of ours; only the profile that builds it puts it beside the
                // tests.
                .withImportOption(location -> !location.contains("dev/smoltulu/spark"))
                .importPackages(BASE);
    }

    @Test
    void everyRoomIsOnAFloor() {
        Set<String> rooms = new TreeSet<>();
        program.forEach(type -> rooms.add(room(type)));
        assertEquals(FLOORS.keySet(), rooms);
    }

    @Test
    void everyArrowGoesDown() {
        classes().should(useLowerFloorsOnly()).check(program);
    }

    @Test
    void packagesFormNoCycle() {
        slices().matching(BASE + ".(**)").should().beFreeOfCycles().check(program);
    }

    @Test
    void onlyRuntimeTouchesOnnxRuntime() {
        noClasses()
                .that()
                .resideOutsideOfPackage(BASE + ".runtime..")
                .should(dependOnClassesThat(resideInAnyPackage("org.bytedeco..", "ai.onnxruntime..", "com.sun.jna..")))
                .check(program);
    }

    @Test
    void onlyToolsKnowsTheCommandLine() {
        noClasses()
                .that()
                .resideOutsideOfPackage(BASE + ".tools..")
                .should(dependOnClassesThat(resideInAnyPackage("org.apache.commons.cli..")))
                .check(program);
    }

    @Test
    void belowToolsNothingPrintsToTheProcessStreams() {
        noClasses()
                .that()
                .resideOutsideOfPackage(BASE + ".tools..")
                .and(areNoProgramsOfTheirOwn())
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .check(program);
    }

    private static ArchCondition<JavaClass> useLowerFloorsOnly() {
        return new ArchCondition<>("use lower floors only") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                    String from = room(type);
                    JavaClass target = dependency.getTargetClass().getBaseComponentType();
                    if (!target.getPackageName().startsWith(BASE + ".")
                            || room(target).equals(from)) {
                        continue;
                    }
                    boolean down = FLOORS.get(room(target)) < FLOORS.get(from);
                    events.add(new SimpleConditionEvent(dependency, down, dependency.getDescription()));
                }
            }
        };
    }

    /** The streams of a child process are how it talks with its parent. */
    private static DescribedPredicate<JavaClass> areNoProgramsOfTheirOwn() {
        return DescribedPredicate.describe(
                "have no main method",
                type -> type.tryGetMethod("main", String[].class).isEmpty());
    }

    private static String room(JavaClass type) {
        return type.getPackageName().substring(BASE.length() + 1).split("\\.", 2)[0];
    }
}
