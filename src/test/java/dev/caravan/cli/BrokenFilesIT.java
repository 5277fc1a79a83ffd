package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Migration files that are wrong: every mistake at once, with its place, and nothing is touched. */
class BrokenFilesIT {
    private static final String WRONG =
            """
            migration: bad
            descripton: a key misspelt
            settings: { v1.dir: v1, v2.db: v2.db }
            systems:
              v1: { files: "{{v1.dri}}" }
              v2: { sqlit: "{{v2.db}}" }
            pipelines:
              a:
                export: { from: v3, files: "a*.json" }
                transform: { fields: { id: id, name: { frist: [name] } } }
                validate: { accept: 150%, rules: [ { field: name, type: strin } ] }
                import: { into: v2, table: a, key: id, existing: kep }
                verify: [ counts, rowz ]
                batch: 0
              b:
                export: { from: v1, files: "b*.json" }
                transform: { jq: '.a |' }
                import: { into: v2, table: b, key: id }
                import: { into: v2, table: c, key: id }
            """;

    /** The place, and how the sentence begins. */
    private static final List<String> MISTAKES = List.of(
            "2:1: unknown key 'descripton'; nearest 'description'; known: ",
            "5:16: setting 'v1.dri' has no value; nearest 'v1.dir'; add it to settings:, or give --set v1.dri=VALUE",
            "6:9: unknown key 'sqlit'; nearest 'sqlite'; known: ",
            "9:21: unknown system 'v3'; nearest 'v1'; known: v1, v2",
            "10:44: unknown key 'frist'; nearest 'first'; known: ",
            "11:25: 'accept' is the text '150%'",
            "11:61: 'type' is the unknown 'strin'; known: boolean, integer, ",
            "12:54: 'existing' is the unknown 'kep'; nearest 'keep'; known: keep, reject, replace",
            "13:23: element 2 of 'verify' is the unknown 'rowz'; nearest 'rows'; known: ",
            "14:12: 'batch' is the number 0; write at least 1",
            "17:22: jq cannot read this: it ends too early",
            "19:5: key 'import' stands twice, first at 18:5; keep one of them");

    @TempDir
    private Path folder;

    private Scene scene;

    @BeforeEach
    void makeScene() {
        scene = new Scene(folder);
    }

    @ParameterizedTest
    @ValueSource(strings = {"plan", "run", "verify", "replay", "cleanup"})
    void shouldTellEveryMistakeOfAFileAtOnceWithItsPlace(String verb) throws IOException {
        scene.file("m.yaml", WRONG);

        Called called = verb.equals("plan") ? Called.here("plan", scene.at("m.yaml")) : scene.call(verb);

        assertThat(called.exit()).isEqualTo(2);
        assertThat(called.out()).isEmpty();
        assertThat(called.errLines()).hasSameSizeAs(MISTAKES);
        for (int line = 0; line < MISTAKES.size(); line++) {
            assertThat(called.errLines().get(line))
                    .startsWith("FILE_INVALID " + scene.at("m.yaml") + ":" + MISTAKES.get(line));
        }
        assertThatNothingWasMade();
    }

    @Test
    void shouldRefuseASettingThatTheFileDoesNotKnow() throws IOException {
        scene.file("m.yaml", WRONG);

        Called called = scene.call("run", "--set", "v2.bd=x", "--set", "v1.dri=v1");

        assertThat(called.exit()).isEqualTo(2);
        assertThat(called.errLines())
                .contains("FILE_INVALID --set v2.bd: unknown setting 'v2.bd'; nearest 'v2.db';"
                        + " known: v1.dir, v1.dri, v2.db")
                .noneMatch(line -> line.contains("5:16"));
        assertThatNothingWasMade();
    }

    @Test
    void shouldNameAVariableOfTheEnvironmentThatIsNotSet() {
        scene.migration(
                """
                migration: m
                systems: { v1: { files: "{{env:CARAVAN_NOT_SET}}" }, v2: { sqlite: "{{env:CARAVAN_NOT_SET_EITHER:DIR/v2.db}}" } }
                pipelines:
                  a: { export: { from: v1, files: x }, import: { into: v2, table: t } }
                """);

        Called called = scene.call("run");

        assertThat(called.exit()).isEqualTo(2);
        assertThat(called.errLines())
                .containsExactly("FILE_INVALID " + scene.at("m.yaml")
                        + ":2:25: environment variable 'CARAVAN_NOT_SET' is not set; set it, or give a default:"
                        + " {{env:CARAVAN_NOT_SET:default}}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "migration: m\n\tx: 1\n|:2:1: not YAML: found character 'TAB'",
                "|:1:1: the file is empty; a migration begins with 'migration: NAME'",
                "# nothing\n|:1:1: the file is empty",
                "migration: [\n|:2:1: not YAML",
                "- a\n- b\n|:1:1: ",
                "migration: m\n|:1:1: a migration with nothing to do; add one of: pipelines, plan, traffic",
                "migration: m\nsystems: {}\npipelines: {}\n|:1:1: a migration with nothing to do",
                "migration: ../m\nsystems: {}\npipelines: {}\n|:1:12: ",
                "migration: \u0000\n|:1:12: ",
                "migration: *x\n|:1:12: ",
                "migration: m\nmigration: m\n|:2:1: key 'migration' stands twice, first at 1:1",
            })
    void shouldNeverEndWithAStackTrace(String both) throws IOException {
        String text = both.substring(0, both.lastIndexOf('|'));
        String said = both.substring(both.lastIndexOf('|') + 1);
        scene.file("m.yaml", text);

        Called called = scene.call("run");

        assertThat(called.exit()).as(called.err()).isEqualTo(2);
        assertThat(called.err())
                .contains("FILE_INVALID " + scene.at("m.yaml") + said)
                .doesNotContain("\tat ");
        assertThat(called.errLines()).allMatch(line -> line.startsWith("FILE_INVALID "));
        assertThatNothingWasMade();
    }

    @Test
    void shouldNameAFileThatIsNotThereOrIsNoFile() throws IOException {
        Files.createDirectory(scene.at("m.yaml"));
        scene.file("bytes.yaml", new byte[] {'a', (byte) 0xC3, '('});

        assertThat(scene.call("run").err())
                .isEqualTo("FILE_INVALID " + scene.at("m.yaml") + ": is a folder; name a file in it\n");
        assertThat(Called.here("run", scene.at("no.yaml")).err())
                .isEqualTo("FILE_INVALID " + scene.at("no.yaml")
                        + ": does not exist; check the name, or the folder you are in\n");
        assertThat(Called.here("run", scene.at("bytes.yaml")).err())
                .isEqualTo("FILE_INVALID " + scene.at("bytes.yaml")
                        + ":1:2: bytes that are not UTF-8; save the file as UTF-8\n");
        assertThat(Called.here("run", "barnabenet").err())
                .contains("unknown migration 'barnabenet'; nearest 'barnabeenet'");
    }

    @Test
    void shouldRefuseAPipelineThatTheFileDoesNotHave() {
        scene.migration(
                """
                migration: m
                systems: { v1: { files: DIR }, v2: { sqlite: DIR/v2.db } }
                pipelines:
                  memories: { export: { from: v1, files: x }, import: { into: v2, table: t } }
                """);

        Called called = scene.call("run", "--only", "memoris");

        assertThat(called.exit()).isEqualTo(2);
        assertThat(called.err())
                .startsWith(
                        "USAGE caravan run: --only: unknown pipeline 'memoris'; nearest 'memories'; known: memories,"
                                + " or data for all of them");
    }

    @Test
    void shouldPlanAsFarAsItCanWhereTheSourceIsNotThere() throws IOException {
        scene.migration(
                """
                migration: m
                systems: { v1: { files: DIR/v1 }, v2: { sqlite: DIR/v2.db } }
                pipelines:
                  a:
                    export: { from: v1, files: "a*.json" }
                    transform: { fields: { id: id }, children: { c: { each: [cs], parent: a, number: n, fields: { x: x } } } }
                    import: { into: v2, table: t, key: id }
                  b: { export: { from: v1, files: x }, import: { into: v2, table: u } }
                """);

        Called plan = Called.here("plan", scene.at("m.yaml"));

        assertThat(plan.exit()).as(plan.err()).isEqualTo(1);
        assertThat(plan.errLines())
                .containsExactly("SOURCE_UNUSABLE v1 " + scene.at("v1") + ": there is no such folder; mend its path in"
                        + " 'systems:', or the setting that gives it");
        assertThat(plan.outLines())
                .contains(
                        "   read      v1 " + scene.at("v1") + ": a*.json, could not be looked at",
                        "   write     v2 " + scene.at("v2.db")
                                + ": t, c; a row that is there with other content: reject",
                        "   standing  not known, as something is in the way: see below");
        assertThatNothingWasMade();
    }

    private void assertThatNothingWasMade() throws IOException {
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(scene.at("m.yaml"));
        }
    }
}
