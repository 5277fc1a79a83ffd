package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.scenario.Launched;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the launcher takes from the environment. */
final class LauncherIT {
    @TempDir
    Path folder;

    private Launched caravan;

    @BeforeEach
    void prepare() {
        caravan = new Launched(folder);
    }

    @Test
    void shouldKeepTemporaryFilesWhereTheyAreWanted() throws IOException, InterruptedException {
        Path wanted = Files.createDirectory(folder.resolve("with a space"));

        int status = caravan.with("TMPDIR", wanted.toString())
                .with("CARAVAN_OPTS", "-XshowSettings:properties")
                .run(List.of("--version"));

        assertThat(status).isZero();
        assertThat(caravan.said()).contains("java.io.tmpdir = " + wanted + "\n");
    }

    @Test
    void shouldRefuseAMissingFolderForTemporaryFiles() throws IOException, InterruptedException {
        int status = caravan.with("TMPDIR", folder.resolve("gone").toString()).run(List.of("--version"));

        assertThat(status).isEqualTo(1);
        assertThat(caravan.said()).startsWith("tmp_missing TMPDIR: '" + folder.resolve("gone") + "' is no folder");
    }

    @Test
    void shouldNotUnpackSqliteAtEveryStart() throws IOException, InterruptedException {
        Path nowhere = folder.resolve("gone");

        int status =
                caravan.with("CARAVAN_OPTS", "-Dorg.sqlite.tmpdir=" + nowhere).run(List.of("rehearse-start"));

        assertThat(status).as(caravan.said()).isZero();
    }

    @Test
    void shouldKeepFromProgramsWhatItSetsForItself() throws IOException, InterruptedException {
        Path seen = folder.resolve("seen.txt");
        Path file = Files.writeString(
                folder.resolve("move.yaml"),
                """
                migration: move
                namespace: test
                plan:
                  - phase: look
                    steps:
                      - exec: { name: look, run: [ sh, -c, "env > %s" ], leaves: a file }
                """
                        .formatted(seen));

        int status = caravan.with("MALLOC_ARENA_MAX", "3")
                .run(List.of(
                        "run",
                        file.toString(),
                        "--state",
                        folder.resolve("state").toString()));

        assertThat(status).as(caravan.said()).isZero();
        assertThat(seen)
                .content()
                .contains("MALLOC_ARENA_MAX=3\n")
                .doesNotContain("MALLOC_TRIM_THRESHOLD_", "MALLOC_MMAP_THRESHOLD_");
    }

    @Test
    void shouldNameAWrongJavaHome() throws IOException, InterruptedException {
        int status = caravan.with("JAVA_HOME", folder.toString()).run(List.of("--version"));

        assertThat(status).isEqualTo(1);
        assertThat(caravan.said()).startsWith("java_missing JAVA_HOME: no java in '" + folder + "'");
    }
}
