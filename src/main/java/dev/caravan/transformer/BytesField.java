package dev.caravan.transformer;

import dev.caravan.model.RowBuffer;
import dev.caravan.model.Transform;
import dev.caravan.model.Transform.As;
import java.util.List;

/** Copies bytes and vectors of a table's row, which have no form in JSON, where a column of {@code fields:} asks for them. */
final class BytesField {
    private final List<String> names;
    private final boolean plain;
    private final CellFit fit;

    BytesField(Transform.Column column, CellFit fit) {
        this.names = column.first().stream()
                .filter(alternative -> alternative.path().size() == 1)
                .map(alternative -> alternative.path().get(0))
                .toList();
        this.plain = column.as() == As.VALUE && column.map() == null && column.cut() < 0;
        this.fit = fit;
    }

    /** Adds the first of the named columns that holds bytes; or none, and answers false. */
    boolean write(RecordState state, RowBuffer rows) {
        for (int index = 0; index < names.size(); index++) {
            int column = state.bytesColumn(names.get(index));
            if (column >= 0) {
                if (!plain) {
                    throw fit.unfit("bytes in '" + names.get(index) + "'", "'as', 'map' and 'cut' are not for bytes");
                }
                state.addBytes(column, fit, rows);
                return true;
            }
        }
        return false;
    }
}
