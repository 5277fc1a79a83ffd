package dev.caravan.model;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.List;

/**
 * Rows of one table, the neutral form between any two systems: named columns, one type and one 64-bit word a cell, texts
 * and bytes in one arena.
 *
 * <p>Rows are written cell by cell in column order: {@link #beginRow}, one {@code add} per column, {@link #endRow}; an
 * unfinished row is dropped by {@link #abandonRow}. Each row carries the index of the record it came from. A finished row
 * never changes. Not safe for use by several threads at once; handed from stage to stage with its chunk.
 */
public final class RowBuffer {
    private final List<String> columns;
    private final int stride;
    private int[] records;
    private byte[] types;
    private long[] words;
    private byte[] arena;
    private int rows;
    private int cells;
    private int used;
    private int rowStartUsed;
    private boolean open;

    /**
     * An empty buffer.
     *
     * @param columns names, in the order in which cells are added
     * @param expectedRows a hint for the first allocation
     */
    public RowBuffer(List<String> columns, int expectedRows) {
        this(columns, expectedRows, Math.max(16, expectedRows) * 64);
    }

    /**
     * An empty buffer.
     *
     * @param columns names, in the order in which cells are added
     * @param expectedRows a hint for the first allocation
     * @param expectedBytes a hint for the first allocation: the bytes of all cells together
     */
    public RowBuffer(List<String> columns, int expectedRows, int expectedBytes) {
        this(columns, columns.size(), expectedRows, expectedBytes);
    }

    private RowBuffer(List<String> columns, int stride, int expectedRows, int expectedBytes) {
        this.columns = List.copyOf(columns);
        this.stride = stride;
        int capacity = Math.max(16, expectedRows);
        this.records = new int[capacity];
        this.types = new byte[capacity * stride];
        this.words = new long[capacity * stride];
        this.arena = new byte[Math.max(1024, expectedBytes)];
    }

    /** The same rows with other names for the columns; only for a buffer to which nothing is added any more. */
    public RowBuffer named(List<String> names) {
        if (names.size() != columns.size()) {
            throw new IllegalArgumentException(names.size() + " names for " + columns.size() + " columns");
        }
        return view(names);
    }

    /** The same rows with their first {@code count} columns alone; only for a buffer to which nothing is added any more. */
    public RowBuffer first(int count) {
        return count == columns.size() ? this : view(columns.subList(0, count));
    }

    private RowBuffer view(List<String> names) {
        if (open) {
            throw new IllegalStateException("row " + rows + " is not finished");
        }
        RowBuffer view = new RowBuffer(names, stride, 0, 0);
        view.records = records;
        view.types = types;
        view.words = words;
        view.arena = arena;
        view.rows = rows;
        view.used = used;
        return view;
    }

    /** The names of the columns. */
    public List<String> columns() {
        return columns;
    }

    /** How many finished rows there are. */
    public int rows() {
        return rows;
    }

    /** How many bytes its texts and bytes have together. */
    public int size() {
        return used;
    }

    /** Starts a row for the record with index {@code record} of its chunk. */
    public void beginRow(int record) {
        if (open || stride != columns.size()) {
            throw new IllegalStateException("row " + rows + " is not finished, or these are not all columns");
        }
        open = true;
        rowStartUsed = used;
        cells = rows * stride;
        if (rows == records.length) {
            records = Arrays.copyOf(records, rows * 2);
            types = Arrays.copyOf(types, types.length * 2);
            words = Arrays.copyOf(words, words.length * 2);
        }
        records[rows] = record;
    }

    /** Finishes the row; it must have a cell for each column. */
    public void endRow() {
        if (!open || cells != (rows + 1) * stride) {
            throw new IllegalStateException(
                    "row " + rows + " has " + (cells - rows * stride) + " of " + stride + " cells");
        }
        open = false;
        rows++;
    }

    /** Drops the row that was begun; does nothing when there is none. */
    public void abandonRow() {
        if (open) {
            open = false;
            used = rowStartUsed;
        }
    }

    /** Drops every finished row from {@code count} on, for a record whose children turned out bad. */
    public void truncate(int count) {
        if (open || count > rows) {
            throw new IllegalStateException("cannot cut " + rows + " rows to " + count);
        }
        rows = count;
        used = count == 0 ? 0 : used;
    }

    /** Adds a cell without a value. */
    public void addNull() {
        word(CellType.NULL, 0);
    }

    /** Adds a whole number. */
    public void addLong(long value) {
        word(CellType.INTEGER, value);
    }

    /** Adds a floating point number. */
    public void addDouble(double value) {
        word(CellType.REAL, Double.doubleToRawLongBits(value));
    }

    /** Adds true or false. */
    public void addBoolean(boolean value) {
        word(CellType.BOOLEAN, value ? 1 : 0);
    }

    /** Adds a value of a type with bytes; the bytes are copied. Text must be valid UTF-8: the caller has checked it. */
    public void addBytes(CellType type, byte[] source, int offset, int length) {
        if (!type.hasBytes()) {
            throw new IllegalArgumentException("type " + type + " has no bytes");
        }
        reserve(length);
        System.arraycopy(source, offset, arena, used, length);
        word(type, ((long) used << 32) | length);
        used += length;
    }

    /** Adds bytes; see {@link #addBytes(CellType, byte[], int, int)}. */
    public void addBytes(CellType type, byte[] source) {
        addBytes(type, source, 0, source.length);
    }

    /** Adds text without lone surrogates (the caller has checked it). */
    public void addText(String value) {
        addBytes(CellType.TEXT, value.getBytes(UTF_8));
    }

    /** Adds a value of one of Java's own classes, null for none; answers false, and adds nothing, where it has no cell for it. */
    public boolean addPlain(Object value) {
        if (value == null) {
            addNull();
        } else if (value instanceof Boolean truth) {
            addBoolean(truth);
        } else if (value instanceof Long whole) {
            addLong(whole);
        } else if (value instanceof Double real) {
            addDouble(real);
        } else if (value instanceof String text) {
            addText(text);
        } else {
            return false;
        }
        return true;
    }

    /** Adds a copy of a cell of another buffer, or of this one. */
    public void addCopy(RowBuffer from, int row, int column) {
        CellType type = from.type(row, column);
        if (type.hasBytes()) {
            addBytes(type, from.arena, from.offset(row, column), from.length(row, column));
            return;
        }
        word(type, from.word(row, column));
    }

    /** The index, in the chunk, of the record that this row came from. */
    public int record(int row) {
        return records[row];
    }

    /** The type of a cell. */
    public CellType type(int row, int column) {
        return CellType.of(types[row * stride + column]);
    }

    /** True when a cell has no value. */
    public boolean isNull(int row, int column) {
        return type(row, column) == CellType.NULL;
    }

    /** A whole number, or 1 and 0 for true and false. */
    public long longValue(int row, int column) {
        return word(row, column);
    }

    /** A floating point number. */
    public double doubleValue(int row, int column) {
        return Double.longBitsToDouble(word(row, column));
    }

    /** Where the bytes of a cell begin in {@link #arena}. */
    public int offset(int row, int column) {
        return (int) (word(row, column) >>> 32);
    }

    /** How many bytes a cell has. */
    public int length(int row, int column) {
        return (int) word(row, column);
    }

    /** The bytes of all cells; read only, and only until the next cell is added. */
    public byte[] arena() {
        return arena;
    }

    /** A copy of the bytes of a cell. */
    public byte[] bytes(int row, int column) {
        int offset = offset(row, column);
        return Arrays.copyOfRange(arena, offset, offset + length(row, column));
    }

    /** A cell as text: texts as they are, numbers in their decimal form, {@code null} for no value. */
    public String text(int row, int column) {
        return switch (type(row, column)) {
            case NULL -> null;
            case BOOLEAN -> Boolean.toString(longValue(row, column) != 0);
            case INTEGER -> Long.toString(longValue(row, column));
            case REAL -> Double.toString(doubleValue(row, column));
            case DECIMAL, TEXT, JSON, BLOB, VECTOR, INVALID_TEXT ->
                new String(arena, offset(row, column), length(row, column), UTF_8);
        };
    }

    /** The number of the column with this name, or -1. */
    public int indexOf(String column) {
        return columns.indexOf(requireNonNull(column, "column is null"));
    }

    private long word(int row, int column) {
        return words[row * stride + column];
    }

    private void word(CellType type, long value) {
        if (!open || cells == (rows + 1) * stride) {
            throw new IllegalStateException("no cell is expected here: row " + rows + ", cell " + cells);
        }
        types[cells] = (byte) type.ordinal();
        words[cells] = value;
        cells++;
    }

    private void reserve(int length) {
        if (used + length > arena.length) {
            arena = Arrays.copyOf(arena, Math.max(arena.length * 2, used + length));
        }
    }
}
