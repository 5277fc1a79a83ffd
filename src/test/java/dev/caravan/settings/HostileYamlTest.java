package dev.caravan.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.caravan.model.CaravanException;
import dev.caravan.model.Migration;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
final class HostileYamlTest {
    @TempDir
    private Path folder;

    @Test
    void shouldRefuseFiveThousandLevelsWithoutAStackOverflow() throws IOException {
        String yaml = "migration: m\ndescription: " + "[".repeat(5000) + "]".repeat(5000);

        assertThat(refusal(yaml)).isEqualTo("2:63: more than 50 maps and lists inside each other; flatten them");
    }

    @Test
    void shouldRefuseHalfAMillionOpenBrackets() throws IOException {
        assertThat(refusal("{".repeat(500_000))).contains("more than 50 maps and lists inside each other");
    }

    @Test
    void shouldRefuseFiftyOneBlockLevels() throws IOException {
        StringBuilder yaml = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            yaml.append(" ".repeat(i)).append("a:\n");
        }

        assertThat(refusal(yaml.toString())).startsWith("51:51: more than 50 maps and lists");
    }

    @Test
    void shouldRefuseABillionLaughs() throws IOException {
        StringBuilder yaml = new StringBuilder("migration: m\na: &a [x, x, x, x, x, x, x, x, x]\n");
        for (char c = 'b'; c <= 'i'; c++) {
            char before = (char) (c - 1);
            yaml.append(c).append(": &").append(c).append(" [");
            yaml.append(("*" + before + ", ").repeat(9)).append("x]\n");
        }

        assertThat(refusal(yaml.toString())).contains("4:12: more than 10 aliases of maps and lists; write them out");
    }

    @Test
    void shouldRefuseAFewAliasesOfALargeList() throws IOException {
        String large = "migration: m\nsettings:\n  a: &a [" + "1,".repeat(60_000) + "1]\n";
        String yaml = large + "  b: &b [*a, *a, *a]\n  c: &c [*b, *b, *b]\n  d: [*c, *c, *c]\n";

        assertThat(refusal(yaml)).contains("more than 100000 values; split the file");
    }

    @Test
    void shouldTakeManyAliasesOfOneText() throws IOException {
        StringBuilder yaml = new StringBuilder("migration: &m m\nnamespace: *m\nsettings:\n");
        for (int i = 0; i < 100; i++) {
            yaml.append("  s").append(i).append(": *m\n");
        }

        Migration migration = load(yaml.toString());

        assertThat(migration.namespace()).isEqualTo("m");
        assertThat(migration.settings()).hasSize(100).containsEntry("s99", "m");
    }

    @Test
    void shouldTakeAnAliasOfAMap() throws IOException {
        Migration migration = load("migration: m\nsystems:\n  a: &s { files: x }\n  b: *s\n");

        assertThat(migration.systems().get("b").kind()).isEqualTo("files");
    }

    @Test
    void shouldTellAMistakeBelowAnAliasWhereItsAnchorStands() throws IOException {
        assertThat(refusal("migration: m\nsystems:\n  a: &s { flies: x }\n  b: *s\n"))
                .startsWith("3:11: unknown key 'flies'")
                .doesNotContain("4:");
    }

    @Test
    void shouldNotLoadClassesThatTagsName() throws IOException {
        String tag = "!!javax.script.ScriptEngineManager";

        assertThat(refusal("migration: m\nsettings: { a: " + tag + " [x] }"))
                .startsWith("2:16: tag '" + tag + "' is refused; take it out");
    }

    @Test
    void shouldTakeAByteOrderMarkAndCarriageReturns() throws IOException {
        Migration migration = load("\uFEFFmigration: m\r\ndescription: x\r\nsettings:\r\n  a: 1\r\n");

        assertThat(migration.description()).isEqualTo("x");
        assertThat(migration.settings()).containsEntry("a", "1");
    }

    @Test
    void shouldCountLinesAfterCarriageReturns() throws IOException {
        assertThat(refusal("migration: m\r\n\r\nfoo: 1\r\n")).startsWith("3:1: unknown key 'foo'");
    }

    @Test
    void shouldCountColumnsInCodePoints() throws IOException {
        assertThat(refusal("migration: m\nsettings: { \"\uD83D\uDE00\u00E9\": 1, b: [] }"))
                .startsWith("2:25: 'b' is a list");
    }

    @Test
    void shouldTellWhereBytesAreNotUtf8() throws IOException {
        byte[] bytes = "migration: m\ndescription: M\u00FCller".getBytes(StandardCharsets.ISO_8859_1);

        assertThat(refusal(bytes)).isEqualTo("2:15: bytes that are not UTF-8; save the file as UTF-8");
    }

    @Test
    void shouldTellOfUtf16() throws IOException {
        assertThat(refusal("migration: m".getBytes(StandardCharsets.UTF_16)))
                .startsWith("1:1: bytes that are not UTF-8");
    }

    @Test
    void shouldTellOfACutCharacterAtTheEnd() throws IOException {
        byte[] bytes = {'a', ':', ' ', (byte) 0xC3};

        assertThat(refusal(bytes)).startsWith("1:4: bytes that are not UTF-8");
    }

    @Test
    void shouldTellThatAFileIsEmpty() throws IOException {
        String told = "1:1: the file is empty; a migration begins with 'migration: NAME'";

        assertThat(refusal("")).isEqualTo(told);
        assertThat(refusal("# nothing\n\n")).isEqualTo(told);
        assertThat(refusal("\uFEFF")).isEqualTo(told);
        assertThat(refusal("---\n")).startsWith("2:1: the file is empty; write a map");
    }

    @Test
    void shouldTellOfAFolderAMissingFileAndALargeOne() throws IOException {
        Path missing = folder.resolve("nope.yaml");
        Path large = Files.write(folder.resolve("large.yaml"), new byte[(1 << 20) + 1]);

        assertThat(refusal(folder)).isEqualTo("FILE_INVALID " + folder + ": is a folder; name a file in it");
        assertThat(refusal(missing))
                .isEqualTo("FILE_INVALID " + missing + ": does not exist; check the name, or the folder you are in");
        assertThat(refusal(large)).startsWith("FILE_INVALID " + large + ": is larger than 1 MB");
    }

    @Test
    void shouldTellManyMistakesWithoutFloodingTheTerminal() throws IOException {
        StringBuilder yaml = new StringBuilder("migration: m\n");
        for (int i = 0; i < 1000; i++) {
            yaml.append("foo").append(i).append(": 1\n");
        }

        String told = refusal(yaml.toString());

        assertThat(told.lines()).hasSize(201);
        assertThat(told).endsWith("800 more mistakes; mend these first");
    }

    @Test
    void shouldRefuseHostileProgramsAndPatterns() throws IOException {
        String pipeline =
                """
                migration: m
                systems: { db: { sqlite: y } }
                pipelines:
                  a: { export: { from: db, table: x }, import: { into: db }, transform: { jq: "%s" }, validate: { rules: [ { field: x, pattern: "%s" } ] } }
                """;

        String told = refusal(pipeline.formatted("(".repeat(90_000), "(".repeat(200_000)));

        assertThat(told).contains("4:79: a jq program nested too deeply; flatten it");
        assertThat(told).contains("not a regular expression: Stack overflow");
    }

    @Test
    void shouldReadTheLargestFileQuickly() throws IOException {
        StringBuilder yaml = new StringBuilder("migration: m\nsettings:\n");
        for (int i = 0; i < 40_000; i++) {
            yaml.append("  s").append(i).append(": \"{{x:1}}\"\n");
        }
        long start = System.nanoTime();

        Migration migration = load(yaml.toString());

        assertThat(migration.settings()).hasSize(40_000).containsEntry("s39999", "1");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
    }

    private Migration load(String yaml) throws IOException {
        return files().load(Files.writeString(folder.resolve("m.yaml"), yaml), Map.of());
    }

    private String refusal(String yaml) throws IOException {
        return refusal(yaml.getBytes(StandardCharsets.UTF_8));
    }

    private String refusal(byte[] bytes) throws IOException {
        Path file = Files.write(folder.resolve("m.yaml"), bytes);
        return refusal(file).replace("FILE_INVALID " + file + ":", "").strip();
    }

    private String refusal(Path file) {
        return catchThrowableOfType(CaravanException.class, () -> files().load(file, Map.of()))
                .line();
    }

    private MigrationFiles files() {
        return new MigrationFiles(folder, folder.resolve("config"), CaravanProperties.defaults(), Map.of());
    }
}
