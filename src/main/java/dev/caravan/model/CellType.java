package dev.caravan.model;

/** The type of one value of a {@link RowBuffer}. Order is part of no stored form; names are. */
public enum CellType {
    /** No value. */
    NULL(false),
    /** True or false. */
    BOOLEAN(false),
    /** A whole number that fits into 64 bits. */
    INTEGER(false),
    /** A binary floating point number of 64 bits. */
    REAL(false),
    /** A number kept as its decimal text, because neither {@link #INTEGER} nor {@link #REAL} holds it exactly. */
    DECIMAL(true),
    /** Text, as valid UTF-8. */
    TEXT(true),
    /** Text that is one JSON value, as valid UTF-8. */
    JSON(true),
    /** Bytes. */
    BLOB(true),
    /** An embedding: floating point numbers of 32 bits, one after the other, little-endian. */
    VECTOR(true),
    /** Bytes that the source calls text but that are not valid UTF-8: never written, always a reject. */
    INVALID_TEXT(true);

    private static final CellType[] VALUES = values();

    private final boolean bytes;

    CellType(boolean bytes) {
        this.bytes = bytes;
    }

    /** The type whose ordinal is {@code code}. */
    static CellType of(int code) {
        return VALUES[code];
    }

    /** True when the value's bytes are kept in the buffer's arena. */
    public boolean hasBytes() {
        return bytes;
    }

    /** True for every kind of number. */
    public boolean isNumber() {
        return switch (this) {
            case INTEGER, REAL, DECIMAL -> true;
            case NULL, BOOLEAN, TEXT, JSON, BLOB, VECTOR, INVALID_TEXT -> false;
        };
    }
}
