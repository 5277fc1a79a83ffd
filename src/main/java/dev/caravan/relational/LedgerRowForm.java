package dev.caravan.relational;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.model.Counts;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.LedgerRow;
import dev.caravan.model.LedgerScope;
import dev.caravan.model.Position;
import java.io.UncheckedIOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How a row of the ledger is kept in its table. */
final class LedgerRowForm {
    /** The columns that change as a partition moves on. */
    static final List<String> PROGRESS = List.of(
            "position_ordinal",
            "position_token",
            "done",
            "read",
            "imported",
            "filtered",
            "rejected",
            "skipped",
            "children",
            "identity",
            "updated");

    private static final ObjectMapper JSON = new ObjectMapper();

    private LedgerRowForm() {}

    /** Binds the columns of {@link #PROGRESS}, then what the row is found by. */
    static void set(PreparedStatement statement, LedgerScope scope, LedgerRow row) throws SQLException {
        Counts counts = row.counts();
        statement.setLong(1, row.position().ordinal());
        statement.setString(2, row.position().token());
        statement.setBoolean(3, row.done());
        statement.setLong(4, counts.read());
        statement.setLong(5, counts.imported());
        statement.setLong(6, counts.filtered());
        statement.setLong(7, counts.rejected());
        statement.setLong(8, counts.skipped());
        statement.setString(9, json(row.children()));
        statement.setString(10, row.identity());
        statement.setString(11, row.updated().toString());
        statement.setString(12, scope.migration());
        statement.setString(13, scope.pipeline());
        statement.setString(14, row.partition());
    }

    /** The row that a query of {@link #PROGRESS} and the partition gives. */
    static LedgerRow row(ResultSet row, LedgerHome home) throws SQLException {
        return new LedgerRow(
                row.getString(12),
                new Position(row.getLong(1), row.getString(2)),
                row.getBoolean(3),
                new Counts(row.getLong(4), row.getLong(5), row.getLong(6), row.getLong(7), row.getLong(8)),
                children(row.getString(9), home),
                row.getString(10),
                Instant.parse(row.getString(11)));
    }

    private static String json(Map<String, Counts> children) {
        Map<String, long[]> plain = new TreeMap<>();
        children.forEach((table, counts) -> plain.put(
                table,
                new long[] {counts.read(), counts.imported(), counts.filtered(), counts.rejected(), counts.skipped()}));
        try {
            return JSON.writeValueAsString(plain);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Counts> children(String json, LedgerHome home) {
        try {
            Map<String, Counts> children = new LinkedHashMap<>();
            JSON.readValue(json, new TypeReference<Map<String, long[]>>() {})
                    .forEach((table, of) -> children.put(table, new Counts(of[0], of[1], of[2], of[3], of[4])));
            return children;
        } catch (JsonProcessingException | ArrayIndexOutOfBoundsException e) {
            throw home.error(
                    ErrorCode.TARGET_UNUSABLE,
                    "table caravan_ledger was changed by something else; restore the database",
                    e);
        }
    }
}
