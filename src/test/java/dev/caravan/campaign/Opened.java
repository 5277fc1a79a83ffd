package dev.caravan.campaign;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A copy of a database as it lies on the disk, with its log, opened through plain JDBC. The original is not touched: what a
 * killed process left behind is recovered by the next run, not by the test.
 */
final class Opened implements AutoCloseable {
    private final Path copy;
    private final Connection connection;

    private Opened(Path copy, Connection connection) {
        this.copy = copy;
        this.connection = connection;
    }

    static Opened copyOf(Path database) throws IOException, SQLException {
        Path folder = Files.createTempDirectory(database.getParent(), "copy");
        Path copy = folder.resolve("copy.db");
        for (String ending : List.of("", "-wal", "-journal")) {
            Path part = database.resolveSibling(database.getFileName() + ending);
            if (Files.exists(part)) {
                Files.copy(part, copy.resolveSibling(copy.getFileName() + ending));
            }
        }
        return new Opened(copy, DriverManager.getConnection("jdbc:sqlite:" + copy));
    }

    /** Every row, each a map from column to value. */
    List<Map<String, Object>> rows(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            ResultSetMetaData columns = rows.getMetaData();
            List<Map<String, Object>> found = new ArrayList<>();
            while (rows.next()) {
                Map<String, Object> row = new LinkedHashMap<>();
                for (int i = 1; i <= columns.getColumnCount(); i++) {
                    row.put(columns.getColumnName(i), rows.getObject(i));
                }
                found.add(row);
            }
            return found;
        }
    }

    /** The only value of the only row; null when there is no row. */
    Object one(String sql) throws SQLException {
        List<Map<String, Object>> rows = rows(sql);
        return rows.isEmpty() ? null : rows.get(0).values().iterator().next();
    }

    boolean hasTable(String name) throws SQLException {
        return !rows("SELECT 1 FROM sqlite_schema WHERE name = '" + name + "'").isEmpty();
    }

    void run(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate(sql);
        }
    }

    @Override
    public void close() throws SQLException, IOException {
        connection.close();
        for (String ending : List.of("", "-wal", "-shm", "-journal")) {
            Files.deleteIfExists(copy.resolveSibling(copy.getFileName() + ending));
        }
        Files.delete(copy.getParent());
    }
}
