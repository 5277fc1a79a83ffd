package dev.caravan.system.postgresql;

import static dev.caravan.spi.Chunks.NOW;
import static dev.caravan.spi.Chunks.SCOPE;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.caravan.model.Existing;
import dev.caravan.model.Pipeline;
import dev.caravan.model.SystemSettings;
import dev.caravan.servers.PostgresServer;
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

/** A database of a test's own, with targets into it and short ways to look at what came out. */
final class Sample implements AutoCloseable {
    private final PostgresqlSystem system = new PostgresqlSystem(Clock.fixed(NOW, ZoneOffset.UTC));
    private final List<Target> targets = new ArrayList<>();
    private final String url;

    Sample(PostgresServer.Running server, String... statements) {
        this(server.database());
        run(statements);
    }

    Sample(String url) {
        this.url = url;
    }

    static SystemSettings settings(String url, String... schemaFiles) {
        ObjectNode options = JsonNodeFactory.instance.objectNode();
        return new SystemSettings("v2", "postgresql", url, List.of(schemaFiles), options, "demo.yaml:3:5");
    }

    String url() {
        return url;
    }

    PostgresqlSystem system() {
        return system;
    }

    /** A target that is not open yet. */
    Target target(Existing existing, TargetTable... tables) {
        return target(settings(url), existing, tables);
    }

    /** A target whose rows give way unless they are later by this column; not open yet. */
    Target unlessLater(String column, TargetTable table) {
        Pipeline.Import into = new Pipeline.Import(settings(url), table.table(), table.key(), Existing.REPLACE);
        Target target = system.target(into.with("unless-later", TextNode.valueOf(column)), List.of(table));
        targets.add(target);
        return target;
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

    void run(String... statements) {
        PostgresServer.Running.run(url, statements);
    }

    /** All rows of a query, values as text, parted by {@code |}. */
    List<String> query(String sql) {
        try (Connection connection = DriverManager.getConnection(url);
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

    static String schemaFile(Path folder, String name, String sql) {
        try {
            return Files.writeString(folder.resolve(name), sql).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        targets.forEach(Target::close);
    }
}
