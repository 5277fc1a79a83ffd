package dev.caravan.system.jdbc;

/** How a column's values are taken, as they are selected. */
enum ColumnForm {
    /** A whole number of 64 bits. */
    LONG,
    /** Decimal digits; a cell of whole numbers where they fit. */
    WHOLE,
    /** Decimal digits with a scale. */
    DECIMAL,
    DOUBLE,
    BOOLEAN,
    /** Bytes that are UTF-8. */
    UTF8,
    /** Bytes that are one JSON value in UTF-8. */
    JSON,
    BYTES,
    /** A text, from the driver. */
    TEXT,
    /** A date, {@code 2026-01-02}; perhaps one that does not exist. */
    DATE,
    /** A date and time without a zone, {@code 2026-01-02 03:04:05.6}; perhaps one that does not exist. */
    DATE_TIME,
    /** The same, of UTC. */
    INSTANT,
    /** A {@code java.time} value of a local date and time. */
    LOCAL_DATE_TIME,
    LOCAL_DATE,
    LOCAL_TIME,
    OFFSET_DATE_TIME
}
