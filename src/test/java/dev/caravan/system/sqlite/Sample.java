package dev.caravan.system.sqlite;

import static dev.caravan.spi.Chunks.NOW;
import static dev.caravan.spi.Chunks.SCOPE;

import com.fasterxml.jackson.databind.node.NullNode;
import dev.caravan.model.Existing;
import dev.caravan.model.Pipeline;
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
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** A database file in a test's folder, with a target into it and short ways to look at what came out. */
final class Sample implements AutoCloseable {

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
