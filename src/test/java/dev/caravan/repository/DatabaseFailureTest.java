package dev.caravan.repository;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sqlite.NativeLibraryNotFoundException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

final class DatabaseFailureTest {
    private static final Path FILE = Path.of("/none/caravan.db");

    @ParameterizedTest
    @CsvSource({
        "SQLITE_FULL, IO_FAILED, at least 77 bytes more are needed, false",
        "SQLITE_IOERR_FSYNC, IO_FAILED, (SQLITE_IOERR_FSYNC) while at least 77 bytes, true",
        "SQLITE_BUSY, IO_FAILED, kept it busy for 10 s, false",
        "SQLITE_BUSY_SNAPSHOT, IO_FAILED, kept it busy for 10 s, false",
        "SQLITE_CORRUPT_INDEX, STATE_UNUSABLE, is damaged, false",
        "SQLITE_NOTADB, STATE_UNUSABLE, is damaged, false",
        "SQLITE_CANTOPEN, STATE_UNUSABLE, look at its owner and mode, false",
        "SQLITE_READONLY_DBMOVED, STATE_UNUSABLE, look at its owner and mode, false",
        "SQLITE_CONSTRAINT, INTERNAL, (SQLITE_CONSTRAINT), false"
    })
    void shouldSayWhatItMeansAndWhatToDo(SQLiteErrorCode seen, ErrorCode code, String message, boolean fatal) {
        SQLiteException failure = new SQLiteException("as the driver says", seen);

        CaravanException told = DatabaseFailure.of(failure, FILE, 77);

        assertThat(told.code()).isEqualTo(code);
        assertThat(told.where()).isEqualTo("/none/caravan.db");
        assertThat(told).hasMessageContaining(message).hasCause(failure);
        assertThat(DatabaseFailure.isFatal(failure)).isEqualTo(fatal);
    }

    @Test
    void shouldNameTheFolderThatHasNoRoomForTheLibrary() {
        SQLException failure = new SQLException("no", new NativeLibraryNotFoundException("none"));

        CaravanException told = DatabaseFailure.of(failure, FILE, 0);

        assertThat(told.code()).isEqualTo(ErrorCode.IO_FAILED);
        assertThat(told.where()).isEqualTo(System.getProperty("java.io.tmpdir"));
        assertThat(told).hasMessageContaining("make room");
    }
}
