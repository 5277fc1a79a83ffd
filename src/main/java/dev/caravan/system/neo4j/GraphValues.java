package dev.caravan.system.neo4j;

import dev.caravan.model.CellType;
import dev.caravan.model.RejectCode;
import dev.caravan.model.RowBuffer;
import dev.caravan.model.Unfit;
import dev.caravan.spi.StoredForm;
import java.util.Objects;
import org.neo4j.driver.Value;

/** Cells as values of properties and back. JSON and decimals of any size become text: a graph has neither. */
final class GraphValues {
    /** How rows come back. */
    static final StoredForm STORED = GraphValues::stored;

    private GraphValues() {}

    /** The value for a cell; null for none. */
    static Object of(RowBuffer rows, int row, int column) throws Unfit {
        return switch (rows.type(row, column)) {
            case NULL -> null;
            case BOOLEAN -> rows.longValue(row, column) != 0;
            case INTEGER -> rows.longValue(row, column);
            case REAL -> rows.doubleValue(row, column);
            case TEXT, JSON, DECIMAL -> rows.text(row, column);
            case BLOB -> rows.bytes(row, column);
            case VECTOR ->
                throw new Unfit(
                        RejectCode.BAD_TYPE,
                        "column '" + rows.columns().get(column)
                                + "' holds an embedding, which no property takes; leave it out");
            case INVALID_TEXT ->
                throw new Unfit(
                        RejectCode.INVALID_UTF8,
                        "column '" + rows.columns().get(column) + "' holds a text of " + rows.length(row, column)
                                + " bytes that is not UTF-8");
        };
    }

    /** Adds what a property holds; a type that no row has, such as a point, as its text. */
    static void add(RowBuffer rows, Value value) {
        Object held = value.asObject();
        if (held instanceof byte[] bytes) {
            rows.addBytes(CellType.BLOB, bytes);
        } else if (!rows.addPlain(held)) {
            rows.addText(held.toString());
        }
    }

    /** True when a property holds just this. */
    static boolean same(Object one, Object other) {
        return Objects.deepEquals(one, other);
    }

    private static RowBuffer stored(RowBuffer rows) {
        RowBuffer stored = new RowBuffer(rows.columns(), rows.rows(), rows.size());
        for (int row = 0; row < rows.rows(); row++) {
            stored.beginRow(rows.record(row));
            for (int column = 0; column < rows.columns().size(); column++) {
                CellType type = rows.type(row, column);
                if (type == CellType.JSON || type == CellType.DECIMAL) {
                    stored.addText(rows.text(row, column));
                } else {
                    stored.addCopy(rows, row, column);
                }
            }
            stored.endRow();
        }
        return stored;
    }
}
