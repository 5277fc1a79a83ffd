package dev.caravan.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.model.ErrorCode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starts by schedule, and what becomes of those that could not be. */
class TimetableTest {
    private static final String NIGHTLY = "schedule: { cron: \"0 2 * * *\" }";

    @TempDir
    private Path folder;

    private ServeScene scene;

    @BeforeEach
    void open() {
        scene = new ServeScene(folder.toAbsolutePath(), 2);
    }

    @AfterEach
    void close() {
        scene.close();
    }

    @Test
    void shouldStartARunAtItsTime() {
        scene.configured("m", "schedule: { every: 1h }");

        timetable().tick("m");

        assertThat(scene.starts("m")).containsExactly("schedule every 1h");
        assertThat(timetable().next(known().migration())).isEqualTo(Instant.parse("2026-03-01T11:00:00Z"));
    }

    @Test
    void shouldSkipATimeThatComesWhileTheMigrationRuns() {
        scene.configured("m", "schedule: { every: 1h }");
        timetable().tick("m");

        scene.time.pass(Duration.ofHours(1));
        timetable().tick("m");
        assertThat(scene.starts("m")).hasSize(1);
        assertThat(scene.events).contains("m: schedule skipped: run 1 is under way");

        scene.end("m", ErrorCode.ABORTED);
        scene.time.pass(Duration.ofHours(1));
        timetable().tick("m");
        assertThat(scene.starts("m")).hasSize(2);
    }

    @Test
    void shouldOnlyBeginAScheduleThatItSeesForTheFirstTime() {
        scene.configured("m", NIGHTLY.replace(" }", ", missed: run }"));

        timetable().catchUp(known());

        assertThat(scene.starts("m")).isEmpty();
        assertThat(timetable().next(known().migration())).isEqualTo(Instant.parse("2026-03-02T02:00:00Z"));
    }

    @Test
    void shouldTellOfTimesThatItMissedAndSkipThem() {
        scene.configured("m", NIGHTLY);
        timetable().catchUp(known());

        scene.time.pass(Duration.ofDays(3));
        timetable().catchUp(known());
        timetable().catchUp(known());

        assertThat(scene.starts("m")).isEmpty();
        assertThat(scene.events)
                .containsExactly(
                        "m: schedule missed: 3 starts by cron '0 2 * * *' UTC came while serve was down, the last at"
                                + " 2026-03-04T02:00:00Z; skipped");
    }

    @Test
    void shouldMakeUpForMissedTimesByOneRunWhereTheFileSaysSo() {
        scene.configured("m", NIGHTLY.replace(" }", ", missed: run }"));
        timetable().catchUp(known());

        scene.time.pass(Duration.ofDays(3));
        timetable().catchUp(known());
        scene.end("m", ErrorCode.ABORTED);
        timetable().catchUp(known());

        assertThat(scene.starts("m")).hasSize(1);
        assertThat(scene.events.get(0)).endsWith("; made up for by one now");
    }

    @Test
    void shouldNotTickWhatHasNoScheduleAnyMore() {
        scene.configured("m", "schedule: { every: 1h }");
        scene.configured("m", "");

        timetable().tick("m");
        timetable().tick("nobody");

        assertThat(scene.starts("m")).isEmpty();
    }

    @Test
    void shouldStartNothingByAFileThatHasMistakesNow() {
        scene.configured("m", "schedule: { every: 1h }");
        ServeScene.write(
                folder.resolve("config/migrations/m.yaml"),
                scene.migration("m", "schedule: { every: 1h }").replace("import:", "imprt:"));
        scene.known.look();

        timetable().tick("m");

        assertThat(scene.starts("m")).isEmpty();
    }

    private Known known() {
        return scene.known.find("m").orElseThrow();
    }

    private Timetable timetable() {
        return new Timetable(scene.state, scene.hosting, scene.known, scene.events::add);
    }
}
