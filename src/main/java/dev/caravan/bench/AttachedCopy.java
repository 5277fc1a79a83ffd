package dev.caravan.bench;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;

/**
 * The limit of writing into SQLite, a program of its own: all rows of a table by one {@code INSERT .. SELECT} from an
 * attached database, through the same indexes and triggers, with the same library and the same settings as a run.
 */
final class AttachedCopy {
    private static final List<String> PRAGMAS = List.of(
            "PRAGMA journal_mode = WAL",
            "PRAGMA synchronous = NORMAL",
            "PRAGMA cache_size = -18000",
            "PRAGMA wal_autocheckpoint = 16000");

    private AttachedCopy() {}

    /**
     * Copies, and prints how many rows, then in how many seconds.
     *
     * @param arguments the database to read, the database to write (its tables are there), the table
     */
    public static void main(String[] arguments) throws SQLException {
        String table = '"' + arguments[2].replace("\"", "\"\"") + '"';
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + arguments[1]);
                Statement statement = connection.createStatement()) {
            for (String pragma : PRAGMAS) {
                statement.execute(pragma);
            }
            statement.execute("ATTACH '" + arguments[0].replace("'", "''") + "' AS source");
            long began = System.nanoTime();
            statement.executeUpdate("INSERT INTO main." + table + " SELECT * FROM source." + table);
            double seconds = (System.nanoTime() - began) / 1e9;
            try (ResultSet rows = statement.executeQuery("SELECT count(*) FROM main." + table)) {
                System.out.printf(Locale.ROOT, "%d %.6f%n", rows.getLong(1), seconds);
            }
        }
    }
}
