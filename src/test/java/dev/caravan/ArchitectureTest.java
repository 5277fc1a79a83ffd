package dev.caravan;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Keeps the walls between the rooms where the plan of the house has them; each message says the way out. */
class ArchitectureTest {

    private static final String HOUSE = "dev.caravan";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(HOUSE);
    private static final Map<String, List<String>> ROOMS = rooms();

    /** Each room with the rooms it may use, lowest first; a room may always use itself. */
    private static Map<String, List<String>> rooms() {
        Map<String, List<String>> rooms = new LinkedHashMap<>();
        rooms.put("model", List.of());
        rooms.put("spi", List.of("model"));
        rooms.put("settings", List.of("model"));
        rooms.put("repository", List.of("model"));
        for (String room : List.of("exporter", "transformer", "validator", "importer", "verifier")) {
            rooms.put(room, List.of("model", "spi"));
        }
        rooms.put("relational", List.of("model", "spi"));
        rooms.put("system", List.of("model", "spi", "relational"));
        rooms.put("snapshot", List.of("model", "spi"));
        rooms.put("scaffold", List.of("model", "spi", "relational"));
        rooms.put("embedding", List.of("model", "spi"));
        rooms.put("phrase", List.of("model", "spi"));
        rooms.put("bench", List.of("model", "spi", "repository", "embedding"));
        rooms.put(
                "run",
                List.of(
                        "model",
                        "spi",
                        "repository",
                        "exporter",
                        "transformer",
                        "validator",
                        "importer",
                        "verifier",
                        "embedding",
                        "phrase",
                        "plan",
                        "step",
                        "snapshot"));
        for (String room : List.of("gate", "traffic", "fleet")) {
            rooms.put(room, List.of("model", "spi", "repository"));
        }
        rooms.put("plan", List.of("model", "spi", "repository", "step"));
        rooms.put("step", List.of("model", "spi", "repository", "snapshot", "fleet"));
        rooms.put("report", List.of("model", "spi", "repository", "verifier", "run"));
        rooms.put("serve", List.of("model", "spi", "settings", "repository", "run"));
        for (String room : List.of("console", "camel", "cli")) {
            rooms.put(room, List.copyOf(rooms.keySet()));
        }
        return rooms;
    }

    @Test
    void shouldKnowEveryRoom() {
        classes()
                .should()
                .resideInAnyPackage(packages(ROOMS.keySet()))
                .because("every class lives in a room; "
                        + "a new room needs a line in ArchitectureTest, in the README's table and a package-info.java")
                .check(CLASSES);
    }

    @TestFactory
    Stream<DynamicTest> shouldUseOnlyTheRoomsBelow() {
        return ROOMS.entrySet().stream()
                .map(room -> dynamicTest(room.getKey(), () -> checkRoom(room.getKey(), room.getValue())));
    }

    private static void checkRoom(String room, List<String> usable) {
        List<String> allowed = new ArrayList<>(usable);
        allowed.add(room);
        noClasses()
                .that()
                .resideInAPackage(inside(room))
                .should()
                .dependOnClassesThat(resideInAPackage(HOUSE + "..").and(not(resideInAnyPackage(packages(allowed)))))
                .because("'%s' may use %s and nothing else of the house; ".formatted(room, usable)
                        + "hand the value in from 'camel' or 'cli', or put the shared type into 'model' or 'spi'")
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void shouldKeepModelFreeOfLibraries() {
        classes()
                .that()
                .resideInAPackage(inside("model"))
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        inside("model"), "java..", "com.fasterxml.jackson.core..", "com.fasterxml.jackson.databind..")
                .because("'model' is what all rooms share: the JDK and Jackson's tree; "
                        + "what needs a library belongs into the room that works with it")
                .check(CLASSES);
    }

    @Test
    void shouldKeepSystemsApart() {
        slices().matching(HOUSE + ".system.(*)..")
                .should()
                .notDependOnEachOther()
                .because("a kind of system can be added and removed alone; what two of them share goes into 'spi', or"
                        + " into 'relational' where it is about tables")
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void shouldKeepSystemsFromTheirRegister() {
        noClasses()
                .that()
                .resideInAPackage(HOUSE + ".system.*..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage(HOUSE + ".system")
                .because("the register knows the systems, not they the register; what they share goes into 'spi'")
                .allowEmptyShould(true)
                .check(CLASSES);
    }

    @Test
    void shouldKnowCamelInOneRoom() {
        noClasses()
                .that()
                .resideOutsideOfPackage(inside("camel"))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.apache.camel..")
                .because("what computes has never heard of Camel; let a bean in 'camel' call the plain class")
                .check(CLASSES);
    }

    @Test
    void shouldNotLosePrintErrors() {
        noClasses()
                .that()
                .resideOutsideOfPackage(inside("cli"))
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.io.PrintWriter")
                .because("a PrintWriter swallows a full disk; write through a FileChannel and force it")
                .check(CLASSES);
    }

    @Test
    void shouldExitInOnePlace() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName(HOUSE + ".cli.Caravan")
                .should()
                .accessTargetWhere(target("exit", System.class, Runtime.class))
                .because("an exit inside a route hangs the shutdown; return the exit code or throw up to 'cli'")
                .check(CLASSES);
    }

    @Test
    void shouldSleepInOnePlace() {
        noClasses()
                .that(not(describe("a Sleeper", ArchitectureTest::isSleeper)))
                .should()
                .accessTargetWhere(target("sleep", Thread.class, java.util.concurrent.TimeUnit.class))
                .because("tests wait for nothing; take a Sleeper in the constructor")
                .check(CLASSES);
    }

    @Test
    void shouldStartProgramsOfOthersInOnePlace() {
        noClasses()
                .that()
                .doNotHaveFullyQualifiedName(HOUSE + ".model.Programs")
                .and()
                .doNotHaveFullyQualifiedName(HOUSE + ".cli.KilledRun")
                .and()
                .doNotHaveFullyQualifiedName(HOUSE + ".traffic.router.RouterChild")
                .should()
                .callConstructor(ProcessBuilder.class, List.class)
                .orShould()
                .callConstructor(ProcessBuilder.class, String[].class)
                .because("a program must not see what the launcher sets for the JVM alone; take Programs.builder")
                .check(CLASSES);
    }

    @Test
    void shouldLogThroughOneDoor() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.util.logging..")
                .because("there is one log and it is set up once; use org.slf4j.Logger")
                .check(CLASSES);
    }

    private static boolean isSleeper(JavaClass type) {
        return type.getName().matches(".*[.$]\\w*Sleeper(\\$.*)?");
    }

    /** Calls and method references alike. */
    private static DescribedPredicate<JavaAccess<?>> target(String method, Class<?>... owners) {
        return describe(
                "the target is " + method + " of " + List.of(owners),
                access -> access.getTarget().getName().equals(method)
                        && Stream.of(owners)
                                .anyMatch(owner -> access.getTargetOwner().isEquivalentTo(owner)));
    }

    private static String[] packages(Iterable<String> rooms) {
        List<String> packages = new ArrayList<>();
        rooms.forEach(room -> packages.add(inside(room)));
        return packages.toArray(String[]::new);
    }

    private static String inside(String room) {
        return HOUSE + "." + room + "..";
    }
}
