package dev.caravan.transformer;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.TableShape;
import java.util.List;

/** Says why a mapping cannot be made: the same words for all kinds. */
final class Refusals {
    private final MappingContext context;

    Refusals(MappingContext context) {
        this.context = context;
    }

    /** The migration file asks for what cannot be. */
    CaravanException file(String message) {
        return new CaravanException(ErrorCode.FILE_INVALID, context.place(), message);
    }

    /** The target's table is not what the mapping writes. */
    CaravanException table(String message) {
        return new CaravanException(ErrorCode.SCHEMA_MISMATCH, context.place(), message);
    }

    /** The column of {@code table} that is to be written. */
    TableShape.Column writable(TableShape table, String name) {
        TableShape.Column column = table.column(name);
        if (column == null) {
            throw table("table '" + table.name() + "' has no column '" + name + "'; it has "
                    + String.join(", ", table.writable()));
        }
        if (column.generated()) {
            throw table("column '" + table.name() + "." + name
                    + "' is computed by the database; take it out of the mapping");
        }
        return column;
    }

    /** Checks that each column of {@code table} that needs a value gets one from {@code written}. */
    void checkComplete(TableShape table, Iterable<String> written) {
        for (TableShape.Column column : table.columns()) {
            if (column.required() && !column.generated() && !contains(written, column.name())) {
                throw table("column '" + table.name() + "." + column.name()
                        + "' must have a value, and the mapping gives it none; add it to the mapping");
            }
        }
    }

    /**
     * The columns to write when the mapping does not tell: all but those that the database computes, and but a primary key
     * that is not the key of the import, for that is the database's own numbering.
     */
    List<String> open() {
        TableShape table = context.table();
        return table.writable().stream()
                .filter(column -> !table.key().contains(column) || context.key().contains(column))
                .toList();
    }

    private static boolean contains(Iterable<String> names, String name) {
        for (String candidate : names) {
            if (candidate.equals(name)) {
                return true;
            }
        }
        return false;
    }
}
