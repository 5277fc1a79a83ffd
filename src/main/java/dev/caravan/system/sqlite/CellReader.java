package dev.caravan.system.sqlite;

import dev.caravan.model.CellType;
import dev.caravan.model.RowBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.sqlite.core.Codes;
import org.sqlite.core.CoreStatement;

/**
 * Copies values as they are stored. SQLite types each value, not each column, and JDBC has no question for that: the type
 * comes from the driver's own interface. Text is taken as bytes, for a String would hide what is not UTF-8.
 */
final class CellReader {
    private final CoreStatement statement;
    private final ResultSet row;
    private final Charset encoding;

    CellReader(Statement statement, ResultSet row, Charset encoding) throws SQLException {
        this.statement = statement.unwrap(CoreStatement.class);
        this.row = row;
        this.encoding = encoding;
    }

    /** Adds the value of a column (from 0) of the current row; answers how many bytes it has. */
    int copy(int column, RowBuffer into) throws SQLException {
        int type = statement.pointer.safeRunInt((database, pointer) -> database.column_type(pointer, column));
        switch (type) {
            case Codes.SQLITE_INTEGER -> into.addLong(row.getLong(column + 1));
            case Codes.SQLITE_FLOAT -> into.addDouble(row.getDouble(column + 1));
            case Codes.SQLITE_NULL -> into.addNull();
            case Codes.SQLITE_BLOB -> {
                return bytes(CellType.BLOB, row.getBytes(column + 1), into);
            }
            default -> {
                return text(row.getBytes(column + 1), into);
            }
        }
        return 0;
    }

    private int text(byte[] stored, RowBuffer into) {
        if (encoding.equals(StandardCharsets.UTF_8)) {
            return bytes(Utf8.isValid(stored) ? CellType.TEXT : CellType.INVALID_TEXT, stored, into);
        }
        byte[] utf8 = Utf8.from(stored, encoding);
        return utf8 == null ? bytes(CellType.INVALID_TEXT, stored, into) : bytes(CellType.TEXT, utf8, into);
    }

    private static int bytes(CellType type, byte[] bytes, RowBuffer into) {
        into.addBytes(type, bytes);
        return bytes.length;
    }
}
