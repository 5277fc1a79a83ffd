package dev.caravan.verifier;

import static java.util.Objects.requireNonNull;

import dev.caravan.model.CellType;
import dev.caravan.model.RowBuffer;
import java.util.function.Predicate;

/**
 * Whose rows are whose while clients write on both sides. A row of an owner that is on v2 is v2's own: it may differ there, or
 * stand there alone. What v1 has of that owner must still be there.
 *
 * @param column the column that holds a row's owner; a table without it has rows of v1 alone
 * @param split what tells these owners from those of another split, for people
 * @param onV2 true for an owner that is on v2
 */
public record Owners(String column, String split, Predicate<String> onV2) {
    /** All rows are v1's. */
    public static final Owners NONE = new Owners("", "", owner -> false);

    public Owners {
        requireNonNull(column, "column is null");
        requireNonNull(split, "split is null");
        requireNonNull(onV2, "onV2 is null");
    }

    /** True where no row can be v2's own. */
    boolean isNone() {
        return column.isEmpty();
    }

    /** True when the row's owner is on v2. */
    boolean own(RowDigest row) {
        int at = isNone() ? -1 : row.layout().table().columns().indexOf(column);
        if (at < 0) {
            return false;
        }
        String owner = text(row.rows(), row.row(), row.layout().columns()[at]);
        return owner != null && onV2.test(owner);
    }

    /** As it would stand in a request; null for what cannot. */
    private static String text(RowBuffer rows, int row, int column) {
        CellType type = rows.type(row, column);
        if (type == CellType.INTEGER) {
            return Long.toString(rows.longValue(row, column));
        }
        return type == CellType.TEXT || type == CellType.DECIMAL ? rows.text(row, column) : null;
    }
}
