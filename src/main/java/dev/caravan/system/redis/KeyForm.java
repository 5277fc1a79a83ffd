package dev.caravan.system.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caravan.model.CellType;
import dev.caravan.model.RejectCode;
import dev.caravan.model.RowBuffer;
import dev.caravan.model.ShortestDecimal;
import dev.caravan.model.Unfit;
import dev.caravan.system.redis.Outgoing.Call;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * How rows become keys. The key is made of some columns. A row with a column {@code value} is that value, of the type in column
 * {@code type}; any other row is a hash of its columns that have a value. Column {@code expires_at} is when the key expires.
 */
final class KeyForm {
    private final List<String> columns;
    private final TablePattern table;
    private final TextForm texts;
    private final ValueText forms;
    private final ValueCommands values;

    KeyForm(List<String> columns, TablePattern table, RedisServer server) {
        this.columns = List.copyOf(columns);
        this.table = table;
        this.texts = server.texts();
        this.forms = new ValueText(texts, server.most());
        this.values = new ValueCommands(texts, forms);
    }

    /** The key of a row; needs only the columns that it is made of. */
    byte[] key(RowBuffer rows, int row) throws Unfit {
        List<byte[]> parts = new ArrayList<>();
        for (String part : table.pattern().parts()) {
            int column = columns.indexOf(part);
            if (column < 0 || rows.isNull(row, column)) {
                throw new Unfit(RejectCode.MISSING_FIELD, "key column '" + part + "' has no value");
            }
            parts.add(texts.write(cell(rows, row, column)));
        }
        byte[] key = table.pattern().build(parts);
        if (key == null || parts.stream().anyMatch(part -> part.length == 0)) {
            throw new Unfit(
                    RejectCode.NOT_ALLOWED,
                    "its key columns do not fit '" + table.pattern().text()
                            + "': one is empty, or holds a colon where {name*} would be needed");
        }
        return key;
    }

    /** The row as a key. */
    Outgoing read(RowBuffer rows, int row) throws Unfit {
        byte[] key = key(rows, row);
        long expiresAt = expiresAt(rows, row);
        List<Call> calls = new ArrayList<>();
        KeyValue value = columns.contains(KeyChoice.VALUE) ? whole(rows, row, key, calls) : hash(rows, row, key, calls);
        if (expiresAt >= 0) {
            calls.add(new Call(
                    Command.PEXPIREAT, List.of(key, String.valueOf(expiresAt).getBytes(UTF_8))));
        }
        return new Outgoing(row, key, new KeyValue(value.type(), value.text(), expiresAt, null, null), calls);
    }

    private KeyValue hash(RowBuffer rows, int row, byte[] key, List<Call> calls) throws Unfit {
        List<byte[]> flat = new ArrayList<>();
        for (int column = 0; column < columns.size(); column++) {
            if (!rows.isNull(row, column) && !columns.get(column).equals(KeyChoice.EXPIRES_AT)) {
                flat.add(columns.get(column).getBytes(UTF_8));
                flat.add(texts.write(cell(rows, row, column)));
            }
        }
        List<byte[]> arguments = new ArrayList<>(List.of(key));
        arguments.addAll(flat);
        calls.add(new Call(Command.HSET, arguments));
        return new KeyValue(KeyType.HASH, forms.hash(flat), KeyValue.NEVER, null, null);
    }

    private KeyValue whole(RowBuffer rows, int row, byte[] key, List<Call> calls) throws Unfit {
        int column = columns.indexOf(KeyChoice.VALUE);
        if (rows.isNull(row, column)) {
            throw new Unfit(RejectCode.MISSING_FIELD, "column 'value' has no value");
        }
        byte[] cell = cell(rows, row, column);
        int type = columns.indexOf(KeyChoice.TYPE);
        KeyType wanted = type < 0 || rows.isNull(row, type)
                ? usual(rows.type(row, column), cell)
                : KeyType.of(rows.text(row, type))
                        .orElseThrow(() -> new Unfit(
                                RejectCode.NOT_ALLOWED,
                                "column 'type' is none of string, hash, list, set, zset, stream"));
        return values.make(wanted, key, cell, calls);
    }

    private static KeyType usual(CellType type, byte[] cell) {
        if (type != CellType.JSON || cell.length == 0) {
            return KeyType.STRING;
        }
        return cell[0] == '{' ? KeyType.HASH : cell[0] == '[' ? KeyType.LIST : KeyType.STRING;
    }

    /** A cell as text. */
    static byte[] cell(RowBuffer rows, int row, int column) throws Unfit {
        return switch (rows.type(row, column)) {
            case TEXT, JSON, DECIMAL -> rows.bytes(row, column);
            case REAL -> real(rows.doubleValue(row, column)).getBytes(UTF_8);
            case NULL, BOOLEAN, INTEGER -> rows.text(row, column).getBytes(UTF_8);
            case INVALID_TEXT ->
                throw new Unfit(
                        RejectCode.INVALID_UTF8,
                        "column '" + rows.columns().get(column) + "' holds a text of " + rows.length(row, column)
                                + " bytes that is not UTF-8");
            case BLOB, VECTOR ->
                throw new Unfit(
                        RejectCode.BAD_TYPE,
                        "column '" + rows.columns().get(column) + "' holds " + rows.length(row, column)
                                + " bytes, which are no text; leave it out or make it text");
        };
    }

    private static String real(double value) {
        return value == 0 || !Double.isFinite(value) ? Double.toString(value) : ShortestDecimal.text(value);
    }

    /** When a row expires, in milliseconds; {@link KeyValue#NEVER} where it does not. */
    long expiresAt(RowBuffer rows, int row) throws Unfit {
        int column = columns.indexOf(KeyChoice.EXPIRES_AT);
        if (column < 0 || rows.isNull(row, column)) {
            return KeyValue.NEVER;
        }
        if (rows.type(row, column) == CellType.INTEGER && rows.longValue(row, column) >= 0) {
            return rows.longValue(row, column);
        }
        try {
            String text = rows.text(row, column).replace(' ', 'T');
            boolean zoned = text.matches(".*(Z|[+-]\\d\\d(:?\\d\\d)?)$") && text.indexOf('T') > 0;
            String whole = text.replaceFirst("([+-]\\d\\d)$", "$1:00");
            return java.time.OffsetDateTime.parse(zoned ? whole : text + "Z")
                    .toInstant()
                    .toEpochMilli();
        } catch (DateTimeException e) {
            throw new Unfit(
                    RejectCode.BAD_TYPE,
                    "column 'expires_at' is no moment; it takes 2026-01-02T03:04:05Z or milliseconds since 1970");
        }
    }

    /** A moment of a row as it is read back. */
    static String moment(long millis) {
        return Instant.ofEpochMilli(millis).toString();
    }
}
