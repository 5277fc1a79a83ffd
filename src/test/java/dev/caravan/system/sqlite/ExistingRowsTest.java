package dev.caravan.system.sqlite;

import static dev.caravan.model.Fate.IMPORTED;
import static dev.caravan.model.Fate.REJECTED;
import static dev.caravan.model.Fate.SKIPPED;
import static dev.caravan.spi.Chunks.chunk;
import static dev.caravan.spi.Chunks.fates;
import static dev.caravan.spi.Chunks.rejects;
import static dev.caravan.spi.Chunks.row;
import static dev.caravan.spi.Chunks.rows;
import static dev.caravan.spi.Chunks.table;
import static dev.caravan.spi.Chunks.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.caravan.model.Chunk;
import dev.caravan.model.Counts;
import dev.caravan.model.Existing;
import dev.caravan.model.Reject;
import dev.caravan.spi.Target;
import java.nio.file.Path;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ExistingRowsTest {
    @TempDir
    private Path folder;

    private Sample sample;

    @BeforeEach
    void makeTable() {
        sample = new Sample(
                folder.resolve("v2.db"),
                "CREATE TABLE thing (id TEXT NOT NULL PRIMARY KEY, name TEXT, size INTEGER, note TEXT DEFAULT 'mine')");
    }

    @AfterEach
    void close() {
        sample.close();
    }

    @ParameterizedTest
    @EnumSource(Existing.class)
    void shouldSkipEqualRows(Existing existing) {
        sample.run("INSERT INTO thing VALUES ('a', 'x', 1, 'theirs')");
        Target target = sample.opened(existing, table("thing", "id"));

        Chunk chunk = write(target, chunk(rows("id,name,size", row("b", "y", 2), row("a", "x", 1))));

        assertThat(fates(chunk)).containsExactly(IMPORTED, SKIPPED);
        assertThat(chunk.counts()).isEqualTo(new Counts(2, 1, 0, 0, 1));
        assertThat(chunk.rejects()).isEmpty();
        assertThat(chunk.kept()).isEmpty();
        assertThat(sample.query("SELECT * FROM thing ORDER BY id")).containsExactly("a|x|1|theirs", "b|y|2|mine");
    }

    @Test
    void shouldRejectOtherContentUnderAKeyThatIsTaken() {
        sample.run("INSERT INTO thing VALUES ('a', 'secret', 1, 'theirs')");
        Target target = sample.opened(Existing.REJECT, table("thing", "id"));

        Chunk chunk = write(target, chunk(rows("id,name,size", row("b", "y", 2), row("a", "hidden", 1))));

        assertThat(fates(chunk)).containsExactly(IMPORTED, REJECTED);
        assertThat(rejects(chunk)).containsExactly("1 already_exists");
        assertThat(chunk.rejects().get(0).reason())
                .contains("'thing'", "id")
                .doesNotContain("secret")
                .doesNotContain("hidden");
        assertThat(sample.query("SELECT * FROM thing ORDER BY id")).containsExactly("a|secret|1|theirs", "b|y|2|mine");
    }

    @Test
    void shouldKeepOtherContent() {
        sample.run("INSERT INTO thing VALUES ('a', 'old', 1, 'theirs')");
        Target target = sample.opened(Existing.KEEP, table("thing", "id"));

        Chunk chunk = write(target, chunk(rows("id,name,size", row("b", "y", 2), row("a", "new", 1))));

        assertThat(fates(chunk)).containsExactly(IMPORTED, SKIPPED);
        assertThat(chunk.rejects()).isEmpty();
        assertThat(chunk.kept()).extracting(Reject::code, Reject::ordinal).containsExactly(kept(1));
        assertThat(sample.query("SELECT * FROM thing ORDER BY id")).containsExactly("a|old|1|theirs", "b|y|2|mine");
    }

    @Test
    void shouldReplaceOtherContentAndLeaveColumnsThatAreNotMapped() {
        sample.run("INSERT INTO thing VALUES ('a', 'old', 1, 'theirs')");
        Target target = sample.opened(Existing.REPLACE, table("thing", "id"));

        Chunk chunk = write(target, chunk(rows("id,name,size", row("b", "y", 2), row("a", "new", null))));

        assertThat(fates(chunk)).containsExactly(IMPORTED, IMPORTED);
        assertThat(sample.query("SELECT * FROM thing ORDER BY id")).containsExactly("a|new|null|theirs", "b|y|2|mine");
    }

    @Test
    void shouldNameTheSecondOfTwoRowsInAChunk() {
        Target target = sample.opened(Existing.REJECT, table("thing", "id"));

        Chunk chunk = write(
                target,
                chunk(rows("id,name", row("a", "1"), row("b", "2"), row("a", "1"), row("a", "3"), row("b", "2"))));

        assertThat(fates(chunk)).containsExactly(IMPORTED, IMPORTED, SKIPPED, REJECTED, SKIPPED);
        assertThat(rejects(chunk)).containsExactly("3 duplicate_key");
        assertThat(sample.query("SELECT id, name FROM thing ORDER BY id")).containsExactly("a|1", "b|2");
    }

    @Test
    void shouldKeepTheFirstOfTwoRowsInAChunk() {
        Target target = sample.opened(Existing.KEEP, table("thing", "id"));

        Chunk chunk = write(target, chunk(rows("id,name", row("a", "1"), row("a", "2"))));

        assertThat(fates(chunk)).containsExactly(IMPORTED, SKIPPED);
        assertThat(chunk.kept()).extracting(Reject::code, Reject::ordinal).containsExactly(kept(1));
        assertThat(sample.query("SELECT id, name FROM thing")).containsExactly("a|1");
    }

    @Test
    void shouldLetTheLastOfTwoRowsInAChunkReplace() {
        Target target = sample.opened(Existing.REPLACE, table("thing", "id"));

        Chunk chunk = write(target, chunk(rows("id,name", row("a", "1"), row("a", "2"), row("a", "2"))));

        assertThat(fates(chunk)).containsExactly(IMPORTED, IMPORTED, SKIPPED);
        assertThat(sample.query("SELECT id, name FROM thing")).containsExactly("a|2");
    }

    @Test
    void shouldCallAClashAcrossChunksAlreadyExists() {
        Target target = sample.opened(Existing.REJECT, table("thing", "id"));
        write(target, chunk(rows("id,name", row("a", "1"))));

        Chunk second = write(target, chunk(rows("id,name", row("a", "2"), row("a", "1"), row("c", "3"))));

        assertThat(fates(second)).containsExactly(REJECTED, SKIPPED, IMPORTED);
        assertThat(rejects(second)).containsExactly("0 already_exists");
    }

    @Test
    void shouldSettleAWholeChunkThatIsThereAlready() {
        Target target = sample.opened(Existing.REJECT, table("thing", "id"));
        Object[][] many = new Object[5000][];
        for (int i = 0; i < many.length; i++) {
            many[i] = row("id-" + i, "name " + i, i);
        }
        write(target, chunk(rows("id,name,size", many)));
        many[4321] = row("id-4321", "other", 1);

        Chunk again = write(target, chunk(rows("id,name,size", many)));

        assertThat(again.counts()).isEqualTo(new Counts(5000, 0, 0, 1, 4999));
        assertThat(rejects(again)).containsExactly("4321 already_exists");
        assertThat(sample.query("SELECT count(*), sum(size) FROM thing")).containsExactly("5000|12497500");
    }

    @Test
    void shouldCompareContentByteForByteWhateverTheCollation() {
        sample.run(
                "CREATE TABLE loose (id TEXT PRIMARY KEY COLLATE NOCASE, name TEXT COLLATE NOCASE)",
                "INSERT INTO loose VALUES ('A', 'x')");
        Target target = sample.opened(Existing.REJECT, table("loose", "id"));

        Chunk chunk = write(target, chunk(rows("id,name", row("a", "x"), row("A", "X"), row("A", "x"))));

        assertThat(fates(chunk)).containsExactly(REJECTED, REJECTED, SKIPPED);
        assertThat(rejects(chunk)).containsExactly("0 already_exists", "1 already_exists");
    }

    @Test
    void shouldTellTypesApartWhenItCompares() {
        sample.run("CREATE TABLE open (id INTEGER PRIMARY KEY, value)", "INSERT INTO open VALUES (1, 1), (2, '1')");
        Target target = sample.opened(Existing.REJECT, table("open", "id"));

        Chunk chunk = write(target, chunk(rows("id,value", row(1, 1.0), row(2, 1), row(1, 1), row(2, "1"))));

        assertThat(fates(chunk)).containsExactly(REJECTED, REJECTED, SKIPPED, SKIPPED);
    }

    @Test
    void shouldUseAUniqueKeyThatIsNotThePrimaryKey() {
        sample.run(
                "CREATE TABLE memory (number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, text TEXT)",
                "INSERT INTO memory VALUES (7, 'a', 'old')");
        Target target = sample.opened(Existing.REPLACE, table("memory", "id"));

        write(target, chunk(rows("id,text", row("b", "y"), row("a", "new"))));

        assertThat(sample.query("SELECT * FROM memory ORDER BY number")).containsExactly("7|a|new", "8|b|y");
    }

    @Test
    void shouldRejectARowWithoutAKey() {
        sample.run("CREATE TABLE loose (id TEXT PRIMARY KEY, name TEXT)");
        Target target = sample.opened(Existing.REJECT, table("loose", "id"));

        Chunk chunk = write(target, chunk(rows("id,name", row(null, "x"), row("a", "y"))));

        assertThat(rejects(chunk)).containsExactly("0 missing_field");
        assertThat(sample.query("SELECT id FROM loose")).containsExactly("a");
    }

    private static Tuple kept(long ordinal) {
        return tuple("kept_existing", ordinal);
    }
}
