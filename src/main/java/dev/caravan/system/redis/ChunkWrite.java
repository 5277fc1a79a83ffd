package dev.caravan.system.redis;

import dev.caravan.model.Chunk;
import dev.caravan.model.Existing;
import dev.caravan.model.Fate;
import dev.caravan.model.RowBuffer;
import dev.caravan.model.TakenKey;
import dev.caravan.model.Unfit;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The rows of one chunk on their way to their keys: what becomes of each, by what the keys hold. */
final class ChunkWrite {
    private static final String STAGE = "import";

    private final Chunk chunk;
    private final List<Outgoing> outgoing = new ArrayList<>();
    private final Map<Integer, Unfit> unfit = new LinkedHashMap<>();
    private final Map<ByteBuffer, Outgoing> written = new LinkedHashMap<>();

    ChunkWrite(Chunk chunk, KeyForm form) {
        this.chunk = chunk;
        RowBuffer rows = chunk.rows();
        for (int row = 0; row < rows.rows(); row++) {
            if (chunk.pending(rows.record(row))) {
                try {
                    outgoing.add(form.read(rows, row));
                } catch (Unfit refused) {
                    unfit.put(row, refused);
                }
            }
        }
    }

    /** The keys that it is about, each once. */
    List<byte[]> keys() {
        Map<ByteBuffer, byte[]> keys = new LinkedHashMap<>();
        outgoing.forEach(one -> keys.put(ByteBuffer.wrap(one.key()), one.key()));
        return List.copyOf(keys.values());
    }

    /** Gives every pending record its fate. */
    void settle(List<byte[]> keys, KeyValue[] there, Existing existing, TablePattern table) {
        Map<ByteBuffer, KeyValue> held = new LinkedHashMap<>();
        for (int key = 0; key < there.length; key++) {
            if (!there[key].isGone()) {
                held.put(ByteBuffer.wrap(keys.get(key)), there[key]);
            }
        }
        written.clear();
        unfit.forEach((row, refused) ->
                chunk.reject(chunk.rows().record(row), refused.code().code(), STAGE, refused.getMessage()));
        for (Outgoing one : outgoing) {
            settle(one, held, existing, table);
        }
    }

    /** What is to be written, each key once. */
    Iterable<Outgoing> written() {
        return written.values();
    }

    private void settle(Outgoing one, Map<ByteBuffer, KeyValue> held, Existing existing, TablePattern table) {
        ByteBuffer key = ByteBuffer.wrap(one.key());
        int record = chunk.rows().record(one.row());
        Outgoing earlier = written.get(key);
        KeyValue now = earlier == null ? held.get(key) : earlier.value();
        if (now == null || existing == Existing.REPLACE && !one.isStoredAs(now)) {
            written.put(key, one);
            chunk.settle(record, Fate.IMPORTED);
        } else if (one.isStoredAs(now)) {
            chunk.settle(record, Fate.SKIPPED);
        } else {
            TakenKey.settle(
                    chunk,
                    record,
                    earlier == null ? -1 : chunk.rows().record(earlier.row()),
                    existing,
                    STAGE,
                    table.table(),
                    table.pattern().parts());
        }
    }
}
