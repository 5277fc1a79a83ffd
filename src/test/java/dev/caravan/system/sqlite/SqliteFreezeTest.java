package dev.caravan.system.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.model.SystemSettings;
import dev.caravan.spi.Freeze;
import dev.caravan.spi.FreezeContract;
import dev.caravan.step.StepCalls;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SqliteFreezeTest extends FreezeContract {
    private final SqliteSystem kind = new SqliteSystem(Clock.systemUTC());

    @TempDir
    private Path folder;

    private SystemSettings system;

    @BeforeEach
    void make() throws SQLException {
        system = StepCalls.system("v1", "sqlite", folder.resolve("a.db").toString());
        try (Connection connection = open();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE notes (id INTEGER PRIMARY KEY, t TEXT NOT NULL CHECK (t <> 'no'))");
            statement.execute("CREATE TABLE strict_one (id INT NOT NULL PRIMARY KEY, b BLOB NOT NULL) WITHOUT ROWID");
            statement.execute("CREATE VIRTUAL TABLE words USING fts5(t, content = 'notes', content_rowid = 'id')");
            statement.execute("CREATE TRIGGER follow AFTER INSERT ON notes BEGIN"
                    + " INSERT INTO words(rowid, t) VALUES (new.id, new.t); END");
            statement.execute("INSERT INTO notes(t) VALUES ('a')");
        }
    }

    @Override
    protected Freeze freeze() {
        return kind.freeze(system, StepCalls.json("{}"));
    }

    @Override
    protected Freeze unreachable() {
        return kind.freeze(
                StepCalls.system("v1", "sqlite", folder.resolve("none.db").toString()), StepCalls.json("{}"));
    }

    @Override
    protected boolean write() throws SQLException {
        try (Connection connection = open()) {
            return writes(connection, "INSERT INTO notes(t) VALUES ('b')");
        }
    }

    @Override
    protected String read() throws SQLException {
        try (Connection connection = open();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT group_concat(id || t) || (SELECT count(*) FROM words)"
                        + " || (SELECT count(*) FROM strict_one) FROM notes")) {
            return row.getString(1);
        }
    }

    @Override
    protected Writer openWriter() throws SQLException {
        Connection connection = open();
        return new Writer() {
            @Override
            public boolean write() throws SQLException {
                return writes(connection, "INSERT INTO notes(t) VALUES ('b')");
            }

            @Override
            public void close() throws SQLException {
                connection.close();
            }
        };
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "INSERT OR IGNORE INTO notes VALUES (7, 'x')",
                "INSERT OR REPLACE INTO notes VALUES (1, 'x')",
                "REPLACE INTO notes VALUES (1, 'x')",
                "INSERT INTO notes VALUES (1, 'x') ON CONFLICT DO UPDATE SET t = 'y'",
                "UPDATE OR IGNORE notes SET t = 'x'",
                "UPDATE notes SET t = 'x'",
                "DELETE FROM notes",
                "INSERT INTO strict_one VALUES (1, x'00')"
            })
    void shouldRefuseEveryKindOfWrite(String write) throws SQLException {
        String before = read();
        freeze().freeze("t");

        try (Connection connection = open()) {
            assertThat(writes(connection, write)).isFalse();
        }

        assertThat(read()).isEqualTo(before);
        freeze().thaw("t");
        try (Connection connection = open()) {
            assertThat(writes(connection, write)).isTrue();
        }
    }

    @Test
    void shouldFindATableThatCameAfterTheFreeze() throws SQLException {
        freeze().freeze("t");
        try (Connection connection = open();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE later (x)");
        }

        Freeze.Proof proof = freeze().probe();

        assertThat(proof.holds()).isFalse();
        assertThat(proof.saw()).contains("later");
        freeze().freeze("t");
        assertThat(freeze().probe().holds()).isTrue();
    }

    /** SQLite has no triggers on its schema: what changes that goes through, and all that is written by rows is refused on. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ALTER TABLE notes RENAME TO papers | INSERT INTO papers(t) VALUES ('b')",
                "ALTER TABLE notes RENAME COLUMN t TO text | UPDATE notes SET text = 'b'",
                "ALTER TABLE notes ADD COLUMN more DEFAULT 'x' | UPDATE notes SET more = 'y'",
                "ALTER TABLE strict_one DROP COLUMN b | INSERT INTO strict_one VALUES (1)",
                "CREATE INDEX notes_t ON notes (t) | DELETE FROM notes",
                "VACUUM | DELETE FROM notes",
                "CREATE TABLE copy AS SELECT * FROM notes | DELETE FROM notes",
                "CREATE TEMP TRIGGER t BEFORE INSERT ON notes BEGIN DELETE FROM strict_one; END | INSERT INTO notes(t)"
                        + " VALUES ('b')"
            })
    void shouldLetTheSchemaBeChangedAndRefuseRowsOn(String change, String write) throws SQLException {
        freeze().freeze("t");

        try (Connection connection = open()) {
            assertThat(writes(connection, change)).isTrue();
            assertThat(writes(connection, write)).isFalse();
        }

        assertThat(freeze().look().by("t")).isTrue();
        freeze().thaw("t");
        try (Connection connection = open()) {
            assertThat(writes(connection, write)).isTrue();
        }
    }

    @Test
    void shouldGoWithATableThatIsDropped() throws SQLException {
        freeze().freeze("t");

        try (Connection connection = open()) {
            assertThat(writes(connection, "DROP TABLE notes")).isTrue();
            assertThat(writes(connection, "CREATE TABLE notes (id INTEGER PRIMARY KEY, t)"))
                    .isTrue();
        }

        assertThat(freeze().probe().saw()).contains("table 'notes' takes rows");
        freeze().thaw("t");
        assertThat(freeze().look().frozen()).isFalse();
    }

    @Test
    void shouldNotCountAVirtualTableWithItsOwnContentAsFrozen() throws SQLException {
        try (Connection connection = open();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE VIRTUAL TABLE own USING fts5(t)");
            statement.execute("INSERT INTO own(t) VALUES ('a')");
        }
        freeze().freeze("t");

        Freeze.Proof proof = freeze().probe();

        assertThat(proof.holds()).isFalse();
        assertThat(proof.saw()).contains("own");
        try (Connection connection = open()) {
            assertThat(writes(connection, "DELETE FROM own")).isTrue();
        }
    }

    @Test
    void shouldKeepAQuoteInTheToken() throws SQLException {
        freeze().freeze("it's/1/p/x");

        assertThat(freeze().look().by("it's/1/p/x")).isTrue();
        freeze().thaw("it's/1/p/x");
        assertThat(write()).isTrue();
    }

    @Test
    void shouldNotMakeAFileWhereNoneIs() {
        assertThatThrownBy(() -> unreachable().freeze("t")).hasMessageContaining("no such file");

        assertThat(folder.resolve("none.db")).doesNotExist();
    }

    private Connection open() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + system.address());
    }

    private static boolean writes(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
            return true;
        } catch (SQLException e) {
            assertThat(e.getMessage()).contains("frozen by Caravan for ");
            return false;
        }
    }
}
