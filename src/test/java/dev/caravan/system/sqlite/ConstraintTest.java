package dev.caravan.system.sqlite;

import static dev.caravan.spi.Chunks.chunk;
import static dev.caravan.spi.Chunks.rejects;
import static dev.caravan.spi.Chunks.row;
import static dev.caravan.spi.Chunks.rows;
import static dev.caravan.spi.Chunks.table;
import static dev.caravan.spi.Chunks.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.model.CaravanException;
import dev.caravan.model.Chunk;
import dev.caravan.model.Counts;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Existing;
import dev.caravan.spi.Target;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ConstraintTest {
    @TempDir
    private Path folder;

    private Sample sample;

    @BeforeEach
    void makeFile() {
        sample = new Sample(folder.resolve("v2.db"));
    }

    @AfterEach
    void close() {
        sample.close();
    }

    static List<Set<Integer>> badRows() {
        return List.of(
                Set.of(0),
                Set.of(999),
                Set.of(500),
                Set.of(0, 999),
                Set.of(499, 500),
                Set.of(1, 2, 3, 700, 998),
                Set.copyOf(
                        IntStream.range(0, 1000).filter(i -> i % 2 == 0).boxed().toList()),
                Set.copyOf(IntStream.range(0, 1000).boxed().toList()));
    }

    @ParameterizedTest
    @MethodSource("badRows")
    void shouldRejectEachBadRowAlone(Set<Integer> bad) {
        sample.run("CREATE TABLE t (id INTEGER PRIMARY KEY, v INTEGER CHECK (v >= 0))");
        Target target = sample.opened(Existing.REJECT, table("t", "id"));
        Object[][] many = new Object[1000][];
        for (int i = 0; i < many.length; i++) {
            many[i] = row(i, bad.contains(i) ? -i - 1 : i);
        }

        Chunk chunk = write(target, chunk(rows("id,v", many)));

        assertThat(chunk.counts()).isEqualTo(new Counts(1000, 1000 - bad.size(), 0, bad.size(), 0));
        assertThat(chunk.rejects())
                .allSatisfy(reject -> assertThat(reject.code()).isEqualTo("constraint_violation"))
                .extracting(reject -> (int) reject.ordinal())
                .containsExactlyInAnyOrderElementsOf(bad);
        assertThat(sample.query("SELECT id FROM t"))
                .containsExactlyElementsOf(IntStream.range(0, 1000)
                        .filter(i -> !bad.contains(i))
                        .mapToObj(Integer::toString)
                        .toList());
        assertThat(sample.query("SELECT count(*) FROM t WHERE id <> v")).containsExactly("0");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "v TEXT NOT NULL | NOT NULL constraint failed: t.v",
                "v TEXT UNIQUE DEFAULT 'twin' | UNIQUE constraint failed: t.v",
                "v TEXT, CONSTRAINT never CHECK (v = 'no') | CHECK constraint failed: never",
                "v TEXT CHECK (length(v) > 100) | length(v) > 100",
                "v TEXT REFERENCES parent (id) | foreign key (v) names no row of table 'parent'",
            })
    void shouldNameTheConstraintAndNotTheValue(String column, String wanted) {
        sample.run(
                "CREATE TABLE parent (id TEXT PRIMARY KEY)",
                "CREATE TABLE t (id INTEGER PRIMARY KEY, " + column + ")",
                "PRAGMA ignore_check_constraints = on; INSERT INTO t VALUES (7, 'secret')");
        Target target = sample.opened(Existing.REJECT, table("t", "id"));
        Object value = column.contains("NOT NULL") ? null : "secret";

        Chunk chunk = write(target, chunk(rows("id,v", row(1, value))));

        assertThat(rejects(chunk)).containsExactly("0 constraint_violation");
        assertThat(chunk.rejects().get(0).reason()).contains("'t'", wanted).doesNotContain("secret");
        assertThat(sample.query("SELECT id FROM t")).containsExactly("7");
    }

    @Test
    void shouldTellTheKeyFromAnotherUniqueColumn() {
        sample.run("CREATE TABLE t (id TEXT PRIMARY KEY, mail TEXT UNIQUE)", "INSERT INTO t VALUES ('a', 'x@y')");
        Target target = sample.opened(Existing.REPLACE, table("t", "id"));

        Chunk chunk = write(
                target, chunk(rows("id,mail", row("b", "x@y"), row("a", "new@y"), row("c", "new@y"), row("d", "d@y"))));

        assertThat(rejects(chunk)).containsExactly("0 constraint_violation", "2 constraint_violation");
        assertThat(sample.query("SELECT * FROM t ORDER BY id")).containsExactly("a|new@y", "d|d@y");
    }

    @ParameterizedTest
    @CsvSource({"IGNORE", "REPLACE", "ROLLBACK", "FAIL", "ABORT"})
    void shouldNotLetAConstraintDecideByItself(String action) {
        sample.run(
                "CREATE TABLE t (id TEXT PRIMARY KEY ON CONFLICT " + action + ", v TEXT NOT NULL ON CONFLICT " + action
                        + " DEFAULT 'made up')",
                "INSERT INTO t VALUES ('a', 'old')");
        Target target = sample.opened(Existing.REJECT, table("t", "id"));

        Chunk chunk = write(target, chunk(rows("id,v", row("x", "1"), row("a", "new"), row("b", null), row("y", "2"))));

        assertThat(rejects(chunk)).containsExactly("1 already_exists", "2 constraint_violation");
        assertThat(sample.query("SELECT * FROM t ORDER BY id")).containsExactly("a|old", "x|1", "y|2");
    }

    @ParameterizedTest
    @CsvSource({"ABORT", "FAIL"})
    void shouldRejectWhatATriggerRefuses(String action) {
        sample.run(
                "CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT)",
                "CREATE TABLE log (id INTEGER)",
                "CREATE TRIGGER watch AFTER INSERT ON t BEGIN INSERT INTO log VALUES (new.id);" + " SELECT RAISE("
                        + action + ", 'no bad ones') WHERE new.v = 'bad'; END");
        Target target = sample.opened(Existing.REJECT, table("t", "id"));

        Chunk chunk = write(target, chunk(rows("id,v", row(1, "a"), row(2, "bad"), row(3, "c"), row(4, "bad"))));

        assertThat(rejects(chunk)).containsExactly("1 constraint_violation", "3 constraint_violation");
        assertThat(chunk.rejects().get(0).reason()).contains("trigger", "no bad ones");
        assertThat(sample.query("SELECT id FROM t")).containsExactly("1", "3");
        assertThat(sample.query("SELECT id FROM log")).containsExactly("1", "3");
    }

    @Test
    void shouldNotRepeatATriggersMessageMadeOfValues() {
        sample.run(
                "CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT)",
                "CREATE TRIGGER watch BEFORE INSERT ON t BEGIN SELECT RAISE(ABORT, 'bad: ' || new.v); END");
        Target target = sample.opened(Existing.REJECT, table("t", "id"));

        Chunk chunk = write(target, chunk(rows("id,v", row(1, "secret"))));

        assertThat(chunk.rejects().get(0).reason()).contains("trigger").doesNotContain("secret");
    }

    @Test
    void shouldRejectARowThatATriggerDropsSilently() {
        sample.run(
                "CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT)",
                "CREATE TRIGGER drops BEFORE INSERT ON t WHEN new.v = 'bad' BEGIN SELECT RAISE(IGNORE); END");
        Target target = sample.opened(Existing.REJECT, table("t", "id"));

        Chunk chunk = write(target, chunk(rows("id,v", row(1, "a"), row(2, "bad"), row(3, "c"))));

        assertThat(rejects(chunk)).containsExactly("1 constraint_violation");
        assertThat(sample.query("SELECT id FROM t")).containsExactly("1", "3");
    }

    @Test
    void shouldStopAtATriggerThatRollsBackTheTransaction() {
        sample.run(
                "CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT)",
                "CREATE TRIGGER harsh BEFORE INSERT ON t WHEN new.v = 'bad'"
                        + " BEGIN SELECT RAISE(ROLLBACK, 'out'); END");
        Target target = sample.opened(Existing.REJECT, table("t", "id"));

        assertThatThrownBy(() -> write(target, chunk(rows("id,v", row(1, "a"), row(2, "bad")))))
                .isInstanceOfSatisfying(
                        CaravanException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TARGET_UNUSABLE));

        assertThat(sample.query("SELECT id FROM t")).isEmpty();
        assertThat(sample.query("SELECT read FROM caravan_ledger")).isEmpty();
        write(target, chunk(rows("id,v", row(1, "a"))));
        assertThat(sample.query("SELECT id FROM t")).containsExactly("1");
    }

    @Test
    void shouldLetATriggerResolveItsOwnConflicts() {
        sample.run(
                "CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT)",
                "CREATE TABLE words (word TEXT PRIMARY KEY)",
                "CREATE TRIGGER keep AFTER INSERT ON t BEGIN INSERT OR IGNORE INTO words VALUES (new.v); END");
        Target target = sample.opened(Existing.REJECT, table("t", "id"));

        Chunk chunk = write(target, chunk(rows("id,v", row(1, "a"), row(2, "a"), row(3, "b"))));

        assertThat(chunk.rejects()).isEmpty();
        assertThat(sample.query("SELECT word FROM words ORDER BY word")).containsExactly("a", "b");
    }

    @Test
    void shouldKeepTheFullTextIndexInStepThroughEveryPath() {
        sample.run(
                "CREATE TABLE t (n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, text TEXT CHECK (text <> 'bad'))",
                "CREATE VIRTUAL TABLE t_fts USING fts5(text, content = 't', content_rowid = 'n')",
                "CREATE TRIGGER ai AFTER INSERT ON t BEGIN INSERT INTO t_fts(rowid, text) VALUES (new.n, new.text);"
                        + " END",
                "CREATE TRIGGER ad AFTER DELETE ON t BEGIN INSERT INTO t_fts(t_fts, rowid, text)"
                        + " VALUES ('delete', old.n, old.text); END",
                "CREATE TRIGGER au AFTER UPDATE ON t BEGIN INSERT INTO t_fts(t_fts, rowid, text) VALUES ('delete',"
                        + " old.n, old.text); INSERT INTO t_fts(rowid, text) VALUES (new.n, new.text); END");
        Target target = sample.opened(Existing.REPLACE, table("t", "id"));

        write(target, chunk(rows("id,text", row("a", "red apple"), row("b", "bad"), row("c", "green pear"))));
        write(target, chunk(rows("id,text", row("a", "blue plum"), row("d", "bad"), row("d", "red cherry"))));
        target.repair("t", rows("id,text", row("c", "red pear")));
        target.delete("t", rows("id", row("d")));

        assertThat(sample.query("SELECT id, text FROM t ORDER BY id")).containsExactly("a|blue plum", "c|red pear");
        assertThat(sample.query("SELECT rowid FROM t_fts WHERE t_fts MATCH 'red'"))
                .isEqualTo(sample.query("SELECT n FROM t WHERE id = 'c'"));
        sample.run("INSERT INTO t_fts(t_fts, rank) VALUES ('integrity-check', 1)");
    }
}
