package dev.caravan.system.sqlite;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** SQLite's online backup between the database of a connection and a file: all pages in one go, all or none of them. */
final class Backup {
    private static final int ALL_PAGES = -1;
    private static final int SLEEP_MILLISECONDS = 100;
    private static final int TRIES = 300;

    private final SqliteFile file;
    private final Connection connection;

    Backup(SqliteFile file, Connection connection) {
        this.file = file;
        this.connection = connection;
    }

    /** The database's pages, as the connection's transaction sees them, become those of the file. */
    void writeTo(Path copy) throws SQLException {
        require(connection
                .unwrap(SQLiteConnection.class)
                .getDatabase()
                .backup("main", copy.toString(), null, SLEEP_MILLISECONDS, TRIES, ALL_PAGES));
    }

    /** The file's pages become those of the database, in one transaction. */
    void readFrom(Path copy) throws SQLException {
        require(connection
                .unwrap(SQLiteConnection.class)
                .getDatabase()
                .restore("main", copy.toString(), null, SLEEP_MILLISECONDS, TRIES, ALL_PAGES));
    }

    private void require(int answer) throws SQLException {
        if (answer != SQLiteErrorCode.SQLITE_OK.code) {
            SQLiteErrorCode code = SQLiteErrorCode.getErrorCode(answer);
            throw new SQLiteException(file.path() + ": " + code.message, code);
        }
    }
}
