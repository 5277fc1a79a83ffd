package dev.caravan.cli;

import static dev.caravan.cli.ReplayIT.counts;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.scenario.Launched;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Source folders as they are found: odd names, links that go round, pipes, half files, files that change. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class FileNamesIT {
    @TempDir
    private Path folder;

    private Scene scene;

    @BeforeEach
    void makeScene() {
        scene = new Scene(folder)
                .file("s.sql", "CREATE TABLE t (id TEXT PRIMARY KEY, name TEXT, path TEXT)")
                .migration(
                        """
                        migration: names
                        systems: { v1: { files: DIR/v1 }, v2: { sqlite: DIR/v2.db, schema: DIR/s.sql } }
                        pipelines:
                          t:
                            export: { from: v1, files: "**/*.json*" }
                            transform:
                              fields:
                                id: { derived: true }
                                name: name
                                path: { value: "{{source.path}}#{{source.number}}" }
                            validate: { accept: 1% }
                            import: { into: v2, table: t, key: id }
                        """);
    }

    @Test
    void shouldReadFilesWhateverTheirNames() {
        String[] names = {
            "a b.json",
            "it's.json",
            "quo\"te.json",
            "back\\slash.json",
            "ümläut/😀.json",
            "-rf.json",
            "*.json",
            "[x].json",
            "$HOME.json",
            "%41.json",
            ".hidden.json",
            "dir with space/#1.json",
            "a;b|c&d.json"
        };
        for (int at = 0; at < names.length; at++) {
            scene.file("v1/" + names[at], "{\"name\": \"n" + at + "\"}");
        }

        Called run = scene.call("run", "--format", "json");

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(scene.v2().column("SELECT path FROM t ORDER BY CAST(substr(name, 2) AS INTEGER)"))
                .isEqualTo(Arrays.stream(names).map(name -> name + "#0").toList());
        assertThat(scene.call("verify", "-q").exit()).isZero();
    }

    @Test
    void shouldRefuseANameThatWouldBreakALine() {
        scene.file("v1/new\nline.json", "{\"name\": \"n\"}");

        Called run = scene.call("run");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.errLines())
                .containsExactly("SOURCE_UNUSABLE v1 " + scene.at("v1") + ": the name of 'new?line.json' has control"
                        + " characters or is not UTF-8; rename the file");
    }

    @Test
    void shouldNotGoRoundInCirclesNorWaitForAPipe() throws Exception {
        scene.file("v1/a/one.json", "{\"name\": \"one\"}");
        Files.createSymbolicLink(scene.at("v1/a/round"), scene.at("v1"));
        Files.createSymbolicLink(scene.at("v1/self.json"), Path.of("self.json"));
        new ProcessBuilder("mkfifo", scene.at("v1/pipe.json").toString())
                .start()
                .waitFor();

        Called run = scene.call("run", "--format", "json");

        assertThat(run.err()).doesNotContain("INTERNAL").doesNotContain("\tat ");
        assertThat(scene.v2().column("SELECT path FROM t")).containsExactly("a/one.json#0");
    }

    @Test
    void shouldKeepWhatComesBeforeTheBreakOfAPackedFileAndBeNoGo() throws IOException {
        byte[] packed = packed("[" + "{\"name\": \"x\"},".repeat(20_000) + "{\"name\": \"last\"}]");
        scene.file("v1/cut.json.gz", Arrays.copyOf(packed, packed.length - 12));
        byte[] rubbish = Arrays.copyOf(packed("[{\"name\": \"y\"}]"), 200);
        scene.file("v1/rubbish.json.gz", rubbish);

        Called run = scene.call("run", "--format", "json");

        assertThat(run.exit()).isEqualTo(4);
        assertThat(run.err()).containsPattern("[0-9]+ files? could not be read to the end");
        assertThat(scene.rejects("names", "t"))
                .extracting(reject -> reject.get("code").asText())
                .contains("broken_file")
                .containsOnly("broken_file");
        long read = run.json().at("/pipelines/0/read").asLong();
        assertThat(counts(run.json().at("/pipelines/0")).stream()
                        .mapToLong(Long::longValue)
                        .sum())
                .isEqualTo(2 * read);
        assertThat(scene.v2().number("SELECT count(*) FROM t WHERE name = 'x'")).isGreaterThan(10_000);
    }

    @Test
    void shouldSayThatThereIsNothingToRead() {
        Called noFolder = scene.call("run");
        scene.file("v1/readme.txt", "x");
        Called noFile = scene.call("run");

        assertThat(noFolder.exit()).isEqualTo(1);
        assertThat(noFolder.err())
                .startsWith("SOURCE_UNUSABLE ")
                .contains(scene.at("v1").toString());
        assertThat(noFolder.errLines()).hasSize(1);
        assertThat(noFile.exit()).isZero();
        assertThat(noFile.err())
                .contains("notice: t: nothing was found to read in v1 ")
                .contains("**/*.json*");
    }

    @Test
    void shouldNameAFileThatMayNotBeRead() throws Exception {
        scene.file("v1/a.json", "{\"name\": \"a\"}").file("v1/secret.json", "{\"name\": \"b\"}");
        Files.setPosixFilePermissions(scene.at("v1/secret.json"), PosixFilePermissions.fromString("---------"));
        Launched caravan = new Launched(folder);
        boolean root = Files.isReadable(scene.at("v1/secret.json"));
        Launched mortal = root ? caravan.below("setpriv", "--bounding-set=-dac_override,-dac_read_search") : caravan;

        int exit = mortal.run(List.of(
                "run", scene.at("m.yaml").toString(), "--state", scene.state().toString(), "-q"));

        assertThat(exit).as(caravan.said()).isEqualTo(1);
        assertThat(caravan.errors())
                .startsWith("SOURCE_UNUSABLE v1 secret.json: may not be read; give this user the right");
    }

    @Test
    void shouldNameFilesThatChangedOrWentBetweenTwoRuns() throws IOException {
        scene.file("v1/a.json", "{\"name\": \"a\"}")
                .file("v1/b.json", "{\"name\": \"b\"}")
                .file("v1/c.json", "{}");
        scene.call("run", "-q");
        scene.file("v1/a.json", "{\"name\": \"z\"}");
        Files.delete(scene.at("v1/b.json"));

        Called again = scene.call("run");

        assertThat(again.exit()).isEqualTo(1);
        assertThat(again.err())
                .startsWith("SOURCE_CHANGED v1 ")
                .contains("'a.json' is changed")
                .contains("'b.json' is gone")
                .doesNotContain("'c.json'");
        assertThat(scene.v2().column("SELECT name FROM t WHERE name IS NOT NULL ORDER BY name"))
                .containsExactly("a", "b");
    }

    @Test
    void shouldTakeAFileThatCameLaterAlong() {
        scene.file("v1/b.json", "{\"name\": \"b\"}");
        scene.call("run", "-q");
        scene.file("v1/a.json", "{\"name\": \"a\"}");

        Called again = scene.call("run", "--format", "json");

        assertThat(again.exit()).as(again.err()).isZero();
        JsonNode pipeline = again.json().at("/pipelines/0");
        assertThat(counts(pipeline)).containsExactly(2L, 2L, 0L, 0L, 0L);
        assertThat(pipeline.get("readNow").asLong()).isEqualTo(1);
        assertThat(scene.v2().column("SELECT path FROM t ORDER BY 1")).containsExactly("a.json#0", "b.json#0");
    }

    private static byte[] packed(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }
}
