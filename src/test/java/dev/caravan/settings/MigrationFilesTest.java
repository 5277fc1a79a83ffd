package dev.caravan.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Existing;
import dev.caravan.model.Migration;
import dev.caravan.model.NotBuilt;
import dev.caravan.model.Pipeline;
import dev.caravan.model.Pipeline.Check;
import dev.caravan.model.RuleSettings;
import dev.caravan.model.Schedule;
import dev.caravan.model.Transform;
import dev.caravan.model.Transform.Alternative;
import dev.caravan.model.Transform.As;
import dev.caravan.model.Transform.Column;
import dev.caravan.model.Transform.Condition;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class MigrationFilesTest {
    private static final Path CONFIG = Path.of("src/test/resources/settings/config");
    private static final Map<String, String> APPS = Map.of("app.v1", "http://a", "app.v2", "http://b");

    private static final String LEAST =
            """
            migration: least
            systems: { v1: { files: data/v1 }, v2: { sqlite: data/v2.db } }
            pipelines:
              p:
                export: { from: v1, files: "*.json" }
                import: { into: v2, table: t }
            """;

    @TempDir
    private Path folder;

    @Test
    void shouldGiveDefaults() throws IOException {
        Migration migration = load(LEAST);

        Pipeline pipeline = migration.pipelines().get(0);
        assertThat(migration.namespace()).isEqualTo("least");
        assertThat(migration.description()).isEmpty();
        assertThat(migration.settings()).isEmpty();
        assertThat(migration.notBuilt()).isEmpty();
        assertThat(migration.systems().get("v1").options()).hasToString("{\"max-record-bytes\":16777216}");
        assertThat(migration.systems().get("v2").options()).isEmpty();
        assertThat(pipeline.transform()).isEqualTo(new Transform.Copy());
        assertThat(pipeline.validation()).isEqualTo(new Pipeline.Validation(null, null, List.of(), 1, false, 0));
        assertThat(pipeline.imports().get(0).existing()).isEqualTo(Existing.REJECT);
        assertThat(pipeline.imports().get(0).key()).isEmpty();
        assertThat(pipeline.checks()).containsExactly(new Check("counts", null), new Check("rows", null));
        assertThat(pipeline.batch()).isEqualTo(10_000);
        assertThat(pipeline.workers()).isZero();
        assertThat(pipeline.throttle()).isZero();
        assertThat(pipeline.place()).isEqualTo(folder.resolve("m.yaml") + ":4:3");
    }

    @Test
    void shouldReadEveryKeyThatIsBuilt() throws IOException {
        Migration migration = load(
                """
                migration: all
                namespace: seed
                description: what for
                settings: { v1.db: "a.db", n: 7 }
                systems:
                  v1: { sqlite: "{{v1.db}}" }
                  v2: { sqlite: /abs/b.db, schema: [sql/first.sql, sql/second.sql] }
                pipelines:
                  many:
                    export: { from: v1, tables: [a, b] }
                    import: { into: v2, existing: replace }
                    verify: []
                  one:
                    export: { from: v1, table: c, key: [x, y] }
                    transform: { jq: '{id: .x}' }
                    validate: { schema: schemas/capture.schema.json, accept: 99.5 %, first: true, stop-after: 1000 }
                    import: [ { into: v2, key: id, existing: keep } ]
                    verify: [ counts, rows, sample, { sample: 3 }, orphans, full-text, integrity ]
                    batch: 1e2
                    workers: 4
                    throttle: "{{n}}"
                plan:
                  - phase: move
                    steps: [ { pipeline: one }, { pipeline: { of: many, name: again } }, { pipeline: { of: one, name: more, retry: 2 } } ]
                """
                        .replace("sample, { sample: 3 }", "{ sample: 3 }"));

        assertThat(migration.namespace()).isEqualTo("seed");
        assertThat(migration.description()).isEqualTo("what for");
        assertThat(migration.settings()).containsExactly(Map.entry("v1.db", "a.db"), Map.entry("n", "7"));
        assertThat(migration.systems().get("v1").address())
                .isEqualTo(folder.resolve("a.db").toString());
        assertThat(migration.systems().get("v2").address()).isEqualTo("/abs/b.db");
        assertThat(migration.systems().get("v2").schemaFiles())
                .containsExactly(
                        CONFIG.resolve("sql/first.sql").toAbsolutePath().toString(),
                        CONFIG.resolve("sql/second.sql").toAbsolutePath().toString());
        assertThat(migration.pipelines()).extracting(Pipeline::name).containsExactly("one", "many");
        Pipeline one = migration.pipelines().get(0);
        Pipeline many = migration.pipelines().get(1);
        assertThat(many.export().tables()).containsExactly("a", "b");
        assertThat(many.imports().get(0).table()).isEmpty();
        assertThat(many.imports().get(0).existing()).isEqualTo(Existing.REPLACE);
        assertThat(many.checks()).isEmpty();
        assertThat(one.export().tables()).containsExactly("c");
        assertThat(one.export().key()).containsExactly("x", "y");
        assertThat(one.transform()).isEqualTo(new Transform.Jq("{id: .x}"));
        assertThat(one.validation().accept()).isEqualTo(0.995);
        assertThat(one.validation().first()).isTrue();
        assertThat(one.validation().stopAfter()).isEqualTo(1000);
        assertThat(one.validation().schema()).contains("\"required\": [\"id\"]");
        assertThat(one.imports().get(0).table()).isEqualTo("c");
        assertThat(one.imports().get(0).key()).containsExactly("id");
        assertThat(one.imports().get(0).existing()).isEqualTo(Existing.KEEP);
        assertThat(one.checks())
                .extracting(Check::kind)
                .containsExactly("counts", "rows", "sample", "orphans", "full-text", "integrity");
        assertThat(one.checks().get(2).options()).isEqualTo(IntNode.valueOf(3));
        assertThat(List.of(one.batch(), one.workers(), one.throttle())).containsExactly(100, 4, 7);
        assertThat(migration.notBuilt()).isEmpty();
    }

    @Test
    void shouldReadColumns() throws IOException {
        List<Column> columns = fields(
                        """
                        id: { derived: true, as: uuid }
                        mode: { value: "{{source.path}}#{{source.number}}" }
                        none: { value: null }
                        short: .meta.user
                        text: { first: [a, { from: content, when: { role: [User, human] } }, { from: c, unless: { role: bot } }], default: "{{now}}", cut: 5, as: text }
                        kind: { first: type, map: { Note: fact }, ignore-case: true, default: 1.50 }
                        tags: { first: [tags], default: [], as: json-array }
                        """)
                .columns();

        assertThat(columns)
                .extracting(Column::name)
                .containsExactly("id", "mode", "none", "short", "text", "kind", "tags");
        assertThat(columns.get(0)).isEqualTo(new Column("id", true, null, List.of(), null, null, false, -1, As.UUID));
        assertThat(columns.get(1).constant()).isEqualTo(TextNode.valueOf("{{source.path}}#{{source.number}}"));
        assertThat(columns.get(2).constant().isNull()).isTrue();
        assertThat(columns.get(3).first()).containsExactly(new Alternative(List.of("meta", "user"), null));
        assertThat(columns.get(4).first())
                .containsExactly(
                        new Alternative(List.of("a"), null),
                        new Alternative(List.of("content"), new Condition("role", Set.of("user", "human"), false)),
                        new Alternative(List.of("c"), new Condition("role", Set.of("bot"), true)));
        assertThat(columns.get(4).defaultValue()).isEqualTo(TextNode.valueOf("{{now}}"));
        assertThat(columns.get(4).cut()).isEqualTo(5);
        assertThat(columns.get(4).as()).isEqualTo(As.TEXT);
        assertThat(columns.get(5).map()).isEqualTo(Map.of("note", "fact"));
        assertThat(columns.get(5).ignoreCase()).isTrue();
        assertThat(columns.get(5).defaultValue()).isEqualTo(DecimalNode.valueOf(new BigDecimal("1.50")));
        assertThat(columns.get(6).as()).isEqualTo(As.JSON_ARRAY);
        assertThat(columns.get(6).defaultValue()).isEmpty();
    }

    @Test
    void shouldReadTheFieldsFormOfTheContract() {
        Migration migration = files().load(CONFIG.resolve("migrations/fields.yaml"), Map.of());

        Transform.Fields fields =
                (Transform.Fields) migration.pipelines().get(0).transform();
        Transform.Children turns = fields.children().get(0);
        assertThat(migration.notBuilt()).isEmpty();
        assertThat(turns.table()).isEqualTo("conversation_turns");
        assertThat(turns.each()).extracting(Alternative::path).containsExactly(List.of("turns"), List.of("messages"));
        assertThat(turns.parentColumn()).isEqualTo("conversation_id");
        assertThat(turns.numberColumn()).isEqualTo("turn_number");
        assertThat(turns.columns()).extracting(Column::name).containsExactly("role", "utterance");
        assertThat(migration.pipelines().get(0).validation().rules())
                .containsExactly(new RuleSettings(
                        "", List.of("started_at"), false, true, "timestamp", null, null, null, -1, -1, null, null));
    }

    @Test
    void shouldReadRules() throws IOException {
        List<RuleSettings> rules = load(LEAST
                        + """
                            validate:
                              rules:
                                - { field: a, type: number, min: 0.10, max: 99999999999999999999, code: odd_number }
                                - { field: b, one-of: [x, 1, true], length: { min: 1, max: 5 }, pattern: "^[a-z]+$" }
                                - { any: [a, b], required: true }
                        """)
                .pipelines()
                .get(0)
                .validation()
                .rules();

        assertThat(rules.get(0).min()).isEqualTo(new BigDecimal("0.10"));
        assertThat(rules.get(0).max()).isEqualTo(new BigDecimal("99999999999999999999"));
        assertThat(rules.get(0).type()).isEqualTo("number");
        assertThat(rules.get(0).code()).isEqualTo("odd_number");
        assertThat(rules.get(1).oneOf()).extracting(Object::toString).containsExactly("\"x\"", "1", "true");
        assertThat(rules.get(1).minLength()).isEqualTo(1);
        assertThat(rules.get(1).maxLength()).isEqualTo(5);
        assertThat(rules.get(1).pattern().pattern()).isEqualTo("^[a-z]+$");
        assertThat(rules.get(2).any()).isTrue();
        assertThat(rules.get(2).fields()).containsExactly("a", "b");
    }

    @Test
    void shouldTellWhatTheWholeSampleOfTheContractNeedsThatIsNotBuilt() {
        Path file = CONFIG.resolve("migrations/voice-agent.yaml");

        Migration migration = files().load(file, APPS);

        assertThat(migration.notBuilt().stream().map(line -> line.replaceAll("; built: .*", "")))
                .containsExactlyElementsOf(Stream.of("24:5: key 'sync' is not built in this version")
                        .map(line -> file + ":" + line)
                        .toList());
        assertThat(migration.pipelines().get(0).imports()).hasSize(2);
        assertThat(migration.systems().get("v2").options().get("password").textValue())
                .isEqualTo("geheim");
    }

    @Test
    void shouldReadWhatStartsAMigrationByItself() throws IOException {
        String file =
                """
                migration: m
                systems: { v1: { files: x }, v2: { sqlite: y } }
                pipelines: { p: { export: { from: v1, files: x%s }, import: { into: v2, table: t } } }
                schedule: { %s }
                """;

        Migration byCron = load(file.formatted(", watch: true", "cron: '0 2 * * 6', zone: Europe/Vienna, missed: run"));
        Migration byTimer = load(file.formatted("", "every: 90m"));

        assertThat(byCron.schedule())
                .isEqualTo(new Schedule(
                        "cron '0 2 * * 6' Europe/Vienna",
                        "0 0 2 ? * SAT",
                        ZoneId.of("Europe/Vienna"),
                        null,
                        Schedule.Missed.RUN));
        assertThat(byTimer.schedule())
                .isEqualTo(new Schedule("every 90m", null, null, Duration.ofMinutes(90), Schedule.Missed.SKIP));
        assertThat(byCron.pipelines().get(0).export().watch()).isTrue();
        assertThat(byTimer.pipelines().get(0).export().watch()).isFalse();
        assertThat(byCron.pipelines().get(0).digest())
                .as("watching does not decide what a record becomes")
                .isEqualTo(byTimer.pipelines().get(0).digest());
    }

    @Test
    void shouldNameWhatIsNotBuiltInOtherPlaces() throws IOException {
        Migration migration = load(
                """
                migration: m
                systems: { v1: { files: x }, v2: { files: y }, db: { sqlite: z } }
                pipelines:
                  a: { export: { from: v1, files: x, watch: true }, import: { into: v2, table: t } }
                  b: { export: { from: db, table: x, where: "a > 1" }, import: { into: db, table: t } }
                plan: [ { phase: p, steps: [ { pipeline: a }, { pipeline: b } ] } ]
                """);

        String file = folder.resolve("m.yaml").toString();
        assertThat(migration.notBuilt().stream().map(line -> line.replaceAll("; built: .*", "")))
                .containsExactly(
                        file + ":4:63: import into system kind 'files' is not built in this version",
                        file + ":5:38: key 'where' is not built in this version");
        assertThat(migration.missing())
                .extracting(NotBuilt::pointer)
                .containsExactly("/pipelines/a/import/into", "/pipelines/b/export/where");
    }

    @Test
    void shouldRefuseTwoOfOneNameInEverySection() {
        assertThatThrownBy(
                        () -> load(
                                """
                        migration: m
                        systems:
                          v1: { files: x }
                          v2: { sqlite: y }
                          v1: { files: z }
                        pipelines:
                          a: { export: { from: v1, files: x }, import: { into: v2, table: t } }
                          a: { export: { from: v1, files: x }, import: { into: v2, table: u } }
                        gates:
                          go: { sign-offs: [ dba ] }
                          go: { sign-offs: [ security ] }
                        """))
                .isInstanceOfSatisfying(CaravanException.class, e -> assertThat(
                                e.lines().stream().map(line -> line.substring(line.indexOf("yaml:") + 5)))
                        .containsExactly(
                                "5:3: key 'v1' stands twice, first at 3:3; keep one of them",
                                "8:3: key 'a' stands twice, first at 7:3; keep one of them",
                                "11:3: key 'go' stands twice, first at 10:3; keep one of them"));
    }

    @Test
    void shouldLetSectionsShareANameAndFindEachInItsOwn() throws IOException {
        Migration migration = load(
                """
                migration: same
                systems: { same: { files: x }, other: { sqlite: y } }
                pipelines:
                  same: { export: { from: same, files: x }, import: { into: other, table: t } }
                gates:
                  same: { sign-offs: [ dba ] }
                """);

        assertThat(migration.pipelines().get(0).export().from().kind()).isEqualTo("files");
        assertThat(migration.gates().get("same").signOffs()).containsExactly("dba");
    }

    @ParameterizedTest
    @MethodSource("shipped")
    void shouldLoadEveryShippedMigration(Path file) {
        MigrationFiles files = new MigrationFiles(
                Path.of(""), Path.of("config"), CaravanProperties.load(Path.of("config/caravan.properties")), Map.of());

        Migration migration = files.loadNamed(file.getFileName().toString().replace(".yaml", ""), Map.of());

        assertThat(file.getFileName()).hasToString(migration.name() + ".yaml");
        assertThat(migration.notBuilt()).isEmpty();
    }

    static Stream<Path> shipped() throws IOException {
        return Files.list(Path.of("config/migrations"))
                .filter(file -> file.toString().endsWith(".yaml"))
                .sorted();
    }

    @Test
    void shouldLoadByNameAndListTheNames() {
        assertThat(files().names()).containsExactly("fields", "voice-agent");
        assertThat(files().loadNamed("voice-agent", APPS).name()).isEqualTo("voice-agent");
        assertThatThrownBy(() -> files().loadNamed("voice-agnet", Map.of()))
                .isInstanceOfSatisfying(
                        CaravanException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.FILE_INVALID))
                .hasMessage("unknown migration 'voice-agnet'; nearest 'voice-agent'; known: fields, voice-agent");
        assertThatThrownBy(() -> files().loadNamed("../migrations/fields", Map.of()))
                .isInstanceOf(CaravanException.class);
    }

    @Test
    void shouldLookForSchemaFilesInTheConfigFolderThatTheFileLiesIn() throws IOException {
        Path sql = Files.createDirectories(folder.resolve("config/sql")).resolve("own.sql");
        Files.writeString(sql, "SELECT 1;");
        Path file = Files.createDirectories(folder.resolve("config/migrations/deep"))
                .resolve("m.yaml");
        Files.writeString(file, "migration: m\nsystems: { a: { sqlite: x, schema: sql/own.sql } }");

        Migration migration = files().load(file, Map.of());

        assertThat(migration.systems().get("a").schemaFiles()).containsExactly(sql.toString());
    }

    @Test
    void shouldDigestWhatDecidesARecordAndNothingElse() throws IOException {
        String digest = digest(LEAST);

        assertThat(digest).matches("[0-9a-f]{64}");
        assertThat(digest(LEAST + "    batch: 7\n    workers: 3\n    throttle: 9\n    verify: []\n"))
                .isEqualTo(digest);
        assertThat(digest(LEAST + "    validate: { accept: 5%, first: true, stop-after: 3 }\n"))
                .isEqualTo(digest);
        assertThat(digest(LEAST.replace("from: v1, files: \"*.json\"", "files: '*.json', from: v1")))
                .isEqualTo(digest);
        assertThat(digest(LEAST.replace("data/v1", "data/elsewhere"))).isEqualTo(digest);
        assertThat(digest("namespace: least\n" + LEAST)).isEqualTo(digest);
        assertThat(digest("namespace: other\n" + LEAST)).isNotEqualTo(digest);
        assertThat(digest(LEAST.replace("*.json", "*.ndjson"))).isNotEqualTo(digest);
        assertThat(digest(LEAST.replace("table: t", "table: u"))).isNotEqualTo(digest);
        assertThat(digest(LEAST + "    transform: { jq: . }\n")).isNotEqualTo(digest);
        assertThat(digest(LEAST + "    validate: { rules: [ { field: a, min: 1 } ] }\n"))
                .isNotEqualTo(digest);
        assertThat(digest(LEAST + "    validate: { schema: schemas/capture.schema.json }\n"))
                .isNotEqualTo(digest);
    }

    @Test
    void shouldTakeTheLongestRecordFromTheSystemBeforeTheProperties() throws IOException {
        Migration migration = load(LEAST.replace("data/v1", "data/v1, max-record-bytes: 10"));

        assertThat(migration.systems().get("v1").options()).hasToString("{\"max-record-bytes\":10}");
    }

    @Test
    void shouldTakeTheUsualBatchFromTheProperties() throws IOException {
        Path file = Files.writeString(folder.resolve("caravan.properties"), "caravan.batch = 123\n");
        MigrationFiles files = new MigrationFiles(folder, CONFIG, CaravanProperties.load(file), Map.of());

        Migration migration = files.load(Files.writeString(folder.resolve("m.yaml"), LEAST), Map.of());

        assertThat(migration.pipelines().get(0).batch()).isEqualTo(123);
    }

    private Transform.Fields fields(String columns) throws IOException {
        String yaml = LEAST + "    transform:\n      fields:\n" + columns.indent(8);
        return (Transform.Fields) load(yaml).pipelines().get(0).transform();
    }

    private String digest(String yaml) throws IOException {
        return load(yaml).pipelines().get(0).digest();
    }

    private Migration load(String yaml) throws IOException {
        return files().load(Files.writeString(folder.resolve("m.yaml"), yaml), Map.of());
    }

    private MigrationFiles files() {
        return new MigrationFiles(folder, CONFIG, CaravanProperties.defaults(), Map.of("VOICE_PASSWORD", "geheim"));
    }
}
