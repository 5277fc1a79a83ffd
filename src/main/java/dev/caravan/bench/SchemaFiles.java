package dev.caravan.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Makes an empty SQLite database by schema files. */
final class SchemaFiles {
    private SchemaFiles() {}

    /** Runs the files in order; the database is in the journal mode that a run would choose. */
    static void run(Path database, List<Path> files) throws IOException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + database);
                Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA journal_mode = WAL");
            for (Path file : files) {
                statement.executeUpdate(Files.readString(file));
            }
        } catch (SQLException e) {
            throw new IOException(database + " cannot be made: " + e.getMessage(), e);
        }
    }
}
