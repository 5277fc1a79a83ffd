package dev.caravan.system.sqlite;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.relational.LedgerHome;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteOpenMode;

/**
 * One database file and how it is opened.
 *
 * @param path absolute
 * @param unusable the code of errors: SOURCE_UNUSABLE or TARGET_UNUSABLE
 */
record SqliteFile(Path path, ErrorCode unusable) {
    private static final int BUSY_MILLISECONDS = 30_000;
    private static final int READ_CACHE_KIB = 2_000;

    static SqliteFile of(String address, ErrorCode unusable) {
        return new SqliteFile(Path.of(address).toAbsolutePath().normalize(), unusable);
    }

    /** True when there is a file with something in it. */
    boolean exists() {
        try {
            return Files.exists(path) && (!Files.isRegularFile(path) || Files.size(path) > 0);
        } catch (IOException e) {
            throw error("cannot be looked at; check the rights of its folder", e);
        }
    }

    /** Where the write-ahead log of the file is, if there is one. */
    Path log() {
        return path.resolveSibling(path.getFileName() + "-wal");
    }

    /** Refuses what is no database before SQLite is asked: its own answers come late and say little. */
    void require() {
        if (!Files.exists(path)) {
            throw error("there is no such file; check the path in systems:", null);
        }
        if (!Files.isRegularFile(path)) {
            throw error("this is not a file; name the database file itself", null);
        }
        if (!Files.isReadable(path)) {
            throw error("the file may not be read by this user; check its rights", null);
        }
        if (!exists()) {
            throw error("this is not an SQLite database: it is empty; check the path in systems:", null);
        }
        // Past SQLite nothing may open it: closing that would end the locks which this process holds on it
        closeQuietly(open(readOnly(), List.of("PRAGMA schema_version")));
    }

    private static SQLiteConfig readOnly() {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        return config;
    }

    /** A connection that cannot write. Schemas of strangers get no say: their views may call harmless functions only. */
    Connection reading() {
        require();
        return open(readOnly(), List.of("PRAGMA trusted_schema = OFF", "PRAGMA cache_size = -" + READ_CACHE_KIB));
    }

    /** A connection that writes; makes the file when it is missing. */
    Connection writing(List<String> pragmas) {
        SQLiteConfig config = new SQLiteConfig();
        config.enforceForeignKeys(true);
        return open(config, pragmas);
    }

    /** A database of its own in memory, gone with the connection. */
    Connection memory() {
        try {
            return new SQLiteConfig().createConnection("jdbc:sqlite::memory:");
        } catch (SQLException e) {
            throw failure(e, "could not open a database in memory");
        }
    }

    /** How the ledger is kept here. */
    LedgerHome ledger() {
        try (InputStream in = SqliteFile.class.getResourceAsStream("1-ledger.sql")) {
            return new LedgerHome(
                    path.toString(),
                    "main.",
                    "SELECT count(*) FROM main.sqlite_schema WHERE name = 'caravan_pipeline'",
                    new String(in.readAllBytes(), StandardCharsets.UTF_8),
                    "");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    CaravanException error(String message, Throwable cause) {
        return new CaravanException(unusable, path.toString(), message, cause);
    }

    /** The error that people see for a failure of the driver. */
    CaravanException failure(SQLException cause, String doing) {
        return SqliteFailure.of(cause, this, doing);
    }

    private Connection open(SQLiteConfig config, List<String> pragmas) {
        config.setBusyTimeout(BUSY_MILLISECONDS);
        // The driver lets one thread in at a time: SQLite need not lock for each value once more
        config.setOpenMode(SQLiteOpenMode.NOMUTEX);
        Connection connection = null;
        try {
            connection = config.createConnection("jdbc:sqlite:" + uri());
            try (Statement statement = connection.createStatement()) {
                for (String pragma : pragmas) {
                    statement.execute(pragma);
                }
            }
            return connection;
        } catch (SQLException e) {
            closeQuietly(connection);
            throw failure(e, "could not be opened");
        }
    }

    /** Ends a connection whose work is done or lost; what failed before is the error worth telling. */
    static void closeQuietly(Connection connection) {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (SQLException ignored) {
            // An unfinished transaction is rolled back by whoever opens the file next
        }
    }

    /** As a URI, so that no sign in a path means anything to the driver. */
    private String uri() {
        return "file:"
                + URLEncoder.encode(path.toString(), StandardCharsets.UTF_8)
                        .replace("+", "%20")
                        .replace("%2F", "/");
    }
}
