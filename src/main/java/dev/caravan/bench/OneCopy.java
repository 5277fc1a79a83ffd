package dev.caravan.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Locale;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/** The limit of writing into PostgreSQL, a program of its own: all rows by one {@code COPY} of a ready file, one transaction. */
final class OneCopy {
    private static final int BUFFER = 1 << 16;

    private OneCopy() {}

    /**
     * Copies, and prints how many rows, then in how many seconds.
     *
     * @param arguments the database's URL, the table, the file
     */
    public static void main(String[] arguments) throws SQLException, IOException {
        try (Connection connection = DriverManager.getConnection(arguments[0]);
                InputStream file = Files.newInputStream(Path.of(arguments[2]))) {
            long began = System.nanoTime();
            long rows = copies(connection).copyIn("COPY " + arguments[1] + " FROM STDIN", file, BUFFER);
            double seconds = (System.nanoTime() - began) / 1e9;
            System.out.printf(Locale.ROOT, "%d %.6f%n", rows, seconds);
        }
    }

    /** Makes the ready file of what a table holds. */
    static void write(String url, String table, Path file) throws IOException {
        try (Connection connection = DriverManager.getConnection(url);
                OutputStream out = Files.newOutputStream(file)) {
            copies(connection).copyOut("COPY " + table + " TO STDOUT", out);
        } catch (SQLException e) {
            throw new IOException(table + " cannot be copied out: " + e.getMessage(), e);
        }
    }

    private static CopyManager copies(Connection connection) throws SQLException {
        return connection.unwrap(PGConnection.class).getCopyAPI();
    }
}
