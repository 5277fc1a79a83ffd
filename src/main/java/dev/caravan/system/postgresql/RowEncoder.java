package dev.caravan.system.postgresql;

import dev.caravan.model.RejectCode;
import dev.caravan.model.RowBuffer;
import dev.caravan.relational.Refusal;
import dev.caravan.system.postgresql.type.BinaryOutput;
import dev.caravan.system.postgresql.type.Misfit;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Rows in COPY's binary form, made once for each chunk, and sent from here as often as it takes. A row with a value that its
 * column would not keep is not among them.
 */
final class RowEncoder {
    private static final int NULL = -1;

    private final String table;
    private final WrittenColumn[] columns;
    private final String[] missing;
    private final Set<String> key;
    private final BinaryOutput out = new BinaryOutput(1 << 16);
    private int[] starts = new int[0];
    private int[] ends = new int[0];

    /** Rows of a table; those without a value in {@code key} do not fit. */
    RowEncoder(String table, List<WrittenColumn> columns, Set<String> key) {
        this.table = table;
        this.columns = columns.toArray(WrittenColumn[]::new);
        this.key = Set.copyOf(key);
        this.missing =
                columns.stream().map(written -> missing(written.column())).toArray(String[]::new);
    }

    /** Takes the wanted rows in place of all before; answers why some do not fit. */
    SortedMap<Integer, Refusal> encode(RowBuffer rows, BitSet wanted) {
        out.cut(0);
        if (starts.length < rows.rows()) {
            starts = new int[rows.rows()];
            ends = new int[rows.rows()];
        }
        SortedMap<Integer, Refusal> unfit = new TreeMap<>();
        for (int row = wanted.nextSetBit(0); row >= 0; row = wanted.nextSetBit(row + 1)) {
            int start = out.used();
            Refusal refusal = encode(rows, row);
            if (refusal != null) {
                unfit.put(row, refusal);
                out.cut(start);
            }
            starts[row] = start;
            ends[row] = out.used();
        }
        return unfit;
    }

    /** The bytes of all rows. */
    byte[] bytes() {
        return out.bytes();
    }

    /** Where a row begins, with its number of fields. */
    int start(int row) {
        return starts[row];
    }

    int end(int row) {
        return ends[row];
    }

    private Refusal encode(RowBuffer rows, int row) {
        out.addShort(columns.length);
        for (int column = 0; column < columns.length; column++) {
            WrittenColumn written = columns[column];
            if (rows.isNull(row, written.cell())) {
                if (missing[column] != null) {
                    return new Refusal(RejectCode.MISSING_FIELD, missing[column]);
                }
                out.addInt(NULL);
                continue;
            }
            int start = out.used();
            out.addInt(0);
            try {
                written.codec().write(rows, row, written.cell(), out);
            } catch (Misfit misfit) {
                return refusal(written.column(), misfit);
            }
            out.putInt(start, out.used() - start - Integer.BYTES);
        }
        return null;
    }

    /** Why a row without a value there does not fit; null when it does. */
    private String missing(PgColumn column) {
        if (key.contains(column.name())) {
            return "key column '" + column.name() + "' of table '" + table + "' has no value";
        }
        return column.nullable()
                ? null
                : "column '" + column.name() + "' of table '" + table + "' must have a value, and there is none";
    }

    private Refusal refusal(PgColumn column, Misfit misfit) {
        return new Refusal(
                misfit.code(),
                "column '" + column.name() + "' of table '" + table + "' is "
                        + column.type().name() + ": " + misfit.getMessage());
    }
}
