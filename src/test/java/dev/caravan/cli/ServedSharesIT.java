package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.scenario.Launched;
import dev.caravan.servers.Callers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code serve} after a run has failed with a quarter on v2: it goes on looking, and does what the file says of a bad v2. */
class ServedSharesIT extends RampScene {
    private static final String RAMP =
            """
            ramp: [ 25%, 100% ]
            hold: 500ms
            healthy: { errors: "< 10%" }
            abort: { errors: "> 30%" }
            interval: 200ms
            patience: 20s
            tolerance: none
            """;

    @ParameterizedTest
    @CsvSource({"'', v2 of api went back to v1, V2=on", "', on-failure: rollback', rolled-back, V2=off"})
    void shouldGoOnLookingOnceARunHasFailed(String then, String standing, String flag) throws Exception {
        migration(
                router("embedded"),
                RAMP,
                """
                - edit: { name: flag, file: DIR/app.env, set: { V2: "on" } }
                - ramp: { name: quarter, of: api, to: 25%THEN }
                - check: { name: approved, file: DIR/app.env, contains: yes }
                """
                        .replace("DIR", folder.toString())
                        .replace("THEN", then));
        scene.file("app.env", "V2=off\n");
        Launched caravan = new Launched(folder).with("CARAVAN_OPTS", "-Dcaravan.home=" + home());
        Process serve = caravan.start(List.of("serve", "--state", scene.state().toString()));
        try (Callers callers = new Callers(port)) {
            scene.file("inbox/order.yaml", "run: move\n");
            Awaitility.await().atMost(Duration.ofSeconds(90)).untilAsserted(() -> assertThat(status())
                    .as(caravan.said())
                    .contains("move: failed", "v2 keeps 25% of api, and serve looks at it"));
            long onV2 = callers.count("v2");
            awaitThat(() -> callers.count("v2") > onV2 + 50);

            services.failing(1);
            awaitThat(() -> journal().contains("shifted api to off"));
            awaitThat(() -> status().contains(standing) || caravan.said().contains(standing));
        } finally {
            serve.destroy();
            serve.waitFor();
        }
        allOnV1();
        assertThat(scene.at("app.env")).hasContent(flag + "\n");
        assertThat(Files.readString(folder.resolve("notices.ndjson"))).contains("share of errors");
        assertThat(status()).doesNotContain("v2 keeps");
    }

    private String status() {
        return scene.callNamed("status", "move").out();
    }

    /** Routes as shipped, and the migration among those that are known. */
    private Path home() throws IOException {
        Path home = folder.resolve("home");
        Path config = Files.createDirectories(home.resolve("config/migrations"));
        Files.copy(scene.at("m.yaml"), config.resolve("move.yaml"));
        Files.writeString(
                home.resolve("config/caravan.properties"), "caravan.console.port = 0\ncaravan.serve.settle = 200ms\n");
        Path routes = Program.HOME.resolve("routes");
        try (Stream<Path> all = Files.walk(routes)) {
            all.forEach(one -> copy(one, home.resolve("routes").resolve(routes.relativize(one))));
        }
        return home;
    }

    private static void copy(Path from, Path to) {
        try {
            Files.copy(from, to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
