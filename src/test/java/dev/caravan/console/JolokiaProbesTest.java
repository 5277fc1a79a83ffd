package dev.caravan.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.model.Person;
import dev.caravan.repository.JournalEntry;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.ServiceStatus;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing but the four verbs on routes, and reading; Jolokia answers 200 over HTTP whatever it did, so its own status is read. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JolokiaProbesTest {
    private static final String IMPORT = "demo.things.import";
    private static final String ROUTE = Probes.route(IMPORT);

    private OpenConsole open;
    private Browsing olga;
    private Browsing vera;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        open = new OpenConsole(folder).withPeople().open();
        olga = new Browsing(open.address());
        vera = new Browsing(open.address());
        olga.logIn("olga", OpenConsole.PASSWORD);
        vera.logIn("vera", OpenConsole.PASSWORD);
    }

    @AfterAll
    void stop() {
        open.close();
    }

    @BeforeEach
    void resume() throws Exception {
        open.house.context().getRouteController().startRoute(IMPORT);
        open.house.context().getRouteController().resumeRoute(IMPORT);
    }

    @TestFactory
    Stream<DynamicTest> shouldRefuse() throws IOException {
        List<String> probes = Probes.on(IMPORT);
        assertThat(probes).hasSizeGreaterThan(60);
        return probes.stream()
                .map(probe -> dynamicTest(probe, () -> {
                    String before = everything();

                    JsonNode answer = olga.ask(probe);

                    assertThat(answer.path("status").asInt())
                            .as(answer.toString())
                            .isNotEqualTo(200);
                    assertThat(answer.has("value")).as(answer.toString()).isFalse();
                    assertThat(everything()).isEqualTo(before);
                }));
    }

    @Test
    void shouldRefuseEachInALotAsItDoesAlone() throws Exception {
        String lot = Probes.on(IMPORT).stream()
                .filter(probe -> probe.startsWith("{\"type\":\"exec\",\"mbean\"")
                        && probe.contains("\"operation\":\"")
                        && !probe.contains("target"))
                .collect(Collectors.joining(",", "[", "]"));
        String before = everything();

        JsonNode answers = olga.ask(lot);

        assertThat(answers).hasSizeGreaterThan(40);
        answers.forEach(answer ->
                assertThat(answer.path("status").asInt()).as(answer.toString()).isNotEqualTo(200));
        assertThat(everything()).isEqualTo(before);
    }

    /** Hawtio asks so, and takes any other HTTP status for the end of its session. */
    @Test
    void shouldAnswerWithoutEndingTheSessionWhateverItIsAsked() throws Exception {
        assertThat(olga.post("hawtio/jolokia/", "application/json", "[]").body())
                .isEqualTo("[]");
        for (String question :
                List.of("{\"type\":\"config\"}", "[{\"type\":\"config\"},{\"type\":\"version\"}]", "{")) {
            assertThat(olga.post("hawtio/jolokia/", "application/json", question)
                            .statusCode())
                    .isEqualTo(200);
        }
        assertThat(olga.ask("[{\"type\":\"config\"},{\"type\":\"version\"}]"))
                .hasSize(2)
                .allSatisfy(answer -> assertThat(answer.path("status").asInt()).isEqualTo(403));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hawtio/jolokia/exec/java.lang:type=Memory/gc",
                "hawtio/jolokia/read/java.lang:type=Runtime/SystemProperties",
                "hawtio/jolokia?p=/exec/java.lang:type=Memory/gc",
                "hawtio/jolokia/?p=read/java.lang:type=Runtime",
                "hawtio/jolokia/list",
                "hawtio/jolokia/search/*:*",
                "hawtio/jolokia/write/java.lang:type=Memory/Verbose/true",
                "hawtio/jolokia/notification/register",
                "hawtio/jolokia/?callback=alert"
            })
    void shouldAnswerNoQuestionInAnAddress(String path) throws Exception {
        assertThat(olga.get(path).statusCode()).isEqualTo(404);
        assertThat(olga.post(path, "application/json", "{\"type\":\"version\"}").statusCode())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({
        "suspend(), Suspended",
        "stop(), Stopped",
        "start(), Started",
        "resume(), Started",
    })
    void shouldDoTheFourVerbsForAnOperatorAndWriteThemDown(String operation, ServiceStatus then) throws Exception {
        List<JournalEntry> before = open.state.journal().entries(0, 10_000);

        JsonNode answer = olga.ask(exec(ROUTE, operation));

        assertThat(answer.path("status").asInt()).as(answer.toString()).isEqualTo(200);
        assertThat(open.house.context().getRouteController().getRouteStatus(IMPORT))
                .isEqualTo(then);
        List<JournalEntry> entries = open.state.journal().entries(before.size(), 100);
        assertThat(entries).hasSize(1);
        assertThat(entries.get(0).note().who()).isEqualTo("olga");
        assertThat(entries.get(0).note().migration()).isEqualTo("demo");
        assertThat(entries.get(0).note().what()).isEqualTo(operation.replace("()", "") + " route " + IMPORT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"suspend()", "stop()", "start()", "resume()", "suspend"})
    void shouldDoNothingForAViewer(String operation) throws Exception {
        JsonNode answer = vera.ask(exec(ROUTE, operation));

        assertThat(answer.path("status").asInt()).isEqualTo(403);
        assertThat(open.house.context().getRouteController().getRouteStatus(IMPORT))
                .isEqualTo(ServiceStatus.Started);
    }

    @Test
    void shouldRefuseThePersonWhoWasAnOperatorAMomentAgo() throws Exception {
        Browsing otto = new Browsing(open.address());
        open.people.change(all -> all.put("otto", named("otto", all.get("olga"))));
        otto.logIn("otto", OpenConsole.PASSWORD);
        assertThat(otto.ask(exec(ROUTE, "suspend()")).path("status").asInt()).isEqualTo(200);

        open.people.change(all -> all.put("otto", named("otto", all.get("vera"))));

        assertThat(otto.ask(exec(ROUTE, "resume()")).path("status").asInt()).isEqualTo(403);
        assertThat(open.house.context().getRouteController().getRouteStatus(IMPORT))
                .isEqualTo(ServiceStatus.Suspended);
    }

    @Test
    void shouldListWhatMayBeReadAndNothingElse() throws Exception {
        JsonNode domains = vera.ask("{\"type\":\"list\"}").path("value");
        JsonNode found = vera.ask("{\"type\":\"search\",\"mbean\":\"*:*\"}").path("value");

        assertThat(domains.fieldNames()).toIterable().containsExactlyInAnyOrder("org.apache.camel", "java.lang");
        assertThat(domains.path("org.apache.camel").fieldNames())
                .toIterable()
                .anyMatch(name -> name.contains("type=routes") && name.contains(IMPORT))
                .noneMatch(name -> name.contains("type=tracer"));
        assertThat(found).isNotEmpty().allSatisfy(name -> assertThat(name.asText())
                .matches("(java.lang|org.apache.camel):.*"));
    }

    @Test
    void shouldLeakNothingInAWideRead() throws Exception {
        String wide = vera.ask("{\"type\":\"read\",\"mbean\":\"*:*\",\"config\":{\"ignoreErrors\":true}}")
                .toString();
        String runtime = vera.ask(
                        "{\"type\":\"read\",\"mbean\":\"java.lang:type=Runtime\",\"config\":{\"ignoreErrors\":true}}")
                .toString();

        for (String secret : List.of(System.getProperty("user.home"), System.getProperty("java.class.path"))) {
            assertThat(wide).doesNotContain(secret);
            assertThat(runtime).doesNotContain(secret);
        }
        assertThat(runtime).contains("Uptime");
        assertThat(vera.ask(
                                "{\"type\":\"read\",\"mbean\":\"java.lang:type=Runtime\",\"attribute\":[\"SystemProperties\"]}")
                        .path("value")
                        .toString())
                .contains("forbidden")
                .doesNotContain(System.getProperty("user.home"));
        assertThat(vera.ask("{\"type\":\"list\",\"path\":\"com.sun.management/type=DiagnosticCommand\"}")
                        .path("value"))
                .isEmpty();
    }

    @Test
    void shouldShowHawtioAFolderForEachMigrationAndASentenceForEachStage() throws Exception {
        String xml = vera.ask(exec(Probes.CONTEXT, "dumpRoutesAsXml()"))
                .path("value")
                .asText();

        assertThat(xml).contains("group=\"demo\"").contains("demo.things: writes a chunk and its ledger row");
    }

    private static Person named(String name, Person like) {
        return new Person(name, like.roles(), like.password(), null, null);
    }

    private static String exec(String bean, String operation) {
        return "{\"type\":\"exec\",\"mbean\":\"" + bean + "\",\"operation\":\"" + operation + "\"}";
    }

    /** What a probe may have changed. */
    private String everything() {
        String routes = open.house.context().getRoutes().stream()
                .map(route -> route.getRouteId() + " "
                        + open.house.context().getRouteController().getRouteStatus(route.getRouteId()))
                .sorted()
                .collect(Collectors.joining("\n"));
        return routes
                + open.house.context().getStatus()
                + open.house.context().isTracing()
                + open.house.context().isMessageHistory()
                + open.house.context().getEndpoints().size()
                + ManagementFactory.getMemoryMXBean().isVerbose()
                + ManagementFactory.getThreadMXBean().isThreadCpuTimeEnabled()
                + ManagementFactory.getClassLoadingMXBean().isVerbose()
                + open.state.journal().head().number();
    }
}
