package dev.caravan.system.redis;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.CellType;
import dev.caravan.model.RowBuffer;
import dev.caravan.model.Unfit;
import java.io.IOException;
import java.util.List;

/** Keys as rows of a table with these columns: the reverse of {@link KeyForm}. */
final class ScanShape implements RowShape {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<String> columns;
    private final List<String> key;
    private final TablePattern table;
    private final TextForm texts;

    ScanShape(List<String> columns, List<String> key, TablePattern table, TextForm texts) {
        this.columns = List.copyOf(columns);
        this.key = List.copyOf(key);
        this.table = table;
        this.texts = texts;
    }

    @Override
    public List<String> columns() {
        return columns;
    }

    @Override
    public int[] key() {
        return key.stream().mapToInt(columns::indexOf).toArray();
    }

    @Override
    public void add(RowBuffer rows, List<FoundKey> found) throws Unfit {
        FoundKey one = found.get(0);
        KeyValue value = one.value();
        boolean whole = columns.contains(KeyChoice.VALUE);
        ObjectNode fields = whole || value.type() != KeyType.HASH ? null : fields(value);
        ObjectNode more = fields == null ? JsonNodeFactory.instance.objectNode() : fields.deepCopy();
        more.remove(columns);
        for (String column : columns) {
            JsonNode field = fields == null ? null : fields.get(column);
            int part = table.pattern().parts().indexOf(column);
            if (column.equals(KeyChoice.EXPIRES_AT)) {
                RecordShape.addMoment(rows, value.expiresAt());
            } else if (whole && column.equals(KeyChoice.VALUE)) {
                RecordShape.addValue(rows, value);
            } else if (whole && column.equals(KeyChoice.TYPE)) {
                rows.addText(value.type().word());
            } else if (part >= 0) {
                rows.addBytes(
                        CellType.TEXT,
                        texts.read(table.pattern().parse(one.key()).get(part), "the key"));
            } else if (column.equals(RedisForm.MORE) && !whole && !(fields != null && more.isEmpty())) {
                // Another type than a hash is as foreign as another field
                rows.addText(fields == null ? value.type().word() : more.toString());
            } else if (field != null) {
                rows.addText(field.textValue());
            } else {
                rows.addNull();
            }
        }
    }

    @Override
    public void addName(RowBuffer rows, List<FoundKey> found) {
        List<byte[]> parts = table.pattern().parse(found.get(0).key());
        for (String column : columns) {
            int part = table.pattern().parts().indexOf(column);
            if (part < 0) {
                rows.addNull();
            } else {
                rows.addText(TextForm.shown(parts.get(part)));
            }
        }
    }

    private static ObjectNode fields(KeyValue value) {
        try {
            return (ObjectNode) JSON.readTree(new String(value.text(), UTF_8));
        } catch (IOException e) {
            throw new IllegalStateException("a hash is JSON by now", e);
        }
    }
}
