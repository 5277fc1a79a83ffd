package dev.caravan.system.jdbc;

import dev.caravan.model.TableShape;
import dev.caravan.model.TableShape.Accepts;

/**
 * One column as the catalogue has it.
 *
 * @param declared its type, for people
 * @param expression what is selected for it
 * @param guarded whether a value of it may be too large to be read
 */
record JdbcColumn(
        String name,
        String declared,
        ColumnForm form,
        String expression,
        boolean nullable,
        boolean generated,
        boolean guarded) {
    TableShape.Column shape() {
        Accepts accepts =
                switch (form) {
                    case LONG, WHOLE -> Accepts.INTEGER;
                    case DECIMAL -> Accepts.DECIMAL;
                    case DOUBLE -> Accepts.NUMBER;
                    case BYTES -> Accepts.BLOB;
                    case BOOLEAN, JSON -> Accepts.ANY;
                    default -> Accepts.TEXT;
                };
        return new TableShape.Column(name, declared, accepts, false, generated);
    }
}
