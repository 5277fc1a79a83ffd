package dev.caravan.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.bench.BarnabeeData;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that dies at the worst place there is, on each of the ways that write. */
class KillPointIT {
    private static final int HALTED = 137;

    @TempDir
    private Path folder;

    private Journey journey;

    @BeforeEach
    void makeData() throws IOException {
        Path v1 = folder.resolve("v1");
        BarnabeeData.write(v1, 1_200, 600, 3);
        journey = new Journey(folder.resolve("journey"), v1);
    }

    @Test
    void shouldGoOnWhereverACopyDies() {
        for (String place : List.of(
                "file-written:1",
                "before-data:1",
                "before-ledger:20",
                "rejects-kept:1",
                "before-commit:30",
                "after-commit:30",
                "before-render:1",
                "file-renamed:1",
                "rejects-kept:3",
                "verify-step:1",
                "verify-step:3")) {
            dies(place, journey.run());
            assertThat(journey.problemsHalfWay()).as(place).isEmpty();
        }

        Running last = journey.finish();

        assertThat(last.end()).as(last.said()).isZero();
        assertThat(journey.problems()).isEmpty();
        assertThat(journey.books("SELECT outcome FROM runs ORDER BY id"))
                .extracting(row -> row.get("outcome"))
                .startsWith("INTERRUPTED")
                .endsWith("INTERRUPTED", "DONE");
    }

    @Test
    void shouldKeepEveryRejectWhenTheLastIsNotYetInTheFile() {
        dies("before-render:6", journey.run());
        dies("before-render:3", journey.run());

        assertThat(journey.finish().end()).isZero();
        assertThat(journey.problems()).isEmpty();
    }

    @Test
    void shouldMendWhateverARepairLeavesWhenItDies() throws SQLException {
        assertThat(journey.finish().end()).isZero();
        spoil(
                "UPDATE memories SET content = 'x' || content WHERE rowid % 3 = 0",
                "DELETE FROM conversation_turns WHERE rowid % 4 = 0",
                "DELETE FROM memories WHERE rowid % 5 = 0",
                "UPDATE conversations SET summary = 'y' WHERE rowid % 6 = 0");
        assertThat(journey.problems()).isNotEmpty();

        dies("before-repair:1", journey.verb("verify", "--repair"));
        dies("after-repair:1", journey.verb("verify", "--repair"));
        dies("before-repair:1", journey.verb("verify", "--repair"));
        Running last = Running.start(
                journey.caravan(),
                journey.verb("verify", "--repair", "--report", journey.report().toString()));

        assertThat(last.end()).as(last.said()).isZero();
        assertThat(journey.problems()).isEmpty();
    }

    @Test
    void shouldBringEveryRejectInOnceWhereverAReplayDies() {
        journey.with(
                "rules:\n        - { field: created_at",
                "rules:\n        - { field: owner, one-of: [family, ben] }\n        - { field: created_at");
        journey.with(
                "- { in: conversation_turns, any",
                "- { in: conversation_turns, field: role, one-of: [user] }\n        - { in: conversation_turns, any");
        journey.with("accept: 99%", "accept: 1%");
        Running first = journey.finish();
        assertThat(first.end()).as(first.said()).isZero();
        assertThat(journey.books("SELECT count(*) AS n FROM rejects WHERE code = 'not_allowed'"))
                .extracting(row -> (int) row.get("n"))
                .allMatch(n -> n > 500);
        journey.asShipped();
        List<String> replay =
                journey.verb("replay", "--report", journey.report().toString());

        for (String place : List.of("before-commit:1", "rejects-kept:2", "file-renamed:1")) {
            dies(place, replay);
        }
        int commits = 1;
        while (Running.start(journey.dyingAt("after-commit:" + commits), replay).end() == HALTED) {
            commits++;
        }
        Running last = Running.start(journey.caravan(), replay);

        assertThat(last.end()).as(last.said()).isZero();
        assertThat(journey.problems()).isEmpty();
        assertThat(commits).isGreaterThan(5);
    }

    private void dies(String place, List<String> words) {
        Running run = Running.start(journey.dyingAt(place), words);
        assertThat(run.end()).as("at " + place + ": " + run.said()).isEqualTo(HALTED);
    }

    private void spoil(String... statements) throws SQLException {
        try (Connection v2 = DriverManager.getConnection("jdbc:sqlite:" + journey.v2());
                Statement statement = v2.createStatement()) {
            for (String sql : statements) {
                assertThat(statement.executeUpdate(sql)).as(sql).isGreaterThan(10);
            }
        }
    }
}
