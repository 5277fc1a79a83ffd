package dev.caravan.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.caravan.servers.ChromaServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** InfraFabric's whole runbook from its file: a real Chroma, real files, and a docker that writes down what it is told. */
@ExtendWith(ChromaServer.class)
class InfrafabricPlanIT {
    private static final Path HOME =
            Path.of(System.getProperty("caravan.home", "")).toAbsolutePath();
    private static final Map<String, String> PEOPLE =
            Map.of("operations-lead", "olga", "dba", "dan", "security", "sam");
    private static final int ROLLED_BACK = 5;
    private static final String ENV = "# settings\nCHROMADB_URL=http://192.0.2.10:8000  # old\nOTHER=1\n";
    private static final String COMPOSE =
            """
            services:
              openwebui:   # the chat
                image: openwebui
                environment:
                  - CHROMA_SERVER_HOST=192.0.2.10
                  - MODE=prod
            """;

    @TempDir
    private Path folder;

    private Path home;
    private final Map<String, String> settings = new LinkedHashMap<>();
    private HttpServer frontend;
    private Launched caravan;
    private int health = 200;

    @BeforeEach
    void makeWorld(ChromaServer.Running server) throws IOException {
        home = Files.createDirectories(folder.resolve("home"));
        copy(HOME.resolve("routes"), home.resolve("routes"));
        copy(HOME.resolve("config"), home.resolve("config"));
        Path people = Files.writeString(
                home.resolve("config/people.yaml"),
                """
                people:
                  olga: { roles: [operations-lead] }
                  dan: { roles: [dba] }
                  sam: { roles: [security] }
                """);
        Files.setPosixFilePermissions(people, PosixFilePermissions.fromString("rw-------"));
        caravan = new Launched(folder).with("CARAVAN_OPTS", "-Dcaravan.home=" + home);
        String v1 = server.database();
        new Chunks(7, 16, false).fill(server, v1);
        frontend = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        frontend.createContext("/health", exchange -> {
            exchange.sendResponseHeaders(health, -1);
            exchange.close();
        });
        frontend.start();
        for (String name : List.of("a.env", "b.env", "c.env")) {
            Files.writeString(folder.resolve(name), ENV);
        }
        Files.writeString(folder.resolve("compose.yml"), COMPOSE);
        Files.writeString(folder.resolve("front.log"), "old ERROR, long before\n");
        Path docker = Files.writeString(
                folder.resolve("docker"), "#!/bin/sh\necho \"$@\" >> '" + folder.resolve("docker.log") + "'\n");
        assertThat(docker.toFile().setExecutable(true)).isTrue();
        settings.put("source.url", server.url());
        settings.put("source.database", v1);
        settings.put("target.url", server.url());
        settings.put("target.database", server.database());
        settings.put("env.files", folder + "/a.env," + folder + "/b.env," + folder + "/c.env");
        settings.put("compose.file", folder.resolve("compose.yml").toString());
        settings.put("docker", docker.toString());
        settings.put("target.data", folder.toString());
        settings.put("frontend.url", "http://127.0.0.1:" + frontend.getAddress().getPort());
        settings.put("frontend.log", folder.resolve("front.log").toString());
        settings.put("backups", folder.resolve("backups").toString());
        settings.put("notices", folder.resolve("notices.txt").toString());
        settings.put("window.start", "00:00");
        settings.put("window.end", "23:59");
        settings.put("watch.settle", "3s");
        settings.put("watch.hour", "3s");
        settings.put("watch.every", "1s");
    }

    @AfterEach
    void stop() {
        frontend.stop(0);
    }

    @Test
    void shouldStopWhereTheRunbookContradictsItself() throws Exception {
        assertThat(run("run", "--wait", "1s")).isEqualTo(1);
        assertThat(caravan.errors())
                .contains("together they hold 8,832, not 9,832", "its counts add up to 8,832, and its total is 9,832");
        assertThat(run("plan")).isZero();
        assertThat(caravan.said()).contains("its counts add up to 8,832, and its total is 9,832");
    }

    @Test
    void shouldCarryOutTheWholePlanAndTakeItBack() throws Exception {
        settings.put("expected.total", "8832");

        assertThat(signedRun()).as(caravan.said()).isZero();

        for (String name : List.of("a.env", "b.env", "c.env")) {
            assertThat(Files.readString(folder.resolve(name)))
                    .isEqualTo(ENV.replace("http://192.0.2.10:8000", settings.get("target.url")));
        }
        assertThat(Files.readString(folder.resolve("compose.yml")))
                .isEqualTo(COMPOSE.replace("192.0.2.10", "localhost"));
        assertThat(docker()).containsExactly("config -q", "restart openwebui");
        assertThat(Files.readString(folder.resolve("notices.txt"))).contains("begins", "every chunk is proved");

        assertThat(run("rollback", "--reason", "a test", "--yes"))
                .as(caravan.said())
                .isEqualTo(ROLLED_BACK);
        assertBefore();
        assertThat(docker()).as("restarted with the old files").endsWith("restart openwebui");
    }

    @Test
    void shouldGoBackByItselfWhenTheFrontendDoesNotComeUp() throws Exception {
        settings.put("expected.total", "8832");
        health = 500;

        assertThat(signedRun()).as(caravan.said()).isEqualTo(ROLLED_BACK);

        assertBefore();
        assertThat(docker()).endsWith("restart openwebui");
    }

    private void assertBefore() throws IOException {
        for (String name : List.of("a.env", "b.env", "c.env")) {
            assertThat(Files.readString(folder.resolve(name))).isEqualTo(ENV);
        }
        assertThat(Files.readString(folder.resolve("compose.yml"))).isEqualTo(COMPOSE);
    }

    private List<String> docker() throws IOException {
        String head = "compose -f " + settings.get("compose.file") + " ";
        return Files.readAllLines(folder.resolve("docker.log")).stream()
                .map(line -> line.replace(head, ""))
                .toList();
    }

    /** Runs the plan while people sign at both gates; nothing is changed before the second is open. */
    private int signedRun() throws Exception {
        Process run = caravan.start(words("run", "--wait", "2m", "--report", "r.json"));
        try {
            sign(run, "dry-run", List.of("operations-lead", "dba", "security"));
            sign(run, "source is read-only", List.of("dba"));
            sign(run, "go-live", List.of("operations-lead", "dba"));
            assertThat(Files.readString(folder.resolve("a.env"))).isEqualTo(ENV);
            sign(run, "go-live", List.of("security"));
            return run.waitFor();
        } finally {
            run.destroyForcibly().waitFor();
        }
    }

    private void sign(Process run, String gate, List<String> roles) throws Exception {
        Launched person = new Launched(Files.createDirectories(folder.resolve("person")))
                .with("CARAVAN_OPTS", "-Dcaravan.home=" + home);
        String state = folder.resolve("state").toString();
        for (String role : roles) {
            List<String> words = List.of(
                    "approve", "infrafabric-chroma", gate, "--role", role, "--by", PEOPLE.get(role), "--state", state);
            while (person.run(words) != 0) {
                assertThat(run.isAlive()).as(caravan.said() + person.said()).isTrue();
                assertThat(person.errors()).doesNotContain("nobody of the name");
            }
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path one : all.toList()) {
                Files.copy(one, to.resolve(from.relativize(one).toString()));
            }
        }
    }

    private int run(String verb, String... more) throws Exception {
        return caravan.run(words(verb, more));
    }

    private List<String> words(String verb, String... more) {
        List<String> words = new ArrayList<>(List.of(
                verb, home.resolve("config/migrations/infrafabric-chroma.yaml").toString()));
        settings.forEach((name, value) -> words.addAll(List.of("--set", name + "=" + value)));
        words.addAll(List.of(more));
        return words;
    }
}
