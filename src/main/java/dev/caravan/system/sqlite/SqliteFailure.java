package dev.caravan.system.sqlite;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/** Turns what the driver says into what people can mend. */
final class SqliteFailure {
    private static final int PRIMARY = 0xff;

    private SqliteFailure() {}

    /** The error for a failure; the original stays its cause. */
    static CaravanException of(SQLException cause, SqliteFile file, String doing) {
        return new CaravanException(
                code(cause, file), file.path().toString(), doing + ": " + advice(cause, file), cause);
    }

    static SQLiteErrorCode codeOf(SQLException cause) {
        return cause instanceof SQLiteException known ? known.getResultCode() : SQLiteErrorCode.UNKNOWN_ERROR;
    }

    /** True when a constraint of the schema refused a row. */
    static boolean isConstraint(SQLException cause) {
        return primary(cause) == SQLiteErrorCode.SQLITE_CONSTRAINT.code;
    }

    static boolean isCorrupt(SQLException cause) {
        return primary(cause) == SQLiteErrorCode.SQLITE_CORRUPT.code;
    }

    static boolean isTooBig(SQLException cause) {
        return primary(cause) == SQLiteErrorCode.SQLITE_TOOBIG.code;
    }

    private static int primary(SQLException cause) {
        return codeOf(cause).code & PRIMARY;
    }

    private static ErrorCode code(SQLException cause, SqliteFile file) {
        if (file.unusable() == ErrorCode.SOURCE_UNUSABLE) {
            return file.unusable();
        }
        return switch (SQLiteErrorCode.getErrorCode(primary(cause))) {
            case SQLITE_FULL, SQLITE_IOERR, SQLITE_BUSY, SQLITE_LOCKED, SQLITE_NOMEM -> ErrorCode.IO_FAILED;
            default -> file.unusable();
        };
    }

    private static String advice(SQLException cause, SqliteFile file) {
        return switch (SQLiteErrorCode.getErrorCode(primary(cause))) {
            case SQLITE_FULL ->
                "the disk or the database's page limit is full (" + free(file)
                        + "); nothing of this transaction was kept: make room and run again";
            case SQLITE_IOERR ->
                "reading or writing failed (" + codeOf(cause).name() + "); check the disk before running again";
            case SQLITE_BUSY, SQLITE_LOCKED ->
                "another process keeps the database locked; let it finish, or end it (fuser shows which), and run again";
            case SQLITE_NOTADB -> "this is not an SQLite database, or it is encrypted";
            case SQLITE_CORRUPT -> "the database is damaged; restore it, or try '.recover' of the sqlite3 shell";
            case SQLITE_READONLY ->
                "the database may not be written by this user; check the rights of the file and" + " its folder";
            case SQLITE_CANTOPEN -> "the file or its journal cannot be opened; check the rights of its folder";
            default -> cause.getMessage();
        };
    }

    private static String free(SqliteFile file) {
        try {
            return Files.getFileStore(file.path()).getUsableSpace() + " bytes are free";
        } catch (IOException e) {
            return "free space unknown";
        }
    }
}
