package dev.caravan.system.sqlite;

import java.util.Locale;

/** What SQLite does to a value on its way into a column, by the rules of "Datatypes In SQLite", section 3.1. */
enum Affinity {
    TEXT,
    INTEGER,
    REAL,
    NUMERIC,
    /** Nothing is converted. */
    NONE;

    /** The affinity of a column declared so. */
    static Affinity of(String declared, boolean strict) {
        String type = declared.toUpperCase(Locale.ROOT);
        if (strict && type.equals("ANY")) {
            return NONE;
        }
        if (type.contains("INT")) {
            return INTEGER;
        }
        if (type.contains("CHAR") || type.contains("CLOB") || type.contains("TEXT")) {
            return TEXT;
        }
        if (type.isEmpty() || type.contains("BLOB")) {
            return NONE;
        }
        return isFloat(type) ? REAL : NUMERIC;
    }

    /** The type name that gives a column of another table the same affinity. */
    String typeName() {
        return this == NONE ? "BLOB" : name();
    }

    /** True for type names of floating point numbers, also where {@code POINT} makes SQLite see an {@code INT}. */
    static boolean isFloat(String upperCaseType) {
        return upperCaseType.contains("REAL") || upperCaseType.contains("FLOA") || upperCaseType.contains("DOUB");
    }
}
