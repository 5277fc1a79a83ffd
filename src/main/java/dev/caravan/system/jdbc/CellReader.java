package dev.caravan.system.jdbc;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.format.DateTimeFormatter.ISO_LOCAL_DATE_TIME;
import static java.time.format.DateTimeFormatter.ISO_LOCAL_TIME;
import static java.time.format.DateTimeFormatter.ISO_OFFSET_DATE_TIME;

import dev.caravan.model.CellType;
import dev.caravan.model.NumberLiteral;
import dev.caravan.model.RowBuffer;
import dev.caravan.system.jdbc.JdbcServer.ZeroDates;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.regex.Pattern;

/** Copies values of a result as they are; says so where one is no value. Used by one thread. */
final class CellReader {
    /** A day or month of 0: the server takes it, no calendar has it. */
    private static final Pattern NO_DATE = Pattern.compile("(?:0000-|\\d{4}-00-|\\d{4}-\\d{2}-00).*");

    private final ZeroDates zeroDates;
    private boolean noDate;

    CellReader(ZeroDates zeroDates) {
        this.zeroDates = zeroDates;
    }

    /** True when the last cell was a date that does not exist, and such are refused. */
    boolean noDate() {
        return noDate;
    }

    /** Adds the value of a column, from 1; answers how many bytes it has. */
    int copy(ResultSet row, int column, ColumnForm form, RowBuffer into) throws SQLException {
        noDate = false;
        switch (form) {
            case LONG -> {
                long value = row.getLong(column);
                addOrNull(row, into, () -> into.addLong(value));
            }
            case DOUBLE -> {
                double value = row.getDouble(column);
                addOrNull(row, into, () -> into.addDouble(value));
            }
            case BOOLEAN -> {
                boolean value = row.getBoolean(column);
                addOrNull(row, into, () -> into.addBoolean(value));
            }
            case UTF8 -> {
                return bytes(CellType.TEXT, row.getBytes(column), into);
            }
            case JSON -> {
                return bytes(CellType.JSON, row.getBytes(column), into);
            }
            case BYTES -> {
                return bytes(CellType.BLOB, row.getBytes(column), into);
            }
            case WHOLE, DECIMAL -> number(row.getBigDecimal(column), into);
            case DATE, DATE_TIME, INSTANT -> moment(row.getString(column), form, into);
            case TEXT -> {
                return text(row.getString(column), into);
            }
            case LOCAL_DATE -> text(row.getObject(column, LocalDate.class), into);
            case LOCAL_TIME -> moment(row.getObject(column, LocalTime.class), ISO_LOCAL_TIME, into);
            case LOCAL_DATE_TIME -> moment(row.getObject(column, LocalDateTime.class), ISO_LOCAL_DATE_TIME, into);
            case OFFSET_DATE_TIME -> moment(row.getObject(column, OffsetDateTime.class), ISO_OFFSET_DATE_TIME, into);
        }
        return Long.BYTES;
    }

    private static void addOrNull(ResultSet row, RowBuffer into, Runnable value) throws SQLException {
        if (row.wasNull()) {
            into.addNull();
        } else {
            value.run();
        }
    }

    private static int bytes(CellType type, byte[] bytes, RowBuffer into) {
        if (bytes == null) {
            into.addNull();
            return 0;
        }
        into.addBytes(type, bytes);
        return bytes.length;
    }

    private static int text(Object value, RowBuffer into) {
        if (value == null) {
            into.addNull();
            return 0;
        }
        String text = value.toString();
        byte[] bytes = text.getBytes(UTF_8);
        // A driver's String may hold half a pair, for which UTF-8 has no bytes
        boolean whole = UTF_8.newEncoder().canEncode(text);
        into.addBytes(whole ? CellType.TEXT : CellType.INVALID_TEXT, bytes);
        return bytes.length;
    }

    private static void number(BigDecimal value, RowBuffer into) {
        if (value == null) {
            into.addNull();
            return;
        }
        byte[] digits = value.toPlainString().getBytes(US_ASCII);
        NumberLiteral number = NumberLiteral.ofDecimal(digits, 0, digits.length);
        if (value.scale() == 0 && number.type() == CellType.INTEGER) {
            into.addLong(number.whole());
        } else {
            into.addBytes(CellType.DECIMAL, digits);
        }
    }

    private static void moment(TemporalAccessor moment, DateTimeFormatter form, RowBuffer into) {
        text(moment == null ? null : form.format(moment), into);
    }

    private void moment(String text, ColumnForm form, RowBuffer into) {
        if (text != null && NO_DATE.matcher(text).matches()) {
            noDate = zeroDates == ZeroDates.REJECT;
            into.addNull();
        } else if (text == null || form == ColumnForm.DATE) {
            text(text, into);
        } else {
            text(text.replace(' ', 'T') + (form == ColumnForm.INSTANT ? "Z" : ""), into);
        }
    }
}
