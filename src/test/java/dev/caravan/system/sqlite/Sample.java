package dev.caravan.system.sqlite;

import com.fasterxml.jackson.databind.node.NullNode;
import dev.caravan.model.ChildRows;
import dev.caravan.model.Chunk;
import dev.caravan.model.Counts;
import dev.caravan.model.Existing;
import dev.caravan.model.Fate;
import dev.caravan.model.LedgerRow;
import dev.caravan.model.LedgerScope;
import dev.caravan.model.Partition;
import dev.caravan.model.Pipeline;
import dev.caravan.model.Position;
import dev.caravan.model.RowBuffer;
import dev.caravan.model.RowRecords;
import dev.caravan.model.SystemSettings;
import dev.caravan.spi.SystemKind.TargetTable;
import dev.caravan.spi.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** A database file in a test's folder, with a target into it and short ways to make chunks and to look at what came out. */
final class Sample implements AutoCloseable {
    static final Instant NOW = Instant.parse("2026-01-02T03:04:05.123456Z");
    static final LedgerScope SCOPE = new LedgerScope("demo", "things", "digest-1", "4711@here");

    private final SqliteSystem system = new SqliteSystem(Clock.fixed(NOW, ZoneOffset.UTC));
    private final List<Target> targets = new ArrayList<>();
    private final Path file;

    Sample(Path file, String... statements) {
        this.file = file;
        if (statements.length > 0) {
            run(statements);
        }
    }

    Path file() {
        return file;
    }

    SqliteSystem system() {
        return system;
    }

    SystemSettings settings(String... schemaFiles) {
        return settings(file, schemaFiles);
    }

    static SystemSettings settings(Path file, String... schemaFiles) {
        return new SystemSettings(
                "v2", "sqlite", file.toString(), List.of(schemaFiles), NullNode.getInstance(), "demo.yaml:3:5");
    }

    /** A target that is not open yet. */
    Target target(Existing existing, TargetTable... tables) {
        return target(settings(), existing, tables);
    }

    Target target(SystemSettings settings, Existing existing, TargetTable... tables) {
        Target target = system.target(
                new Pipeline.Import(settings, tables[0].table(), tables[0].key(), existing), List.of(tables));
        targets.add(target);
        return target;
    }

    Target opened(Existing existing, TargetTable... tables) {
        Target target = target(existing, tables);
        target.open(SCOPE);
        return target;
    }

    /** An open target whose connection is told one thing more. */
    Target opened(TargetTable table, String pragma) {
        Target target = new SqliteTarget(
                new Pipeline.Import(settings(), table.table(), table.key(), Existing.REJECT),
                List.of(table),
                new WriteLocks(),
                Clock.systemUTC(),
                List.of(pragma));
        targets.add(target);
        target.open(SCOPE);
        return target;
    }

    static TargetTable table(String name, String... key) {
        return new TargetTable(name, List.of(key));
    }

    /** Rows of the given columns; see {@link #add}. */
    static RowBuffer rows(String columns, Object[]... rows) {
        RowBuffer buffer = new RowBuffer(List.of(columns.split(",")), rows.length);
        for (int row = 0; row < rows.length; row++) {
            buffer.beginRow(row);
            Arrays.stream(rows[row]).forEach(value -> add(buffer, value));
            buffer.endRow();
        }
        return buffer;
    }

    static Object[] row(Object... values) {
        return values;
    }

    /** A chunk whose records are these rows, with no children. */
    static Chunk chunk(RowBuffer rows, ChildRows... children) {
        RowRecords records = new RowRecords("source", rows, new int[] {0}, 0);
        Partition partition = new Partition("part", "source", "", -1, -1);
        Chunk chunk = new Chunk(partition, Position.START, new Position(rows.rows(), "to"), true, records);
        chunk.transformed(rows, List.of(), List.of(children));
        return chunk;
    }

    /** Children; the first value of a row is its parent's record, the second column is its number. */
    static ChildRows children(String table, String columns, Object[]... rows) {
        RowBuffer buffer = new RowBuffer(List.of(columns.split(",")), rows.length);
        for (Object[] row : rows) {
            buffer.beginRow((Integer) row[0]);
            Arrays.stream(row).skip(1).forEach(value -> add(buffer, value));
            buffer.endRow();
        }
        return new ChildRows(table, buffer, 1);
    }

    static void add(RowBuffer buffer, Object value) {
        if (value == null) {
            buffer.addNull();
        } else if (value instanceof String text) {
            buffer.addText(text);
        } else if (value instanceof Double real) {
            buffer.addDouble(real);
        } else if (value instanceof Boolean truth) {
            buffer.addBoolean(truth);
        } else if (value instanceof Cell cell) {
            buffer.addBytes(cell.type(), cell.bytes());
        } else {
            buffer.addLong(((Number) value).longValue());
        }
    }

    /** A value of a type that has no class of its own. */
    record Cell(dev.caravan.model.CellType type, byte[] bytes) {}

    /** Writes the chunk with the ledger row that goes with it. */
    static Chunk write(Target target, Chunk chunk) {
        target.write(chunk, Sample::ledgerRow);
        return chunk;
    }

    static LedgerRow ledgerRow(Chunk chunk) {
        Map<String, Counts> children = chunk.children().isEmpty()
                ? Map.of()
                : Map.of(chunk.children().get(0).table(), chunk.childCounts(0));
        return new LedgerRow(
                chunk.partition().id(), chunk.to(), chunk.last(), chunk.counts(), children, "sha256:x", NOW);
    }

    static List<Fate> fates(Chunk chunk) {
        List<Fate> fates = new ArrayList<>();
        for (int record = 0; record < chunk.records().count(); record++) {
            fates.add(chunk.fate(record));
        }
        return fates;
    }

    /** Rejects as {@code ordinal child code}, in the order of their ordinals. */
    static List<String> rejects(Chunk chunk) {
        return chunk.rejects().stream()
                .map(reject -> (reject.ordinal() + " " + reject.child() + " " + reject.code()).replace("  ", " "))
                .sorted()
                .toList();
    }

    void run(String... statements) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.executeUpdate(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** All rows of a query, values as SQLite's quote() shows them, parted by {@code |}. */
    List<String> query(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            List<String> rows = new ArrayList<>();
            while (row.next()) {
                List<String> values = new ArrayList<>();
                for (int column = 1; column <= row.getMetaData().getColumnCount(); column++) {
                    values.add(row.getString(column));
                }
                rows.add(String.join("|", values));
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + file);
    }

    /** Writes a schema file beside the database. */
    String schemaFile(String name, String sql) {
        try {
            return Files.writeString(file.resolveSibling(name), sql).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        targets.forEach(Target::close);
    }
}
