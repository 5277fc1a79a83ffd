package dev.caravan.step.freeze;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.caravan.model.SystemSettings;
import dev.caravan.spi.StepCall;
import dev.caravan.spi.StepResult;
import dev.caravan.step.StepCalls;
import dev.caravan.step.SystemTools;
import dev.caravan.system.Systems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FreezeStepTest {
    private static final String FREEZE = "{\"of\": \"v1\"}";

    @TempDir
    private Path folder;

    private SystemSettings system;
    private FreezeStep step;

    @BeforeEach
    void make() throws SQLException {
        system = StepCalls.system("v1", "sqlite", folder.resolve("v1.db").toString());
        run("CREATE TABLE a (id INTEGER PRIMARY KEY)");
        step = new FreezeStep(new SystemTools(new Systems(Clock.systemUTC())::kind, folder.resolve("state")));
    }

    @Test
    void shouldFreezeWithProofAndThawOnTheWayBack() throws SQLException {
        StepResult.Done done = done(step.advance(call(FREEZE)));

        assertThat(done.facts().path("frozen").asBoolean()).isTrue();
        assertThat(done.facts().path("ours").asBoolean()).isTrue();
        assertThat(writes()).isFalse();
        StepResult.Done back = done(step.undo(call(FREEZE)));
        assertThat(back.evidence().path("thawed").asBoolean()).isTrue();
        assertThat(back.evidence().path("writable").asBoolean()).isTrue();
        assertThat(writes()).isTrue();
    }

    @Test
    void shouldKnowItsOwnFreezeAfterACrash() throws SQLException {
        done(step.advance(call(FREEZE)));

        StepResult.Done again = done(step.advance(call(FREEZE)));

        assertThat(again.facts().path("ours").asBoolean()).isTrue();
        assertThat(step.look(call(FREEZE))).isInstanceOf(StepResult.Again.class);
        done(step.undo(call(FREEZE)));
        assertThat(writes()).isTrue();
    }

    @Test
    void shouldCountAForeignFreezeAndNeverThawIt() throws SQLException {
        new Systems(Clock.systemUTC())
                .kind("sqlite")
                .freeze(system, StepCalls.json("{}"))
                .freeze("somebody else");

        StepResult.Done done = done(step.advance(call(FREEZE)));
        StepResult.Done back = done(step.undo(call(FREEZE)));

        assertThat(done.facts().path("frozen").asBoolean()).isTrue();
        assertThat(done.facts().path("ours").asBoolean()).isFalse();
        assertThat(back.evidence().path("thawed").asBoolean()).isFalse();
        assertThat(writes()).isFalse();
    }

    @Test
    void shouldFailAndThawWhenAWriteGoesThrough() throws SQLException {
        run("CREATE VIRTUAL TABLE words USING fts5(t)");

        StepResult result = step.advance(call(FREEZE));

        assertThat(result).isInstanceOfSatisfying(StepResult.Failed.class, failed -> assertThat(failed.reason())
                .contains("takes writes: table 'words' takes rows"));
        assertThat(writes()).isTrue();
    }

    @Test
    void shouldGoOnUnfrozenOnlyWhenAPersonHasSaidSo() throws Exception {
        Path files = Files.createDirectories(folder.resolve("files"));
        Files.writeString(files.resolve("a"), "x");
        system = StepCalls.system("v1", "files", files.toString());
        String options = "{\"of\": \"v1\", \"unfrozen\": \"accepted\"}";

        StepResult nobody = step.advance(call(FREEZE));
        StepResult notYet = step.advance(call(options));
        StepResult.Done signed =
                done(step.advance(call(options, StepCalls.json("{\"accepted\": {\"state\": \"done\"}}"))));
        Files.writeString(files.resolve("a"), "y");
        StepResult.Done later =
                done(step.advance(call(options, StepCalls.json("{\"accepted\": {\"state\": \"done\"}}"))));

        assertThat(nobody).isInstanceOfSatisfying(StepResult.Failed.class, failed -> assertThat(failed.reason())
                .contains("unfrozen:"));
        assertThat(notYet).isInstanceOfSatisfying(StepResult.Failed.class, failed -> assertThat(failed.reason())
                .contains("step 'accepted' has not said"));
        assertThat(signed.facts().path("frozen").asBoolean()).isFalse();
        assertThat(signed.facts().path("records").asLong()).isEqualTo(1);
        assertThat(signed.facts().path("digest").asText()).hasSize(64);
        assertThat(later.facts().path("digest")).isNotEqualTo(signed.facts().path("digest"));
        done(step.undo(call(options)));
    }

    private StepCall call(String options) {
        return call(options, JsonNodeFactory.instance.objectNode());
    }

    private StepCall call(String options, JsonNode facts) {
        StepCall call = StepCalls.call("freeze", options, system);
        return new StepCall(
                call.migration(),
                call.step(),
                call.purpose(),
                1,
                1,
                call.memo(),
                facts,
                call.begun(),
                call.now(),
                call.deadline(),
                call.stopped());
    }

    private boolean writes() throws SQLException {
        try {
            run("INSERT INTO a DEFAULT VALUES");
            return true;
        } catch (SQLException refused) {
            assertThat(refused.getMessage()).contains("frozen by Caravan");
            return false;
        }
    }

    private void run(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("v1.db"));
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static StepResult.Done done(StepResult result) {
        assertThat(result).isInstanceOf(StepResult.Done.class);
        return (StepResult.Done) result;
    }
}
