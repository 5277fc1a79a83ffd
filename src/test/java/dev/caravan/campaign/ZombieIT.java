package dev.caravan.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.bench.BarnabeeData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run that was overtaken while it slept cannot write any more when it wakes. */
class ZombieIT {
    private static final String SLOW = "  memories:\n    throttle: 150\n";

    @TempDir
    private Path folder;

    private Journey journey;
    private Running zombie;

    @BeforeEach
    void startOne() throws IOException {
        Path v1 = folder.resolve("v1");
        BarnabeeData.write(v1, 2_000, 400, 8);
        journey = new Journey(folder.resolve("journey"), v1).with("  memories:\n", SLOW);
        zombie = Running.start(journey.caravan("zombie"), journey.verb("run", "--batch-size", "2"));
        assertThat(zombie.until(journey::copies)).as(zombie.said()).isTrue();
    }

    @AfterEach
    void endIt() {
        zombie.close();
    }

    @Test
    void shouldBeRefusedWhenItWakesWhileAnotherRuns() throws IOException {
        stopBetweenTransactions();
        Files.delete(journey.state().resolve("run.lock"));
        try (Running second = journey.start()) {
            long behind = journey.written();
            assertThat(second.until(() -> journey.written() > behind + 100_000))
                    .as(second.said())
                    .isTrue();

            zombie.signal("CONT");

            assertThat(zombie.end()).as(zombie.said()).isEqualTo(7);
            assertThat(zombie.errors()).startsWith("STALE_RUN ").hasLineCount(1);
            assertThat(second.isAlive()).as(second.said()).isTrue();
            second.kill();
        }
        assertFinished();
    }

    @Test
    void shouldBeRefusedWhenItWakesAfterAnotherHasFinished() throws IOException {
        stopBetweenTransactions();
        Files.delete(journey.state().resolve("run.lock"));
        assertFinished();

        zombie.signal("CONT");

        assertThat(zombie.end()).as(zombie.said()).isEqualTo(7);
        assertThat(zombie.errors()).startsWith("STALE_RUN ").hasLineCount(1);
        assertThat(journey.problems()).isEmpty();
        assertThat(journey.books("SELECT outcome FROM runs ORDER BY id"))
                .extracting(row -> row.get("outcome"))
                .containsExactly("INTERRUPTED", "DONE");
    }

    /** The lock of the state cannot help here: the epoch in the target does. */
    @Test
    void shouldBeRefusedByTheTargetWhenAnotherStateHasTakenOver() throws IOException, SQLException {
        Running second = journey.asShipped().stateIn(folder.resolve("another")).finish();

        assertThat(second.end()).as(second.said()).isZero();
        assertThat(zombie.end()).as(zombie.said()).isEqualTo(7);
        assertThat(zombie.errors())
                .startsWith("STALE_RUN " + journey.v2())
                .contains("run 2 of 'pid " + second.pid() + " on ", "has taken over from run 1")
                .hasLineCount(1);
        assertThat(journey.problems()).isEmpty();
    }

    private void assertFinished() {
        Running second = journey.asShipped().finish();
        assertThat(second.end()).as(second.said()).isZero();
        assertThat(journey.problems()).isEmpty();
    }

    /** One that sleeps inside a transaction keeps SQLite's lock, and nobody can overtake it. */
    private void stopBetweenTransactions() {
        zombie.signal("STOP");
        while (!List.of(journey.v2(), journey.state().resolve("caravan.db")).stream()
                .allMatch(ZombieIT::isFree)) {
            zombie.signal("CONT");
            assertThat(zombie.endsWithin(20)).as(zombie.said()).isFalse();
            zombie.signal("STOP");
        }
    }

    private static boolean isFree(Path database) {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database + "?busy_timeout=0");
                Statement statement = connection.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            statement.execute("ROLLBACK");
            return true;
        } catch (SQLException busy) {
            return false;
        }
    }
}
