package dev.caravan.system.neo4j;

import dev.caravan.model.Chunk;
import dev.caravan.model.Existing;
import dev.caravan.model.Fate;
import dev.caravan.model.RejectCode;
import dev.caravan.model.RowBuffer;
import dev.caravan.model.TakenKey;
import dev.caravan.model.Unfit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.neo4j.driver.Record;
import org.neo4j.driver.Transaction;

/** The rows of one chunk on their way into a graph: what becomes of each, by what is there. */
final class GraphWrite {
    private static final String STAGE = "import";

    private final Chunk chunk;
    private final GraphTable table;
    private final Existing existing;
    private final List<GraphRow> rows = new ArrayList<>();
    private final Map<Integer, Unfit> unfit = new LinkedHashMap<>();
    private final Map<List<Object>, GraphRow> made = new LinkedHashMap<>();
    private final Map<List<Object>, GraphRow> changed = new LinkedHashMap<>();

    GraphWrite(Chunk chunk, GraphTable table, Existing existing) {
        this.chunk = chunk;
        this.table = table;
        this.existing = existing;
        RowBuffer given = chunk.rows();
        GraphRow.Reader reader = new GraphRow.Reader(given, table);
        for (int row = 0; row < given.rows(); row++) {
            if (chunk.pending(given.record(row))) {
                try {
                    rows.add(reader.read(row));
                } catch (Unfit refused) {
                    unfit.put(row, refused);
                }
            }
        }
    }

    /** Gives every pending record its fate and writes those that are to be written. */
    void run(Transaction transaction) {
        Map<Integer, Record> there = new HashMap<>();
        transaction
                .run(table.look(), Map.of("rows", GraphRow.parameters(rows)))
                .forEachRemaining(found -> there.putIfAbsent(found.get("i").asInt(), found));
        made.clear();
        changed.clear();
        unfit.forEach((row, refused) ->
                chunk.reject(chunk.rows().record(row), refused.code().code(), STAGE, refused.getMessage()));
        rows.forEach(row -> settle(row, there.get(row.number())));
        send(transaction, table.create(), List.copyOf(made.values()));
        send(transaction, table.change(), List.copyOf(changed.values()));
    }

    /** Whether the graph takes what {@link #run} wanted to write: once for what it makes, once for what it changes. */
    void find(BiConsumer<String, List<GraphRow>> refused) {
        refused.accept(table.create(), List.copyOf(made.values()));
        refused.accept(table.change(), List.copyOf(changed.values()));
    }

    /** Leaves a row out from now on. */
    void refuse(GraphRow row, String reason) {
        rows.remove(row);
        unfit.put(row.number(), new Unfit(RejectCode.CONSTRAINT_VIOLATION, reason));
    }

    static void send(Transaction transaction, String statement, List<GraphRow> rows) {
        if (!rows.isEmpty()) {
            transaction
                    .run(statement, Map.of("rows", GraphRow.parameters(rows)))
                    .consume();
        }
    }

    private void settle(GraphRow row, Record found) {
        int record = chunk.rows().record(row.number());
        GraphRow earlier = changed.getOrDefault(row.key(), made.get(row.key()));
        if (found != null && !found.get("ends").asBoolean()) {
            chunk.reject(
                    record,
                    RejectCode.CONSTRAINT_VIOLATION.code(),
                    STAGE,
                    "a node that it leads from or to is not in the graph (columns " + String.join(", ", table.key())
                            + ")");
        } else if (earlier == null && (found == null || found.get("held").isNull())) {
            made.put(row.key(), row);
            chunk.settle(record, Fate.IMPORTED);
        } else if (earlier == null ? row.isStoredAs(found.get("held").asMap(), table) : row.equalsIn(earlier)) {
            chunk.settle(record, Fate.SKIPPED);
        } else if (existing == Existing.REPLACE) {
            changed.put(row.key(), row);
            chunk.settle(record, Fate.IMPORTED);
        } else {
            int taken = earlier == null ? -1 : chunk.rows().record(earlier.number());
            TakenKey.settle(chunk, record, taken, existing, STAGE, table.name(), table.key());
        }
    }
}
