package dev.caravan.system.sqlite;

import dev.caravan.model.ErrorCode;
import dev.caravan.relational.Sql;
import dev.caravan.spi.Snapshot;
import dev.caravan.spi.SnapshotFolder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Copies a database by SQLite's own online backup, page by page inside one read transaction: whoever writes meanwhile is
 * either kept waiting (rollback journal) or not in the copy (write-ahead log). The copy is one file without a log beside it.
 */
final class SqliteSnapshot implements Snapshot {
    private static final String COPY = "copy.db";
    private static final String MODE = "journal-mode";
    private static final String SCRATCH = "proof.db";

    /** Tables, one a line, and what their triggers write, with the shadow tables of those that are virtual. */
    private static final String TRIGGERED =
            """
            WITH RECURSIVE along(name) AS (
              SELECT name FROM main.sqlite_schema
              WHERE type = 'table' AND instr(char(10) || lower(?) || char(10), char(10) || lower(name) || char(10))
              UNION
              SELECT written.name FROM along
              JOIN main.sqlite_schema made ON made.type = 'trigger' AND lower(made.tbl_name) = lower(along.name)
              JOIN main.sqlite_schema written ON written.type = 'table'
                AND (instr(lower(replace(made.sql, '"', '')), 'into ' || lower(written.name))
                  OR instr(lower(replace(made.sql, '"', '')), 'update ' || lower(written.name))
                  OR instr(lower(replace(made.sql, '"', '')), 'delete from ' || lower(written.name)))
              UNION
              SELECT shadow.name FROM along JOIN pragma_table_list shadow ON shadow.type = 'shadow'
                AND substr(shadow.name, 1, length(along.name) + 1) = along.name || '_')
            SELECT name FROM along""";

    private final SqliteFile file;

    SqliteSnapshot(SqliteFile file) {
        this.file = file;
    }

    @Override
    public Contents take(SnapshotFolder folder) {
        folder.goOn();
        Connection connection = file.reading();
        try {
            Sql.run(connection, "BEGIN");
            String mode = Sql.text(connection, "PRAGMA main.journal_mode");
            long bytes = Sql.one(connection, "PRAGMA main.page_count") * Sql.one(connection, "PRAGMA main.page_size");
            folder.need(2 * bytes);
            Contents contents = contents(connection, folder.pace());
            folder.create(COPY).close();
            new Backup(file, connection).writeTo(folder.file(COPY));
            folder.goOn();
            makePlain(folder.file(COPY));
            write(folder, MODE, mode);
            return contents;
        } catch (SQLException e) {
            throw file.failure(e, "could not be copied");
        } catch (IOException e) {
            throw folder.unwritten(e);
        } finally {
            SqliteFile.closeQuietly(connection);
        }
    }

    @Override
    public String prove(SnapshotFolder folder, Contents taken) {
        SqliteFile scratch = new SqliteFile(folder.file(SCRATCH), ErrorCode.SNAPSHOT_UNPROVED);
        try {
            clear(scratch);
            folder.create(SCRATCH).close();
            SqliteSnapshot restored = new SqliteSnapshot(scratch);
            restored.restore(folder);
            restored.requireSound();
            List<String> differences = taken.differences(restored.look(folder.pace()));
            if (!differences.isEmpty()) {
                throw folder.unproved("restored, it is not what was taken: " + String.join(", ", differences));
            }
            return "restored into a temporary file; integrity_check, and every value of "
                    + taken.parts().size() + " parts compared";
        } catch (IOException e) {
            throw folder.unwritten(e);
        } finally {
            clearQuietly(scratch);
        }
    }

    @Override
    public void restore(SnapshotFolder folder) {
        folder.goOn();
        if (!Files.isRegularFile(folder.file(COPY))) {
            throw folder.unproved("'" + COPY + "' is missing");
        }
        Connection connection = file.writing(List.of("PRAGMA journal_mode = DELETE"));
        try {
            new Backup(file, connection).readFrom(folder.file(COPY));
            if (Files.readString(folder.file(MODE)).equals("wal")) {
                Sql.run(connection, "PRAGMA main.journal_mode = WAL");
            }
        } catch (SQLException e) {
            throw file.failure(e, "could not be restored");
        } catch (IOException e) {
            throw folder.unproved("'" + MODE + "' cannot be read");
        } finally {
            SqliteFile.closeQuietly(connection);
        }
    }

    @Override
    public Contents look(SnapshotFolder.Pace pace) {
        pace.goOn();
        if (!file.exists()) {
            return new Contents("SQLite", List.of(), List.of());
        }
        Connection connection = file.reading();
        try {
            Sql.run(connection, "BEGIN");
            return contents(connection, pace);
        } catch (SQLException e) {
            throw file.failure(e, "could not be read");
        } finally {
            SqliteFile.closeQuietly(connection);
        }
    }

    @Override
    public List<String> differences(SnapshotFolder folder, Contents taken, Set<String> moved) {
        return Snapshot.super.differences(folder, taken, withTriggered(moved));
    }

    /** What triggers of these tables write, and of a full-text index its own tables, change along with them. */
    private Set<String> withTriggered(Set<String> tables) {
        if (!file.exists()) {
            return tables;
        }
        Connection connection = file.reading();
        try {
            Set<String> all = new TreeSet<>(tables);
            all.add("sqlite_sequence");
            all.addAll(Sql.rows(connection, TRIGGERED, row -> row.getString(1), String.join("\n", tables)));
            return all;
        } catch (SQLException e) {
            throw file.failure(e, "could not be read");
        } finally {
            SqliteFile.closeQuietly(connection);
        }
    }

    @Override
    public Optional<String> address(SnapshotFolder folder) {
        return Optional.of(folder.file(COPY).toString());
    }

    private static Contents contents(Connection connection, SnapshotFolder.Pace pace) throws SQLException {
        String tool = "SQLite " + Sql.text(connection, "SELECT sqlite_version()") + ", online backup";
        return new SqliteContents(pace).of(connection, tool);
    }

    /** One file, no log, nothing frozen: what stands in the folder is all there is. */
    private static void makePlain(Path path) {
        SqliteFile copy = new SqliteFile(path, ErrorCode.IO_FAILED);
        Connection connection = copy.writing(List.of("PRAGMA journal_mode = DELETE", "PRAGMA synchronous = FULL"));
        try {
            SqliteFreeze.dropTriggers(connection);
        } catch (SQLException e) {
            throw copy.failure(e, "could not be made plain");
        } finally {
            SqliteFile.closeQuietly(connection);
        }
    }

    private void requireSound() {
        Connection connection = file.reading();
        try {
            String found = Sql.text(connection, "PRAGMA main.integrity_check(1)");
            if (!"ok".equals(found)) {
                throw file.error("restored, it does not pass integrity_check; take another one", null);
            }
        } catch (SQLException e) {
            throw file.failure(e, "could not be read");
        } finally {
            SqliteFile.closeQuietly(connection);
        }
    }

    private static void write(SnapshotFolder folder, String name, String text) throws IOException {
        try (FileChannel channel = folder.create(name)) {
            channel.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
        }
    }

    private static void clear(SqliteFile scratch) throws IOException {
        for (String ending : List.of("", "-journal", "-wal", "-shm")) {
            Files.deleteIfExists(scratch.path().resolveSibling(scratch.path().getFileName() + ending));
        }
    }

    private static void clearQuietly(SqliteFile scratch) {
        try {
            clear(scratch);
        } catch (IOException e) {
            throw scratch.error("could not be removed; remove it", e);
        }
    }
}
