package dev.caravan.repository;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.caravan.model.Chunk;
import dev.caravan.model.JsonRecords;
import dev.caravan.model.Partition;
import dev.caravan.model.Position;

/** Chunks for tests. */
final class Chunks {
    private Chunks() {}

    /** A chunk of JSON records {@code {"n":ordinal}} with the ordinals from {@code from} to before {@code to}. */
    static Chunk of(String partition, long from, long to) {
        String[] records = new String[(int) (to - from)];
        for (int i = 0; i < records.length; i++) {
            records[i] = "{\"n\":" + (from + i) + "}";
        }
        return of(partition, from, records);
    }

    static Chunk of(String partition, long from, String... records) {
        JsonRecords json = new JsonRecords(partition, from, 100);
        for (String record : records) {
            byte[] bytes = record.getBytes(UTF_8);
            json.add(bytes, 0, bytes.length, 1000 + json.size());
        }
        return chunk(json, partition, from);
    }

    static Chunk chunk(JsonRecords json, String partition, long from) {
        return new Chunk(
                new Partition(partition, partition, "", -1, -1),
                new Position(from, ""),
                new Position(from + json.count(), ""),
                false,
                json);
    }
}
