package dev.caravan.system.sqlite;

import static dev.caravan.spi.Chunks.NOW;
import static dev.caravan.spi.Chunks.SCOPE;
import static dev.caravan.spi.Chunks.chunk;
import static dev.caravan.spi.Chunks.row;
import static dev.caravan.spi.Chunks.rows;
import static dev.caravan.spi.Chunks.table;
import static dev.caravan.spi.Chunks.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Existing;
import dev.caravan.model.LedgerScope;
import dev.caravan.spi.SystemKind.TargetTable;
import dev.caravan.spi.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqliteTargetTest {
    private static final String SCHEMA = "CREATE TABLE IF NOT EXISTS thing (id TEXT NOT NULL PRIMARY KEY, name TEXT);";
    private static final TargetTable THING = table("thing", "id");

    @TempDir
    private Path folder;

    private Sample sample;

    @BeforeEach
    void makeTable() {
        sample = new Sample(folder.resolve("v2.db"), SCHEMA);
    }

    @AfterEach
    void close() {
        sample.close();
    }

    @Test
    void shouldMakeFolderDatabaseAndTablesByTheSchemaFiles() {
        Path file = folder.resolve("deep/er/new.db");
        String first = sample.schemaFile("1.sql", "-- one; 'two\nCREATE TABLE parent (id TEXT PRIMARY KEY);\n");
        String second = sample.schemaFile(
                "2.sql",
                "CREATE TABLE child (id TEXT PRIMARY KEY, parent TEXT REFERENCES parent (id));"
                        + "CREATE TRIGGER t AFTER INSERT ON child BEGIN SELECT 'a;b'; SELECT 1; END;"
                        + "INSERT INTO parent VALUES ('seed;');");
        Target target = sample.target(
                Sample.settings(file, first, second), Existing.REJECT, table("parent", "id"), table("child", "id"));

        Target.Ledger ledger = target.open(SCOPE);

        assertThat(ledger).isEqualTo(new Target.Ledger(1, NOW, List.of()));
        target.close();
        try (Sample made = new Sample(file)) {
            assertThat(made.query("SELECT id FROM parent")).containsExactly("seed;");
            assertThat(made.query("SELECT name FROM sqlite_schema WHERE type = 'trigger'"))
                    .containsExactly("t");
            assertThat(made.query("SELECT migration, first_start FROM caravan_migration"))
                    .containsExactly("demo|2026-01-02T03:04:05.123456Z");
        }
    }

    @Test
    void shouldLeaveNothingOfAFailedSchema() {
        Path file = folder.resolve("new.db");
        String good = sample.schemaFile("1.sql", "CREATE TABLE thing (id TEXT PRIMARY KEY);");
        String bad = sample.schemaFile("2.sql", "CREATE TABLE other (id TEXT PRIMARY KEY); CREATE TABLE oops (");
        Target target = sample.target(Sample.settings(file, good, bad), Existing.REJECT, THING);

        assertThatThrownBy(() -> target.open(SCOPE)).isInstanceOfSatisfying(CaravanException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.TARGET_UNUSABLE);
            assertThat(e.where()).isEqualTo(bad);
        });

        target.close();
        assertThat(new Sample(file).query("SELECT name FROM sqlite_schema")).isEmpty();
    }

    @Test
    void shouldRunNoSchemaFileWhenTheTablesAreThere() {
        sample.run("INSERT INTO thing VALUES ('a', 'x')");
        String schema = sample.schemaFile("1.sql", "DROP TABLE thing; CREATE TABLE thing (id TEXT PRIMARY KEY);");
        Target target = sample.target(sample.settings(schema), Existing.REJECT, THING);

        target.open(SCOPE);

        assertThat(sample.query("SELECT * FROM thing")).containsExactly("a|x");
    }

    @Test
    void shouldListEverythingThatDoesNotFit() {
        Target target =
                sample.target(Existing.REJECT, table("thin", "id"), table("thing", "nam"), table("thing", "name"));

        assertThatThrownBy(() -> target.open(SCOPE)).isInstanceOfSatisfying(CaravanException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.SCHEMA_MISMATCH);
            assertThat(e)
                    .hasMessageContainingAll(
                            "no table 'thin' (did you mean 'thing'?)",
                            "no key column 'nam' (did you mean 'name'?)",
                            "key (name) of table 'thing' is not unique");
        });
    }

    @Test
    void shouldListColumnsThatDoNotFit() {
        sample.run("CREATE TABLE strict (id TEXT PRIMARY KEY, must TEXT NOT NULL, too TEXT NOT NULL, fine TEXT NOT NULL"
                + " DEFAULT '')");
        Target target = sample.opened(Existing.REJECT, table("strict", "id"));

        assertThatThrownBy(() -> write(target, chunk(rows("id,extra,more", row("a", "b", "c")))))
                .isInstanceOfSatisfying(CaravanException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.SCHEMA_MISMATCH);
                    assertThat(e)
                            .hasMessageContainingAll("'extra'", "'more'", "'must'", "'too'")
                            .hasMessageNotContaining("'fine'");
                });
    }

    @Test
    void shouldRefuseAMissingDatabaseWithoutSchema() {
        Path file = folder.resolve("none/none.db");
        Target target = sample.target(Sample.settings(file), Existing.REJECT, THING);

        assertThatThrownBy(() -> target.open(SCOPE))
                .isInstanceOfSatisfying(
                        CaravanException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TARGET_UNUSABLE));
        assertThat(file.getParent()).doesNotExist();
    }

    @Test
    void shouldRefuseWhatIsNoDatabase() throws Exception {
        Path file = Files.writeString(folder.resolve("text.db"), "this is not a database at all");
        Target target = sample.target(Sample.settings(file), Existing.REJECT, THING);

        assertThatThrownBy(() -> target.open(SCOPE))
                .isInstanceOf(CaravanException.class)
                .hasMessageContaining("not an SQLite database");
        assertThat(file).hasContent("this is not a database at all");
    }

    @Test
    void shouldOpenAPathWithSignsThatMeanSomethingToTheDriver() {
        Path file = folder.resolve("a?b=c&d#e%20f '\"é.db");
        String schema = sample.schemaFile("1.sql", SCHEMA);
        Target target = sample.target(Sample.settings(file, schema), Existing.REJECT, THING);

        target.open(SCOPE);
        write(target, chunk(rows("id,name", row("a", "x"))));

        assertThat(file).exists();
        assertThat(sample.system().catalogue(Sample.settings(file)).count("thing"))
                .isEqualTo(1);
    }

    @Test
    void shouldRepairAndDeleteByKey() {
        sample.run("INSERT INTO thing VALUES ('a', 'wrong'), ('b', 'fine'), ('x', 'extra'), ('y', 'extra')");
        Target target = sample.opened(Existing.REJECT, THING);

        target.repair("thing", rows("id,name", row("a", "right"), row("c", "missing")));
        target.delete("thing", rows("id", row("x"), row("y"), row("not there")));

        assertThat(sample.query("SELECT * FROM thing ORDER BY id")).containsExactly("a|right", "b|fine", "c|missing");
        assertThat(sample.query("SELECT count(*) FROM caravan_ledger")).containsExactly("0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE TABLE thing (id TEXT, name TEXT)",
                "CREATE TABLE thing (id TEXT COLLATE NOCASE, name TEXT, \"row\" INTEGER, pass TEXT, c0 TEXT)",
                "CREATE TABLE thing (id TEXT, name TEXT, rowid INTEGER, n INTEGER PRIMARY KEY)",
                "CREATE TABLE thing (id TEXT, name TEXT, n TEXT DEFAULT (hex(randomblob(16))), m INTEGER DEFAULT 1,"
                        + " PRIMARY KEY (n, m)) WITHOUT ROWID"
            })
    void shouldMendKeysThatAreThereTwiceAsNothingIsUniqueAnyMore(String table) {
        sample.run(
                "DROP TABLE thing",
                table,
                "INSERT INTO thing (id, name) VALUES ('a', 'x'), ('b', 'same'), ('b', 'same'), ('c', 'one'), ('c', 'two'),"
                        + " ('d', 'y'), ('e', 'z'), ('b', 'same')");
        sample.run("INSERT INTO thing (id, name) VALUES ('B', 'another key')");
        Target target = sample.target(Existing.REJECT, THING);
        assertThatThrownBy(() -> target.open(SCOPE))
                .hasMessageContainingAll("key (id) of table 'thing' is not unique there", "--repair --delete-extra");

        target.openForRepair(SCOPE);
        target.deleteSurplus("thing", rows("id", row("b"), row("nobody")));
        target.repair("thing", rows("id,name", row("c", "right"), row("f", "missing")));
        List<String> before = sample.query("SELECT id, name FROM thing ORDER BY id COLLATE BINARY");
        target.deleteSurplus("thing", rows("id", row("c")));
        target.delete("thing", rows("id", row("e"), row("D")));

        assertThat(before)
                .containsExactly("B|another key", "a|x", "b|same", "c|right", "c|right", "d|y", "e|z", "f|missing");
        assertThat(sample.query("SELECT id, name FROM thing ORDER BY id COLLATE BINARY"))
                .containsExactly("B|another key", "a|x", "b|same", "c|right", "d|y", "f|missing");
    }

    @Test
    void shouldMendParentsThatHaveLostTheirKey() {
        sample.run(
                "DROP TABLE thing",
                "CREATE TABLE thing (id TEXT, name TEXT)",
                "CREATE TABLE child (id TEXT PRIMARY KEY, thing TEXT REFERENCES thing (id))",
                "INSERT INTO thing VALUES ('a', 'x'), ('a', 'x'), ('z', 'extra')",
                "INSERT INTO child VALUES ('c', 'a')");
        Target target = sample.target(Existing.REJECT, THING, table("child", "id"));

        target.openForRepair(SCOPE);
        target.deleteSurplus("thing", rows("id", row("a")));
        target.delete("thing", rows("id", row("z")));
        target.repair("child", rows("id,thing", row("d", "a")));

        assertThat(sample.query("SELECT * FROM thing")).containsExactly("a|x");
        assertThat(sample.query("SELECT * FROM child ORDER BY id")).containsExactly("c|a", "d|a");
    }

    @Test
    void shouldLeaveNoneOfTheRowsThatNothingTellsApart() {
        sample.run(
                "DROP TABLE thing",
                "CREATE TABLE thing (id TEXT, name TEXT, rowid INTEGER, oid INTEGER, _rowid_ INTEGER)",
                "INSERT INTO thing (id, name) VALUES ('a', 'x'), ('b', 'same'), ('b', 'same')");
        Target target = sample.target(Existing.REJECT, THING);

        target.openForRepair(SCOPE);
        target.deleteSurplus("thing", rows("id", row("b")));
        List<String> before = sample.query("SELECT id, name FROM thing");
        target.repair("thing", rows("id,name", row("b", "once")));

        assertThat(before).containsExactly("a|x");
        assertThat(sample.query("SELECT id, name FROM thing ORDER BY id")).containsExactly("a|x", "b|once");
    }

    @Test
    void shouldLetThreadsTakeTurns() throws Exception {
        Target target = sample.opened(Existing.REJECT, THING);
        Target second = sample.target(Existing.REJECT, THING);
        second.open(new LedgerScope("demo", "others", "d", "1@here"));
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                int number = i;
                all.add(threads.submit(() -> write(
                        number % 2 == 0 ? target : second,
                        chunk(rows("id,name", row("id" + number, "x"), row("same", "x"))))));
            }
            for (Future<?> one : all) {
                one.get();
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(sample.query("SELECT count(*) FROM thing")).containsExactly("41");
    }

    @Test
    void shouldKeepTheJournalOfAnExistingDatabase() {
        sample.opened(Existing.REJECT, THING);

        assertThat(sample.query("PRAGMA journal_mode")).containsExactly("delete");
    }

    @Test
    void shouldSayWhenTheDiskIsFullAndWriteAgainOnceThereIsRoom() throws Exception {
        Target target = sample.opened(THING, "PRAGMA max_page_count = 40");
        write(target, chunk(rows("id,name", row("before", "x"))));
        Object[][] large = new Object[200][];
        for (int i = 0; i < large.length; i++) {
            large[i] = row("large" + i, "x".repeat(4000));
        }

        assertThatThrownBy(() -> write(target, chunk(rows("id,name", large))))
                .isInstanceOfSatisfying(CaravanException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.IO_FAILED);
                    assertThat(e.where()).isEqualTo(sample.file().toString());
                    assertThat(e)
                            .hasMessageContaining("full")
                            .hasRootCauseMessage(
                                    "[SQLITE_FULL] Insertion failed because database is full (database or disk is"
                                            + " full)");
                });

        assertThat(sample.query("SELECT id FROM thing")).containsExactly("before");
        assertThat(sample.query("SELECT read FROM caravan_ledger")).containsExactly("1");
        write(target, chunk(rows("id,name", row("after", "x"))));
        write(sample.opened(Existing.REJECT, THING), chunk(rows("id,name", large)));
        assertThat(sample.query("SELECT count(*) FROM thing")).containsExactly("202");
        assertThat(sample.query("PRAGMA integrity_check")).containsExactly("ok");
    }

    @Test
    void shouldNameTheLockOfAnotherProcess() throws Exception {
        Target target = sample.opened(THING, "PRAGMA busy_timeout = 50");
        try (Connection other = sample.connect();
                Statement statement = other.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");

            assertThatThrownBy(() -> write(target, chunk(rows("id,name", row("a", "x")))))
                    .isInstanceOfSatisfying(CaravanException.class, e -> {
                        assertThat(e.code()).isEqualTo(ErrorCode.IO_FAILED);
                        assertThat(e).hasMessageContaining("another process");
                    });

            statement.execute("ROLLBACK");
        }
        write(target, chunk(rows("id,name", row("a", "x"))));
        assertThat(sample.query("SELECT * FROM thing")).containsExactly("a|x");
    }
}
