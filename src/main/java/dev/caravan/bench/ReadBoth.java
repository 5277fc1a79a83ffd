package dev.caravan.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import org.postgresql.PGConnection;

/** The limit of comparing, a program of its own: every value of a table read from SQLite and from PostgreSQL, and nothing done. */
final class ReadBoth {
    private ReadBoth() {}

    /**
     * Reads, and prints how many rows SQLite has, then in how many seconds both were read.
     *
     * @param arguments the SQLite database, PostgreSQL's URL, the table
     */
    public static void main(String[] arguments) throws SQLException, IOException {
        try (Connection sqlite = DriverManager.getConnection("jdbc:sqlite:" + arguments[0]);
                Connection postgres = DriverManager.getConnection(arguments[1])) {
            long began = System.nanoTime();
            long rows = read(sqlite, arguments[2]);
            postgres.unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyOut("COPY " + arguments[2] + " TO STDOUT (FORMAT binary)", OutputStream.nullOutputStream());
            System.out.printf(Locale.ROOT, "%d %.6f%n", rows, (System.nanoTime() - began) / 1e9);
        }
    }

    private static long read(Connection sqlite, String table) throws SQLException {
        long rows = 0;
        try (Statement statement = sqlite.createStatement();
                ResultSet row = statement.executeQuery("SELECT * FROM \"" + table.replace("\"", "\"\"") + "\"")) {
            int columns = row.getMetaData().getColumnCount();
            while (row.next()) {
                for (int column = 1; column <= columns; column++) {
                    row.getBytes(column);
                }
                rows++;
            }
        }
        return rows;
    }
}
