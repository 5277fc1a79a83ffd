package dev.caravan.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.model.Migration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every example of a migration file in the README and its chapters is read as it stands, with only what it leaves out added. */
class ReadmeExamplesTest {
    private static final Pattern EXAMPLE = Pattern.compile("(?s)```yaml\n(.*?)```");
    private static final Pattern SCHEMA = Pattern.compile("(?:schema|after): \\[(.*?)]");
    private static final List<String> REST = List.of(
            "migration: example\n",
            "systems: { v1: { files: v1 }, v2: { sqlite: v2.db }, app-v1: { http: \"http://127.0.0.1:1\" },"
                    + " app-v2: { http: \"http://127.0.0.1:2\" } }\n",
            "pipelines: { memories: { export: { from: v1, files: x }, transform: { fields: { id: id } },"
                    + " import: { into: v2, table: t } } }\n");

    @TempDir
    private Path folder;

    static Stream<String> examples() throws IOException {
        StringBuilder pages = new StringBuilder(Files.readString(Path.of("README.md")));
        try (Stream<Path> chapters = Files.list(Path.of("src/main/docs"))) {
            for (Path chapter : chapters.sorted().toList()) {
                pages.append(Files.readString(chapter));
            }
        }
        return EXAMPLE.matcher(pages).results().map(found -> found.group(1));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void shouldReadEveryExample(String example) throws IOException {
        Matcher schema = SCHEMA.matcher(example);
        while (schema.find()) {
            Path file = folder.resolve(schema.group(1).strip());
            Files.createDirectories(file.getParent());
            Files.writeString(file, "CREATE TABLE t (id TEXT PRIMARY KEY);");
        }
        StringBuilder text = new StringBuilder(example);
        for (String key : REST) {
            if (!Pattern.compile("(?m)^" + key.substring(0, key.indexOf(':') + 1))
                    .matcher(example)
                    .find()) {
                text.append(
                        example.matches("(?s).*v1: \\{ (sqlite|jdbc).*") ? key.replace("files: x", "table: t") : key);
            }
        }
        Path file = Files.writeString(folder.resolve("m.yaml"), text);

        Migration migration = new MigrationFiles(
                        folder,
                        folder,
                        CaravanProperties.defaults(),
                        Map.of(
                                "VOICE_PASSWORD",
                                "x",
                                "CHROMA_TOKEN",
                                "y",
                                "REDIS_PASSWORD",
                                "z",
                                "SHOP_PASSWORD",
                                "w",
                                "NEO4J_PASSWORD",
                                "v"))
                .load(file, Map.of());

        assertThat(migration.notBuilt()).isEmpty();
        assertThat(migration.pipelines()).isNotEmpty();
        if (example.contains("plan:\n")) {
            assertThat(migration.plan().steps()).hasSizeGreaterThan(2);
        }
    }
}
