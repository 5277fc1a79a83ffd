package dev.caravan.system.sqlite;

import dev.caravan.model.TableShape;
import dev.caravan.model.TableShape.Accepts;
import java.util.Locale;
import java.util.Set;

/**
 * One column as the catalogue has it.
 *
 * @param required true when it has neither a default nor room for NULL
 * @param nullable true when the table may hold NULL there
 * @param generated true when the database computes it
 * @param rowid true when it is another name of the rowid
 */
record SqliteColumn(
        String name,
        String declared,
        Affinity affinity,
        boolean required,
        boolean nullable,
        boolean generated,
        boolean rowid) {
    private static final Set<String> NUMBERS = Set.of("NUMERIC", "DECIMAL", "NUMBER", "DEC", "FIXED", "MONEY");

    /**
     * What belongs there by its declared type. Types that SQLite does not know (DATE, JSON, UUID, ...) take everything; what
     * it would convert is found value by value, see {@link CellFit}.
     */
    Accepts accepts() {
        String type = declared.toUpperCase(Locale.ROOT).strip();
        return switch (affinity) {
            case TEXT -> Accepts.TEXT;
            case REAL -> Accepts.NUMBER;
            case INTEGER -> Affinity.isFloat(type) ? Accepts.NUMBER : Accepts.INTEGER;
            case NONE -> type.contains("BLOB") ? Accepts.BLOB : Accepts.ANY;
            case NUMERIC -> numeric(type.replaceFirst("\\s*\\(.*", ""));
        };
    }

    TableShape.Column shape() {
        return new TableShape.Column(name, declared, accepts(), required, generated);
    }

    private static Accepts numeric(String type) {
        if (type.startsWith("BOOL")) {
            return Accepts.INTEGER;
        }
        return NUMBERS.contains(type) ? Accepts.NUMBER : Accepts.ANY;
    }
}
