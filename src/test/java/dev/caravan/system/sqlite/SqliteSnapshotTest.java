package dev.caravan.system.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.model.SystemSettings;
import dev.caravan.spi.Snapshot;
import dev.caravan.spi.SnapshotContract;
import dev.caravan.spi.SnapshotFolder;
import dev.caravan.spi.SystemKind;
import dev.caravan.step.StepCalls;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteSnapshotTest extends SnapshotContract {
    private final AtomicInteger files = new AtomicInteger();

    @TempDir
    private Path folder;

    @Override
    protected SystemKind kind() {
        return new SqliteSystem(Clock.systemUTC());
    }

    @Override
    protected SystemSettings filled() throws Exception {
        SystemSettings system = empty();
        run(
                system,
                "PRAGMA page_size = 1024",
                "PRAGMA journal_mode = WAL",
                "PRAGMA user_version = 7",
                "CREATE TABLE \"odd name\" (a, b TEXT COLLATE NOCASE, c INT DEFAULT 4, d GENERATED ALWAYS AS (c + 1))",
                "INSERT INTO \"odd name\"(a, b, c) VALUES (NULL, '', 1), (x'00ff', 'ä\uD83D\uDE00', 9007199254740993),"
                        + " (CAST(x'c328' AS TEXT), 'x', -1), (0.1, 'y', 1e308), (-0.0, 'y', 'text in a number')",
                "CREATE TABLE plain (id INTEGER PRIMARY KEY AUTOINCREMENT, t TEXT UNIQUE NOT NULL) STRICT",
                "INSERT INTO plain VALUES (5, 'five'), (9, 'nine')",
                "CREATE TABLE keyed (k TEXT PRIMARY KEY, v) WITHOUT ROWID",
                "INSERT INTO keyed VALUES ('a', 1), ('b', NULL)",
                "CREATE VIRTUAL TABLE words USING fts5(t, content='plain', content_rowid='id')",
                "INSERT INTO words(words) VALUES ('rebuild')",
                "CREATE VIEW seen AS SELECT t FROM plain",
                "CREATE TRIGGER follows AFTER INSERT ON plain BEGIN INSERT INTO words(rowid, t) VALUES (new.id, new.t); END",
                "CREATE INDEX by_t ON plain (t DESC) WHERE id > 3");
        return system;
    }

    @Override
    protected SystemSettings empty() {
        Path file = folder.resolve("db " + files.incrementAndGet() + "#.db");
        return StepCalls.system("v1", "sqlite", file.toString());
    }

    @Override
    protected Map<String, String> values(SystemSettings system) throws SQLException {
        Map<String, String> values = new TreeMap<>();
        try (Connection connection = open(system);
                Statement statement = connection.createStatement()) {
            List<String> tables = column(
                    statement, "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql NOT LIKE '%VIRTUAL%'");
            for (String table : tables) {
                List<String> columns = column(statement, "SELECT name FROM pragma_table_xinfo('" + table + "')");
                String all = String.join(
                        " || '|' || ",
                        columns.stream()
                                .map(name -> "typeof(\"" + name + "\") || hex(CAST(\"" + name + "\" AS BLOB))")
                                .toList());
                values.put(
                        table,
                        column(statement, "SELECT " + all + " FROM \"" + table + "\"")
                                .toString());
            }
            values.put(
                    "",
                    column(statement, "SELECT type || name || coalesce(sql, '') FROM sqlite_schema")
                            .toString());
            for (String pragma : List.of("user_version", "journal_mode", "page_size")) {
                values.put(
                        "pragma " + pragma,
                        column(statement, "PRAGMA " + pragma).toString());
            }
        }
        return values;
    }

    @Override
    protected void change(SystemSettings system) throws Exception {
        run(
                system,
                "UPDATE keyed SET v = 2 WHERE k = 'b'",
                "DELETE FROM plain WHERE id = 5",
                "INSERT INTO \"odd name\"(a) VALUES (3)",
                "DROP VIEW seen",
                "CREATE TABLE later (x)");
    }

    @Override
    protected String place() {
        return "Plain";
    }

    @Override
    protected void move(SystemSettings system) throws Exception {
        run(
                system,
                "INSERT INTO plain VALUES (11, 'eleven')",
                "CREATE TABLE caravan_ledger (x)",
                "INSERT INTO caravan_ledger VALUES (1)");
    }

    @Override
    protected List<String> surroundings() throws Exception {
        try (Stream<Path> found = Files.list(folder)) {
            return found.map(Path::toString)
                    .filter(path -> !path.contains(".db"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void shouldCopyOneMomentWhileAnotherWrites() throws Exception {
        SystemSettings system = filled();
        SnapshotFolder copy = new SnapshotFolder(Files.createDirectory(folder.resolve("copy")), writes(system));

        Snapshot snapshot = kind().snapshot(system);
        Snapshot.Contents taken = snapshot.take(copy);

        SnapshotFolder calm = new SnapshotFolder(copy.path(), SnapshotFolder.Pace.UNHURRIED);
        assertThat(snapshot.prove(calm, taken)).isNotBlank();
        assertThat(taken.differences(snapshot.look(SnapshotFolder.Pace.UNHURRIED)))
                .isNotEmpty();
    }

    @Test
    void shouldRestoreWhileAnotherHasItOpen() throws Exception {
        SystemSettings system = filled();
        Map<String, String> before = values(system);
        SnapshotFolder copy =
                new SnapshotFolder(Files.createDirectory(folder.resolve("copy")), SnapshotFolder.Pace.UNHURRIED);
        kind().snapshot(system).take(copy);
        run(system, "PRAGMA journal_mode = DELETE");
        change(system);

        try (Connection open = open(system);
                Statement statement = open.createStatement()) {
            assertThat(column(statement, "SELECT count(*) FROM plain")).containsExactly("1");
            kind().snapshot(system).restore(copy);

            assertThat(column(statement, "SELECT count(*) FROM plain")).containsExactly("2");
        }
        assertThat(values(system)).isEqualTo(before);
    }

    @Test
    void shouldLeaveTheFreezeOutOfTheCopy() throws Exception {
        SystemSettings system = filled();
        Snapshot snapshot = kind().snapshot(system);
        Snapshot.Contents free = snapshot.look(SnapshotFolder.Pace.UNHURRIED);
        SnapshotFolder copy =
                new SnapshotFolder(Files.createDirectory(folder.resolve("copy")), SnapshotFolder.Pace.UNHURRIED);

        kind().freeze(system, StepCalls.json("{}")).freeze("t");
        Snapshot.Contents taken = snapshot.take(copy);
        kind().snapshot(system).restore(copy);

        assertThat(taken.parts()).isEqualTo(free.parts());
        run(system, "INSERT INTO keyed VALUES ('new', 1)");
    }

    private static SnapshotFolder.Pace writes(SystemSettings system) {
        AtomicInteger number = new AtomicInteger();
        return () -> {
            try {
                run(system, "INSERT INTO keyed VALUES ('during " + number.incrementAndGet() + "', 1)");
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        };
    }

    private static Connection open(SystemSettings system) throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + system.address());
    }

    private static void run(SystemSettings system, String... statements) throws SQLException {
        try (Connection connection = open(system);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static List<String> column(Statement statement, String sql) throws SQLException {
        List<String> found = new ArrayList<>();
        try (ResultSet row = statement.executeQuery(sql)) {
            while (row.next()) {
                found.add(row.getString(1));
            }
        }
        return found;
    }
}
