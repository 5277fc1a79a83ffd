package dev.caravan.system.sqlite;

import dev.caravan.model.CellType;
import dev.caravan.model.RowBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.core.Codes;
import org.sqlite.core.CoreStatement;
import org.sqlite.core.DB;

/**
 * Copies values as they are stored. SQLite types each value, not each column, and JDBC has no question for that: all of a row
 * comes through the driver's own interface at once. Text is taken as bytes, for a String would hide what is not UTF-8.
 */
final class CellReader {
    private final CoreStatement statement;
    private final boolean utf8;
    private final Charset encoding;

    CellReader(Statement statement, Charset encoding) throws SQLException {
        this.statement = statement.unwrap(CoreStatement.class);
        this.utf8 = encoding.equals(StandardCharsets.UTF_8);
        this.encoding = encoding;
    }

    /** Adds the values of the first {@code columns} columns of the current row; answers how many bytes they have. */
    int copy(int columns, RowBuffer into) throws SQLException {
        return statement.pointer.safeRunInt((database, pointer) -> copy(database, pointer, columns, into));
    }

    private int copy(DB database, long row, int columns, RowBuffer into) throws SQLException {
        int bytes = 0;
        for (int column = 0; column < columns; column++) {
            switch (database.column_type(row, column)) {
                case Codes.SQLITE_INTEGER -> into.addLong(database.column_long(row, column));
                case Codes.SQLITE_FLOAT -> into.addDouble(database.column_double(row, column));
                case Codes.SQLITE_NULL -> into.addNull();
                case Codes.SQLITE_BLOB -> bytes += bytes(CellType.BLOB, database.column_blob(row, column), into);
                default -> bytes += text(database.column_blob(row, column), into);
            }
        }
        return bytes;
    }

    private int text(byte[] stored, RowBuffer into) {
        if (utf8) {
            return bytes(Utf8.isValid(stored) ? CellType.TEXT : CellType.INVALID_TEXT, stored, into);
        }
        byte[] text = Utf8.from(stored, encoding);
        return text == null ? bytes(CellType.INVALID_TEXT, stored, into) : bytes(CellType.TEXT, text, into);
    }

    private static int bytes(CellType type, byte[] bytes, RowBuffer into) {
        into.addBytes(type, bytes);
        return bytes.length;
    }
}
