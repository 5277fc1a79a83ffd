package dev.caravan.system.postgresql;

import dev.caravan.model.CellType;
import dev.caravan.model.RowBuffer;
import dev.caravan.relational.Sql;
import dev.caravan.spi.StoredForm;
import dev.caravan.system.postgresql.type.BinaryOutput;
import dev.caravan.system.postgresql.type.Codec;
import dev.caravan.system.postgresql.type.Codecs;
import dev.caravan.system.postgresql.type.Misfit;
import dev.caravan.system.postgresql.type.NulPolicy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Rows as the table will give them back: a text that goes into a {@code timestamptz} as that instant is written, one for a
 * {@code jsonb} in its normal form. What does not fit stays as it is. Used by one thread at a time.
 */
final class PostgresqlForm implements StoredForm {
    private final PostgresqlServer server;
    private final PgTable table;
    private final Codecs codecs;
    private final BinaryOutput scratch = new BinaryOutput(1 << 12);
    private List<String> names = List.of();
    private Codec[] byCell = new Codec[0];
    private Connection connection;

    PostgresqlForm(PostgresqlServer server, PgTable table, NulPolicy nul) {
        this.server = server;
        this.table = table;
        this.codecs = Codecs.asStored(nul);
    }

    @Override
    public RowBuffer of(RowBuffer rows) {
        use(rows.columns());
        Map<Integer, List<String>> texts = textForms(rows);
        if (texts.isEmpty() && isKept(rows)) {
            return rows;
        }
        RowBuffer stored = new RowBuffer(names, rows.rows());
        for (int row = 0; row < rows.rows(); row++) {
            stored.beginRow(rows.record(row));
            for (int cell = 0; cell < byCell.length; cell++) {
                add(rows, row, cell, texts.get(cell), stored);
            }
            stored.endRow();
        }
        return stored;
    }

    @Override
    public void close() {
        PostgresqlServer.closeQuietly(connection);
        connection = null;
    }

    private Connection connection() {
        if (connection == null) {
            connection = server.reading();
        }
        return connection;
    }

    private void use(List<String> columns) {
        if (columns.equals(names)) {
            return;
        }
        names = columns;
        byCell = new Codec[columns.size()];
        for (int cell = 0; cell < byCell.length; cell++) {
            PgColumn column = table.column(columns.get(cell));
            byCell[cell] = column == null ? null : codecs.of(column.type()).orElse(null);
        }
    }

    private boolean isKept(RowBuffer rows) {
        for (int row = 0; row < rows.rows(); row++) {
            for (int cell = 0; cell < byCell.length; cell++) {
                if (!isKept(rows.type(row, cell), cell)) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean isKept(CellType type, int cell) {
        return type == CellType.NULL || byCell[cell] == null || byCell[cell].keeps(type);
    }

    private void add(RowBuffer rows, int row, int cell, List<String> texts, RowBuffer stored) {
        if (texts != null && texts.get(row) != null) {
            stored.addText(texts.get(row));
            return;
        }
        if (isKept(rows.type(row, cell), cell)) {
            stored.addCopy(rows, row, cell);
            return;
        }
        scratch.cut(0);
        try {
            byCell[cell].write(rows, row, cell, scratch);
        } catch (Misfit rejectedByTheImport) {
            stored.addCopy(rows, row, cell);
            return;
        }
        byCell[cell].read(scratch.bytes(), 0, scratch.used(), stored);
    }

    /** The server's own text of each value of a type without a codec; by cell. Nothing for a column it cannot read. */
    private Map<Integer, List<String>> textForms(RowBuffer rows) {
        Map<Integer, List<String>> texts = new TreeMap<>();
        for (int cell = 0; cell < byCell.length; cell++) {
            PgColumn column = table.column(names.get(cell));
            if (byCell[cell] == null && column != null && rows.rows() > 0) {
                texts.put(cell, textForms(rows, cell, column));
            }
        }
        return texts;
    }

    private List<String> textForms(RowBuffer rows, int cell, PgColumn column) {
        String[] given = new String[rows.rows()];
        for (int row = 0; row < given.length; row++) {
            given[row] = rows.text(row, cell);
        }
        try {
            return new ArrayList<>(Sql.rows(
                    connection(),
                    "SELECT CAST(v AS " + column.type().name() + ")::text FROM unnest(?::text[]) WITH ORDINALITY"
                            + " AS given (v, place) ORDER BY place",
                    row -> row.getString(1),
                    connection().createArrayOf("text", given)));
        } catch (SQLException e) {
            if (!PostgresqlFailure.isOfARow(e)) {
                throw server.failure(e, "column '" + column.name() + "' could not be compared");
            }
            close();
            return new ArrayList<>(Collections.nCopies(given.length, null));
        }
    }
}
