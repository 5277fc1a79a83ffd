package dev.caravan.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.caravan.model.CaravanException;
import dev.caravan.model.Migration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where placeholders get their values from, what they become, and what is masked. */
final class SettingsTest {
    private static final String PIPELINE =
            """
            systems: { db: { sqlite: x.db } }
            pipelines:
              p:
                export: { from: db, table: t }
                import: { into: db }
            """;

    @TempDir
    private Path folder;

    @Test
    void shouldTakeTheCommandLineBeforeTheFileBeforeTheProperties() throws IOException {
        String yaml =
                """
                migration: m
                settings: { a: file, b: file }
                description: "{{a}} {{b}} {{c}} {{d:default}} {{env:HOST}} {{env:NOT:else:where}}"
                """;

        Migration migration = load(yaml, Map.of("a", "line"), "a = properties\nb = properties\nc = properties\n");

        assertThat(migration.description()).isEqualTo("line file properties default box else:where");
        assertThat(migration.settings()).containsExactly(Map.entry("a", "line"), Map.entry("b", "file"));
    }

    @Test
    void shouldLetSettingsUseOneAnother() throws IOException {
        String yaml =
                """
                migration: m
                settings: { url: "{{scheme:http}}://{{host}}/", host: "{{name}}.example", name: app }
                description: "{{url}}"
                """;

        assertThat(load(yaml, Map.of("name", "web")).description()).isEqualTo("http://web.example/");
    }

    @Test
    void shouldKeepNumbersOfSettingsAsTheyAreWritten() throws IOException {
        String yaml = "migration: m\nsettings: { a: 1.50, b: 1e3, c: 007, d: true, e: ~, f: '', g: 12:30:45, h: no }\n"
                + "description: '{{a}} {{b}} {{c}} {{d}} [{{e}}] [{{f}}] {{g}} {{h}}'";

        assertThat(load(yaml, Map.of()).description()).isEqualTo("1.50 1e3 007 true [] [] 12:30:45 no");
    }

    @Test
    void shouldNotReadPlaceholdersInValuesOfTheEnvironment() throws IOException {
        assertThat(load("migration: m\ndescription: '{{env:TRICK}}'", Map.of()).description())
                .isEqualTo("{{now}}{{env:HOST}}");
    }

    @Test
    void shouldKeepBracesBehindABackslash() throws IOException {
        assertThat(load("migration: m\ndescription: 'docker \\{{.Names}} {{x:1}}'", Map.of())
                        .description())
                .isEqualTo("docker {{.Names}} 1");
    }

    @Test
    void shouldGiveAPlaceholderTheTypeThatStandsThere() throws IOException {
        String yaml = "migration: m\nsettings: { n: 12, f: 'true' }\n" + PIPELINE
                + "    batch: '{{n}}'\n    workers: '{{w:3}}'\n    validate: { first: '{{f}}', rules: [ { field: a, min: '{{n}}' } ] }\n";

        var pipeline = load(yaml, Map.of()).pipelines().get(0);

        assertThat(pipeline.batch()).isEqualTo(12);
        assertThat(pipeline.workers()).isEqualTo(3);
        assertThat(pipeline.validation().first()).isTrue();
        assertThat(pipeline.validation().rules().get(0).min()).isEqualByComparingTo("12");
    }

    @Test
    void shouldNotGiveATextAnotherType() throws IOException {
        String yaml = "migration: m\nsettings: { t: 5 }\n" + PIPELINE.replace("table: t", "table: '{{t}}'")
                + "    batch: '5'\n    workers: '{{t}}0'\n    throttle: '{{z:0}}'\n";

        assertThat(refusal(yaml, Map.of()))
                .isEqualTo(
                        """
                        8:12: 'batch' is the text '5'; write a whole number, such as 5000
                        9:14: 'workers' is the text '50'; write a whole number, such as 2
                        10:15: 'throttle' is the number 0; write at least 1""");
    }

    @Test
    void shouldRefuseACommandLineSettingThatTheFileDoesNotKnow() throws IOException {
        String yaml = "migration: m\nsettings: { v1.db: x }\ndescription: '{{v2.db:y}}{{env:HOST}}'";

        assertThat(refusal(yaml, Map.of("v1.bd", "z", "v2.db", "fine")))
                .isEqualTo("--set v1.bd: unknown setting 'v1.bd'; nearest 'v1.db'; known: v1.db, v2.db");
        assertThat(refusal("migration: m", Map.of("a", "b")))
                .isEqualTo("--set a: unknown setting 'a'; there is none here: take it out or define it");
    }

    @Test
    void shouldLeaveOutWhatGoesIntoAGraphThatIsNotThere() throws IOException {
        String yaml =
                """
                migration: m
                settings: { graph.url: '' }
                systems: { v1: { sqlite: a.db }, v2: { sqlite: b.db }, graph: { neo4j: '{{graph.url}}' } }
                pipelines:
                  things:
                    export: { from: v1, table: things, key: id }
                    import: [{ into: v2 }, { into: graph, table: Thing, key: id }]
                """;

        assertThat(intoWhat(yaml, Map.of())).containsExactly("v2");
        assertThat(intoWhat(yaml, Map.of("graph.url", "neo4j://graph"))).containsExactly("v2", "graph");
        assertThat(refusal(yaml.replace("{ into: v2 }, ", ""), Map.of()))
                .contains("7:", "every import goes to a system whose address is empty");
    }

    private List<String> intoWhat(String yaml, Map<String, String> settings) throws IOException {
        return load(yaml, settings).pipelines().get(0).imports().stream()
                .map(into -> into.into().name())
                .toList();
    }

    @Test
    void shouldRefuseACommandLineSettingThatChangesNothing() throws IOException {
        String yaml =
                "migration: m\nsettings: { graph.url: '', host: x, app.url: 'http://{{host}}' }\ndescription: '{{app.url}}'";

        assertThat(refusal(yaml, Map.of("graph.url", "bolt://graph", "host", "fine")))
                .isEqualTo(
                        "--set graph.url: nothing in this file uses setting 'graph.url' in this version; leave it empty, or"
                                + " take it out");
        assertThat(load(yaml, Map.of("graph.url", "")).description()).isEqualTo("http://x");
    }

    @Test
    void shouldTellMistakesInCommandLineAndProperties() throws IOException {
        String yaml = "migration: m\ndescription: '{{a}}{{b}}'";

        CaravanException e =
                catchThrowableOfType(CaravanException.class, () -> load(yaml, Map.of("a", "{{b"), "b = {{nope}}\n"));

        assertThat(e.lines())
                .containsExactly(
                        "FILE_INVALID --set a: a placeholder that is not closed; add '}}', or write '\\{{' for the braces"
                                + " themselves",
                        "FILE_INVALID " + folder.resolve("caravan.properties")
                                + " b: setting 'nope' has no value; add it to settings:, or give --set nope=VALUE, or a"
                                + " default: {{nope:default}}");
    }

    @ParameterizedTest
    @CsvSource({
        "pg.password, x, ***",
        "db_passwd, x, ***",
        "client-secret, x, ***",
        "admin.token, x, ***",
        "api.key, x, ***",
        "apikey, x, ***",
        "pwd, x, ***",
        "credentials, x, ***",
        "password, '', ''",
        "key.column, id, id",
        "monkey, x, x",
        "v1.db, data/x.db, data/x.db",
        "pg.url, jdbc:postgresql://u:p@ss:w@host:5432/db, jdbc:postgresql://u:***@host:5432/db",
        "pg.url, jdbc:postgresql://host/db?user=u&password=geheim&ssl=true, jdbc:postgresql://host/db?user=u&password=***&ssl=true",
        "redis.url, redis://:geheim@host:6379/0, redis://:***@host:6379/0",
        "app.url, http://host/x?api_key=1, http://host/x?api_key=***",
        "from.env, '{{env:HOST}}', ***",
        "from.default, 'a{{the.token:x}}', ax",
        "from.other, 'http://{{api.token}}@host', ***",
    })
    void shouldMaskSecrets(String name, String value, String shown) throws IOException {
        String yaml = "migration: m\nsettings: { '" + name + "': '" + value + "', other: 1" + extra(name) + " }";

        assertThat(load(yaml, Map.of()).settings()).containsEntry(name, shown);
    }

    @Test
    void shouldMaskSecretsOfTheCommandLineAndNotPrintSystems() throws IOException {
        String yaml =
                "migration: m\nsystems: { a: { postgresql: 'jdbc:postgresql://u:geheim@h/d', password: '{{pg.password}}' } }";

        Migration migration = load(yaml, Map.of("pg.password", "geheim"));

        assertThat(migration.settings()).containsEntry("pg.password", "***");
        assertThat(migration.systems().get("a").options().get("password").textValue())
                .isEqualTo("geheim");
        assertThat(migration.toString()).doesNotContain("geheim");
    }

    @Test
    void shouldTellThePlanWhatItsEvidenceMustNotShow() throws IOException {
        String yaml =
                """
                migration: m
                settings: { api.token: 'first-secret', sort.key: 'session_id', from: 'b-{{db.password:none at all}}' }
                description: '{{api.token}} {{sort.key}} {{from}} {{env:HOST}} {{env:API_KEY:third-secret}} {{pg.password}}'
                """;

        Migration migration = load(yaml, Map.of("pg.password", "second-secret"));

        assertThat(migration.plan().withheld().texts())
                .containsExactlyInAnyOrder("first-secret", "second-secret", "third-secret");
    }

    private static String extra(String name) {
        return name.equals("from.other") ? ", api.token: geheim" : "";
    }

    private String refusal(String yaml, Map<String, String> overrides) {
        return catchThrowableOfType(CaravanException.class, () -> load(yaml, overrides))
                .line()
                .replace("FILE_INVALID ", "")
                .replace(folder.resolve("m.yaml") + ":", "");
    }

    private Migration load(String yaml, Map<String, String> overrides) throws IOException {
        return load(yaml, overrides, "");
    }

    private Migration load(String yaml, Map<String, String> overrides, String properties) throws IOException {
        Path file = Files.writeString(folder.resolve("caravan.properties"), properties);
        Map<String, String> environment = Map.of("HOST", "box", "TRICK", "{{now}}{{env:HOST}}");
        return new MigrationFiles(folder, folder, CaravanProperties.load(file), environment)
                .load(Files.writeString(folder.resolve("m.yaml"), yaml), overrides);
    }
}
