package dev.caravan.repository;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import org.sqlite.NativeLibraryNotFoundException;
import org.sqlite.SQLiteErrorCode;

/** What a failure of SQLite means for people. */
final class DatabaseFailure {
    private static final int PRIMARY = 0xff;

    private DatabaseFailure() {}

    /** True when the disk failed during a write: what the file holds now is unknown. */
    static boolean isFatal(SQLException failure) {
        return primary(failure) == SQLiteErrorCode.SQLITE_IOERR;
    }

    /**
     * The failure in words.
     *
     * @param bytes how many bytes the transaction was about to write, or 0
     */
    static CaravanException of(SQLException failure, Path file, long bytes) {
        if (failure.getCause() instanceof NativeLibraryNotFoundException) {
            return noLibrary(failure);
        }
        String place = file.toString();
        return switch (primary(failure)) {
            case SQLITE_FULL -> error(ErrorCode.IO_FAILED, place, noRoom(file, bytes), failure);
            case SQLITE_IOERR -> error(ErrorCode.IO_FAILED, place, diskFailed(failure, bytes), failure);
            case SQLITE_BUSY, SQLITE_LOCKED ->
                error(
                        ErrorCode.IO_FAILED,
                        place,
                        "another process kept it busy for 10 s; end what holds it (fuser shows who), then run again",
                        failure);
            case SQLITE_CORRUPT, SQLITE_NOTADB -> damaged(file, failure);
            case SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_READONLY, SQLITE_AUTH ->
                error(
                        ErrorCode.STATE_UNUSABLE,
                        place,
                        "cannot be opened for writing (" + name(failure)
                                + "); look at its owner and mode, or name another" + " folder with --state",
                        failure);
            default -> error(ErrorCode.INTERNAL, place, "unexpected answer of SQLite (" + name(failure) + ")", failure);
        };
    }

    private static CaravanException noLibrary(SQLException failure) {
        return error(
                ErrorCode.IO_FAILED,
                System.getProperty("org.sqlite.tmpdir", System.getProperty("java.io.tmpdir")),
                "SQLite's library cannot be unpacked there; make room for 2 MB, or name another folder with"
                        + " JAVA_TOOL_OPTIONS=-Djava.io.tmpdir=FOLDER",
                failure);
    }

    private static String diskFailed(SQLException failure, long bytes) {
        String wanted = bytes == 0 ? "" : " while at least " + bytes + " bytes were to be written";
        return "the disk failed (" + name(failure) + ")" + wanted
                + "; make room or mend it, then run again: it goes on where it stopped";
    }

    private static String noRoom(Path file, long bytes) {
        return "the disk is full: at least " + bytes + " bytes more are needed, " + free(file)
                + " are free; free some space, then run again: it goes on where it stopped";
    }

    /** The file is not what SQLite wrote. */
    static CaravanException damaged(Path file) {
        return damaged(file, null);
    }

    private static CaravanException damaged(Path file, SQLException cause) {
        return error(
                ErrorCode.STATE_UNUSABLE,
                file.toString(),
                "is damaged or no SQLite database; move its folder away and run again: what is done is known by the"
                        + " ledger in the target",
                cause);
    }

    private static String free(Path file) {
        try {
            return Long.toString(Files.getFileStore(file).getUsableSpace());
        } catch (IOException e) {
            return "an unknown number";
        }
    }

    private static CaravanException error(ErrorCode code, String place, String message, SQLException cause) {
        return new CaravanException(code, place, message, cause);
    }

    /** Extended codes carry the primary one in their low byte. */
    private static SQLiteErrorCode primary(SQLException failure) {
        return SQLiteErrorCode.getErrorCode(failure.getErrorCode() & PRIMARY);
    }

    private static String name(SQLException failure) {
        if (failure instanceof org.sqlite.SQLiteException known) {
            return known.getResultCode().name();
        }
        return "code " + failure.getErrorCode();
    }
}
