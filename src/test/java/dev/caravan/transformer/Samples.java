package dev.caravan.transformer;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.model.Chunk;
import dev.caravan.model.JsonRecords;
import dev.caravan.model.Partition;
import dev.caravan.model.Position;
import dev.caravan.model.Records;
import dev.caravan.model.Reject;
import dev.caravan.model.RowBuffer;
import dev.caravan.model.TableShape;
import dev.caravan.model.TableShape.Accepts;
import dev.caravan.model.Transform;
import dev.caravan.model.Transform.Alternative;
import dev.caravan.model.Transform.As;
import dev.caravan.spi.Mapping;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Tables, chunks and mappings for the tests of this room, in few words. */
final class Samples {
    static final Instant NOW = Instant.parse("2026-03-04T05:06:07.000008Z");

    private Samples() {}

    /** A table whose columns are given as {@code "name TYPE"}; the first is the key; {@code !} behind means required. */
    static TableShape table(String name, String... columns) {
        List<TableShape.Column> made = new ArrayList<>();
        for (String column : columns) {
            String[] parts = column.replace("!", "").split(" ");
            Accepts accepts =
                    switch (parts[1]) {
                        case "REAL", "NUMERIC" -> Accepts.NUMBER;
                        case "GENERATED" -> Accepts.TEXT;
                        default -> Accepts.valueOf(parts[1]);
                    };
            made.add(new TableShape.Column(
                    parts[0], parts[1], accepts, column.endsWith("!"), parts[1].equals("GENERATED")));
        }
        return new TableShape(name, made, List.of(made.get(0).name()));
    }

    static MappingContext context(TableShape table, TableShape... children) {
        Map<String, TableShape> byName = new java.util.HashMap<>();
        Arrays.stream(children).forEach(child -> byName.put(child.name(), child));
        return new MappingContext("family", "memories", "m.yaml:5:3", NOW, table, byName, table.key(), true);
    }

    static Transform.Column column(String name, String... from) {
        return new ColumnBuilder(name).first(from).build();
    }

    static ColumnBuilder col(String name) {
        return new ColumnBuilder(name);
    }

    static Transform.Fields fields(Transform.Column... columns) {
        return new Transform.Fields(List.of(columns), List.of());
    }

    static Alternative from(String path) {
        String[] keys = path.startsWith(".") ? path.substring(1).split("\\.") : new String[] {path};
        return new Alternative(List.of(keys), null);
    }

    static Alternative when(String path, String key, String... texts) {
        return new Alternative(from(path).path(), new Transform.Condition(key, Set.of(texts), false));
    }

    static Alternative unless(String path, String key, String... texts) {
        return new Alternative(from(path).path(), new Transform.Condition(key, Set.of(texts), true));
    }

    static JsonRecords records(String... texts) {
        JsonRecords records = new JsonRecords("a/memories.json", 0, 64);
        for (String text : texts) {
            byte[] bytes = text.getBytes(UTF_8);
            records.add(bytes, 0, bytes.length, records.size());
        }
        return records;
    }

    static JsonRecords records(byte[] bytes) {
        JsonRecords records = new JsonRecords("a/memories.json", 0, 64);
        records.add(bytes, 0, bytes.length, 0);
        return records;
    }

    static Chunk chunk(Records records) {
        Partition partition = new Partition("p", "t", "", -1, -1);
        return new Chunk(partition, Position.START, new Position(records.count(), "end"), true, records);
    }

    static Chunk apply(Mapping mapping, String... texts) {
        return apply(mapping, records(texts));
    }

    static Chunk apply(Mapping mapping, Records records) {
        Chunk chunk = chunk(records);
        new Transformer(mapping).apply(chunk);
        return chunk;
    }

    /** A mapping to a table whose only column is {@code x}. */
    static Mapping of(String type, ColumnBuilder column) {
        return Mappings.of(fields(column.build()), context(table("t", "x " + type)));
    }

    /** The first cell of what a record becomes; an error when it is rejected. */
    static String one(Mapping mapping, String record) {
        Chunk chunk = apply(mapping, record);
        if (!chunk.rejects().isEmpty()) {
            throw new AssertionError("rejected: " + chunk.rejects());
        }
        return cell(chunk.rows(), 0, 0);
    }

    /** A cell as {@code TYPE:text}, or {@code NULL}. */
    static String cell(RowBuffer rows, int row, int column) {
        String text = rows.text(row, column);
        return text == null ? "NULL" : rows.type(row, column) + ":" + text;
    }

    /** The cells of a row. */
    static List<String> row(RowBuffer rows, int row) {
        List<String> cells = new ArrayList<>();
        for (int column = 0; column < rows.columns().size(); column++) {
            cells.add(cell(rows, row, column));
        }
        return cells;
    }

    /** The code of the only reject. */
    static String code(Chunk chunk) {
        return reject(chunk).code();
    }

    static Reject reject(Chunk chunk) {
        if (chunk.rejects().size() != 1) {
            throw new AssertionError("expected one reject, found " + chunk.rejects());
        }
        return chunk.rejects().get(0);
    }

    static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** A column of the {@code fields:} form. */
    static final class ColumnBuilder {
        private final String name;
        private boolean derived;
        private JsonNode constant;
        private final List<Alternative> first = new ArrayList<>();
        private JsonNode defaultValue;
        private Map<String, String> map;
        private boolean ignoreCase;
        private int cut = -1;
        private As as = As.VALUE;

        ColumnBuilder(String name) {
            this.name = name;
        }

        ColumnBuilder derived() {
            derived = true;
            return this;
        }

        ColumnBuilder value(String json) {
            constant = json(json);
            return this;
        }

        ColumnBuilder first(String... paths) {
            Arrays.stream(paths).map(Samples::from).forEach(first::add);
            return this;
        }

        ColumnBuilder first(Alternative... alternatives) {
            first.addAll(List.of(alternatives));
            return this;
        }

        ColumnBuilder otherwise(String json) {
            defaultValue = json(json);
            return this;
        }

        ColumnBuilder map(Map<String, String> texts) {
            map = texts;
            return this;
        }

        ColumnBuilder ignoreCase() {
            ignoreCase = true;
            return this;
        }

        ColumnBuilder cut(int points) {
            cut = points;
            return this;
        }

        ColumnBuilder as(As form) {
            as = form;
            return this;
        }

        Transform.Column build() {
            return new Transform.Column(name, derived, constant, first, defaultValue, map, ignoreCase, cut, as);
        }
    }
}
