package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.servers.NamedService;
import dev.caravan.servers.Ports;
import dev.caravan.servers.RouterChild;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Shares of traffic as steps of a plan, on the embedded router: it serves on when the run has ended, and a rollback takes all back. */
class ShiftIT {
    private final NamedService v1 = new NamedService("v1");
    private final NamedService v2 = new NamedService("v2");

    @TempDir
    private Path folder;

    private Scene scene;
    private int port;

    @BeforeEach
    void makeScene() throws IOException {
        port = Ports.free();
        scene = new Scene(folder)
                .migration(
                        """
                        migration: move
                        systems: { app-v1: { http: "%s" }, app-v2: { http: "%s" } }
                        traffic:
                          api:
                            router: { embedded: "127.0.0.1:%d" }
                            v1: app-v1
                            v2: app-v2
                            writes: shared
                            sticky: { header: X-Session }
                            cohorts: { beta: [ alice ] }
                        plan:
                          - phase: switch
                            steps:
                              - shift: { name: testers, of: api, to: cohorts }
                              - exec: { name: look, run: [ test, -e, DIR/good ], leaves: nothing, on-failure: rollback }
                              - shift: { name: all, of: api, to: 100%% }
                        """
                                .formatted(v1.url(), v2.url(), port));
    }

    @AfterEach
    void stop() {
        new RouterChild(folder.resolve("state"), "move", "api").stop();
        v1.close();
        v2.close();
    }

    @Test
    void shouldMoveTrafficByStepsAndLetTheRouterServeOn() throws Exception {
        scene.file("good", "");

        Called run = scene.call("run", "-q");

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(answer("alice")).isEqualTo("v2");
        assertThat(answer("somebody")).isEqualTo("v2");
    }

    @Test
    void shouldTakeTheShareBackWhenAStepFails() throws Exception {
        Called run = scene.call("run", "--format", "json");

        assertThat(run.exit()).as(run.err()).isEqualTo(5);
        assertThat(answer("alice")).isEqualTo("v1");
        assertThat(answer("somebody")).isEqualTo("v1");
        JsonNode returned = run.json().at("/traffic/returned");
        assertThat(returned.at("/trafficMillis/api").isNumber()).as(run.out()).isTrue();
        assertThat(returned.at("/steps/switch~1testers").isNumber()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"damaged", "changed"})
    void shouldSendEverybodyBackInAnEmergencyThoughTheStateIsBroken(String state) throws Exception {
        scene.file("good", "");
        assertThat(scene.call("run", "-q").exit()).isZero();
        assertThat(answer("somebody")).isEqualTo("v2");
        if (state.equals("damaged")) {
            scene.file("state/caravan.db", "no database");
        } else {
            change("UPDATE journal SET entry = '{}' WHERE number = 2");
        }

        Called asked = scene.call("rollback", "--reason", "v2 is bad", "--yes");
        String before = answer("somebody");
        Called back = scene.call("rollback", "--reason", "v2 is bad", "--emergency");

        assertThat(asked.exit()).isEqualTo(1);
        assertThat(before).isEqualTo("v2");
        assertThat(back.exit()).isEqualTo(1);
        assertThat(back.err())
                .startsWith("STATE_UNUSABLE ")
                .contains("without the state, and not in its journal: 'api' was sent back to v1");
        assertThat(answer("somebody")).isEqualTo("v1");
    }

    @Tag("campaign")
    @Test
    void shouldSendEverybodyBackInAnEmergencyThoughTheStateIsBusy() throws Exception {
        scene.file("good", "");
        assertThat(scene.call("run", "-q").exit()).isZero();
        try (Connection other = state();
                Statement holds = other.createStatement()) {
            holds.execute("BEGIN EXCLUSIVE");

            Called back = scene.call("rollback", "--reason", "v2 is bad", "--emergency");

            assertThat(back.err()).startsWith("IO_FAILED ").contains("'api' was sent back to v1");
            assertThat(answer("somebody")).isEqualTo("v1");
        }
    }

    private Connection state() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + scene.at("state/caravan.db"));
    }

    private void change(String sql) throws SQLException {
        try (Connection connection = state();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private String answer(String session) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/"))
                .header("X-Session", session)
                .build();
        return HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
    }
}
