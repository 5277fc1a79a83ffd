package dev.caravan.system.sqlite;

import static dev.caravan.model.Fate.IMPORTED;
import static dev.caravan.model.Fate.REJECTED;
import static dev.caravan.model.Fate.SKIPPED;
import static dev.caravan.spi.Chunks.children;
import static dev.caravan.spi.Chunks.chunk;
import static dev.caravan.spi.Chunks.fates;
import static dev.caravan.spi.Chunks.rejects;
import static dev.caravan.spi.Chunks.row;
import static dev.caravan.spi.Chunks.rows;
import static dev.caravan.spi.Chunks.table;
import static dev.caravan.spi.Chunks.write;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.model.ChildRows;
import dev.caravan.model.Chunk;
import dev.caravan.model.Counts;
import dev.caravan.model.Existing;
import dev.caravan.model.Reject;
import dev.caravan.spi.SystemKind.TargetTable;
import dev.caravan.spi.Target;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForeignKeyTest {
    private static final TargetTable TALK = table("talk", "id");
    private static final TargetTable TURN = table("turn", "id");

    @TempDir
    private Path folder;

    private Sample sample;

    @BeforeEach
    void makeTables() {
        sample = new Sample(
                folder.resolve("v2.db"),
                "CREATE TABLE talk (id TEXT NOT NULL PRIMARY KEY, topic TEXT CHECK (topic <> 'bad'))",
                "CREATE TABLE turn (id TEXT NOT NULL PRIMARY KEY, n INTEGER NOT NULL CHECK (n > 0),"
                        + " talk TEXT NOT NULL REFERENCES talk (id) ON DELETE CASCADE, text TEXT NOT NULL,"
                        + " UNIQUE (talk, n))");
    }

    @AfterEach
    void close() {
        sample.close();
    }

    @Test
    void shouldWriteChildrenAfterTheirParents() {
        Target target = sample.opened(Existing.REJECT, TALK, TURN);

        Chunk chunk = write(
                target,
                chunk(
                        rows("id,topic", row("a", "x"), row("b", "y")),
                        turns(row(0, "a1", 1, "a", "hi"), row(0, "a2", 2, "a", "ho"), row(1, "b1", 1, "b", "hm"))));

        assertThat(fates(chunk)).containsExactly(IMPORTED, IMPORTED);
        assertThat(chunk.childCounts(0)).isEqualTo(new Counts(3, 3, 0, 0, 0));
        assertThat(sample.query("SELECT id, n, talk, text FROM turn ORDER BY id"))
                .containsExactly("a1|1|a|hi", "a2|2|a|ho", "b1|1|b|hm");
        assertThat(sample.query("SELECT children FROM caravan_ledger")).containsExactly("{\"turn\":[3,3,0,0,0]}");
    }

    @Test
    void shouldRejectABadChildAlone() {
        Target target = sample.opened(Existing.REJECT, TALK, TURN);

        Chunk chunk = write(
                target,
                chunk(
                        rows("id,topic", row("a", "x")),
                        turns(
                                row(0, "a1", 1, "a", "hi"),
                                row(0, "a2", 2, "a", null),
                                row(0, "a3", 3, "a", 17),
                                row(0, "a1", 4, "a", "other"),
                                row(0, "a5", 1, "a", "same number"),
                                row(0, "a6", 6, "nobody", "lost"))));

        assertThat(fates(chunk)).containsExactly(IMPORTED);
        assertThat(chunk.childCounts(0)).isEqualTo(new Counts(6, 1, 0, 5, 0));
        assertThat(rejects(chunk))
                .containsExactly(
                        "0 turn#1 constraint_violation",
                        "0 turn#2 constraint_violation",
                        "0 turn#3 bad_type",
                        "0 turn#4 duplicate_key",
                        "0 turn#6 constraint_violation");
        assertThat(sample.query("SELECT id, text FROM turn")).containsExactly("a1|hi");
    }

    @Test
    void shouldTakeTheChildrenOfARejectedParentAlong() {
        Target target = sample.opened(Existing.REJECT, TALK, TURN);

        Chunk chunk = write(
                target,
                chunk(
                        rows("id,topic", row("a", "bad"), row("b", "y")),
                        turns(row(0, "a1", 1, "a", "hi"), row(1, "b1", 1, "b", "hm"))));

        assertThat(fates(chunk)).containsExactly(REJECTED, IMPORTED);
        assertThat(rejects(chunk)).containsExactly("0 constraint_violation");
        assertThat(chunk.childCounts(0)).isEqualTo(new Counts(1, 1, 0, 0, 0));
        assertThat(sample.query("SELECT id FROM turn")).containsExactly("b1");
    }

    @Test
    void shouldSkipWhatIsThereWithItsChildren() {
        Target target = sample.opened(Existing.REJECT, TALK, TURN);
        ChildRows turns = turns(row(0, "a1", 1, "a", "hi"), row(0, "a2", 2, "a", "ho"));
        write(target, chunk(rows("id,topic", row("a", "x")), turns));

        Chunk again = write(target, chunk(rows("id,topic", row("a", "x")), turns));

        assertThat(fates(again)).containsExactly(SKIPPED);
        assertThat(again.childCounts(0)).isEqualTo(new Counts(2, 0, 0, 0, 2));
        assertThat(again.rejects()).isEmpty();
    }

    @Test
    void shouldImportARecordWhoseChildWasMissing() {
        Target target = sample.opened(Existing.REJECT, TALK, TURN);
        write(target, chunk(rows("id,topic", row("a", "x")), turns(row(0, "a1", 1, "a", "hi"))));

        Chunk again = write(
                target,
                chunk(rows("id,topic", row("a", "x")), turns(row(0, "a1", 1, "a", "hi"), row(0, "a2", 2, "a", "ho"))));

        assertThat(fates(again)).containsExactly(IMPORTED);
        assertThat(sample.query("SELECT id FROM turn ORDER BY id")).containsExactly("a1", "a2");
    }

    @Test
    void shouldKeepAParentWithItsOwnChildren() {
        sample.run("INSERT INTO talk VALUES ('a', 'old')", "INSERT INTO turn VALUES ('a1', 1, 'a', 'old')");
        Target target = sample.opened(Existing.KEEP, TALK, TURN);

        Chunk chunk = write(
                target,
                chunk(
                        rows("id,topic", row("a", "new")),
                        turns(row(0, "a1", 1, "a", "new"), row(0, "a2", 2, "a", "new"))));

        assertThat(fates(chunk)).containsExactly(SKIPPED);
        assertThat(chunk.kept()).extracting(Reject::child).containsExactly("");
        assertThat(sample.query("SELECT id, text FROM turn")).containsExactly("a1|old");
    }

    @Test
    void shouldKeepAChildOfAnEqualParent() {
        sample.run("INSERT INTO talk VALUES ('a', 'x')", "INSERT INTO turn VALUES ('a1', 1, 'a', 'old')");
        Target target = sample.opened(Existing.KEEP, TALK, TURN);

        Chunk chunk = write(target, chunk(rows("id,topic", row("a", "x")), turns(row(0, "a1", 1, "a", "new"))));

        assertThat(fates(chunk)).containsExactly(SKIPPED);
        assertThat(chunk.kept()).extracting(Reject::child).containsExactly("turn#1");
        assertThat(sample.query("SELECT id, text FROM turn")).containsExactly("a1|old");
    }

    @Test
    void shouldReplaceTheChildrenWithTheirParent() {
        sample.run(
                "INSERT INTO talk VALUES ('a', 'old'), ('z', 'not ours')",
                "INSERT INTO turn VALUES ('a1', 1, 'a', 'old'), ('gone', 2, 'a', 'old'), ('z1', 1, 'z', 'not ours')");
        Target target = sample.opened(Existing.REPLACE, TALK, TURN);

        Chunk chunk = write(
                target,
                chunk(
                        rows("id,topic", row("a", "new"), row("b", "y")),
                        turns(row(0, "a1", 1, "a", "new"), row(0, "a2", 2, "a", "new"), row(1, "b1", 1, "b", "hm"))));

        assertThat(fates(chunk)).containsExactly(IMPORTED, IMPORTED);
        assertThat(chunk.rejects()).isEmpty();
        assertThat(sample.query("SELECT id, text FROM turn ORDER BY id"))
                .containsExactly("a1|new", "a2|new", "b1|hm", "z1|not ours");
    }

    @Test
    void shouldAcceptATreeInAnyOrderAndRejectTheRestOfABrokenBranch() {
        sample.run("CREATE TABLE node (id TEXT PRIMARY KEY, up TEXT REFERENCES node (id), v INTEGER CHECK (v > 0))");
        Target target = sample.opened(Existing.REJECT, table("node", "id"));

        Chunk chunk = write(
                target,
                chunk(rows(
                        "id,up,v",
                        row("leaf", "branch", 1),
                        row("branch", "root", 1),
                        row("lost", "bad", 1),
                        row("bad", "root", -1),
                        row("deeper", "lost", 1),
                        row("root", null, 1),
                        row("nowhere", "nobody", 1))));

        assertThat(rejects(chunk))
                .containsExactly(
                        "2 constraint_violation",
                        "3 constraint_violation",
                        "4 constraint_violation",
                        "6 constraint_violation");
        assertThat(sample.query("SELECT id FROM node ORDER BY id")).containsExactly("branch", "leaf", "root");
        assertThat(sample.query("PRAGMA foreign_key_check")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"REPLACE", "REJECT"})
    void shouldFindWhatADeferredForeignKeyWouldRefuseAtTheCommit(Existing existing) {
        sample.run(
                "CREATE TABLE late (id TEXT PRIMARY KEY, up TEXT REFERENCES late (id) DEFERRABLE INITIALLY DEFERRED)",
                "CREATE TABLE leaf (id TEXT PRIMARY KEY, n INTEGER, up TEXT REFERENCES late (id)"
                        + " DEFERRABLE INITIALLY DEFERRED)");
        Target target = sample.opened(existing, table("late", "id"), table("leaf", "id"));

        Chunk chunk = write(
                target,
                chunk(
                        rows(
                                "id,up",
                                row("b", "a"),
                                row("a", null),
                                row("d", "c"),
                                row("c", "nobody"),
                                row("e", "d"),
                                row("self", "self")),
                        children("leaf", "id,n,up", row(0, "l1", 1, "a"), row(1, "l2", 1, "c"), row(2, "l3", 1, "d"))));

        assertThat(rejects(chunk))
                .containsExactly(
                        "1 leaf#1 constraint_violation",
                        "2 constraint_violation",
                        "3 constraint_violation",
                        "4 constraint_violation");
        assertThat(chunk.rejects())
                .allSatisfy(reject -> assertThat(reject.reason()).contains("foreign key (up)"));
        assertThat(sample.query("SELECT id FROM late ORDER BY id")).containsExactly("a", "b", "self");
        assertThat(sample.query("SELECT id FROM leaf")).containsExactly("l1");
    }

    @Test
    void shouldUseAForeignKeyToAColumnThatIsNotWritten() {
        sample.run(
                "CREATE TABLE memo (n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE)",
                "CREATE TABLE part (id TEXT PRIMARY KEY, k INTEGER, memo INTEGER REFERENCES memo)");
        Target target = sample.opened(Existing.REPLACE, table("memo", "id"), table("part", "id"));
        sample.run("INSERT INTO memo VALUES (5, 'a')");

        Chunk chunk = write(
                target,
                chunk(rows("id", row("a")), children("part", "id,k,memo", row(0, "p", 1, 5), row(0, "q", 2, 6))));

        assertThat(rejects(chunk)).containsExactly("0 part#2 constraint_violation");
        assertThat(sample.query("SELECT id, memo FROM part")).containsExactly("p|5");
    }

    private static ChildRows turns(Object[]... rows) {
        return children("turn", "id,n,talk,text", rows);
    }
}
