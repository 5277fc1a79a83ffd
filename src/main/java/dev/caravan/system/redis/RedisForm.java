package dev.caravan.system.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caravan.model.RowBuffer;
import dev.caravan.model.Unfit;
import dev.caravan.spi.StoredForm;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How rows come back from their keys: as texts, a value in its own form, the expiry as a moment. Beside them when the key
 * expires, and what else a hash holds: neither would be noticed otherwise.
 */
final class RedisForm implements StoredForm {
    /** The fields of a hash that no column is named for. */
    static final String MORE = "other fields";

    private static final Duration SOON = Duration.ofMinutes(1);

    private final TablePattern table;
    private final RedisServer server;
    private final Clock clock;

    RedisForm(TablePattern table, RedisServer server, Clock clock) {
        this.table = table;
        this.server = server;
        this.clock = clock;
    }

    /** The columns of a table whose rows have these. */
    static List<String> columns(List<String> given) {
        List<String> columns = new ArrayList<>(given);
        for (String column : List.of(KeyChoice.EXPIRES_AT, MORE)) {
            if (!columns.contains(column)) {
                columns.add(column);
            }
        }
        return columns;
    }

    @Override
    public RowBuffer of(RowBuffer rows) {
        List<String> columns = columns(rows.columns());
        KeyForm form = new KeyForm(rows.columns(), table, server);
        RowBuffer stored = new RowBuffer(columns, rows.rows());
        for (int row = 0; row < rows.rows(); row++) {
            stored.beginRow(rows.record(row));
            try {
                add(stored, rows, row, form.read(rows, row).value());
            } catch (Unfit rejectedByTheImport) {
                stored.abandonRow();
                stored.beginRow(rows.record(row));
                for (int column = 0; column < columns.size(); column++) {
                    if (column < rows.columns().size()) {
                        stored.addCopy(rows, row, column);
                    } else {
                        stored.addNull();
                    }
                }
            }
            stored.endRow();
        }
        return stored;
    }

    /** A key whose time is over, or nearly, may be there or not. */
    @Override
    public boolean passing(RowBuffer stored, int row) {
        try {
            long moment = new KeyForm(stored.columns(), table, server).expiresAt(stored, row);
            return moment >= 0 && moment < clock.instant().plus(SOON).toEpochMilli();
        } catch (Unfit rejectedByTheImport) {
            return false;
        }
    }

    private static void add(RowBuffer stored, RowBuffer rows, int row, KeyValue value) throws Unfit {
        boolean whole = rows.columns().contains(KeyChoice.VALUE);
        for (int column = 0; column < stored.columns().size(); column++) {
            String name = stored.columns().get(column);
            if (name.equals(KeyChoice.EXPIRES_AT)) {
                RecordShape.addMoment(stored, value.expiresAt());
            } else if (column >= rows.columns().size() || rows.isNull(row, column) && !name.equals(KeyChoice.TYPE)) {
                stored.addNull();
            } else if (whole && name.equals(KeyChoice.VALUE)) {
                RecordShape.addValue(stored, value);
            } else if (whole && name.equals(KeyChoice.TYPE)) {
                stored.addText(value.type().word());
            } else {
                stored.addText(new String(KeyForm.cell(rows, row, column), UTF_8));
            }
        }
    }
}
