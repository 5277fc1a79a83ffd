package dev.caravan.transformer;

import static dev.caravan.transformer.Samples.col;
import static dev.caravan.transformer.Samples.context;
import static dev.caravan.transformer.Samples.from;
import static dev.caravan.transformer.Samples.records;
import static dev.caravan.transformer.Samples.row;
import static dev.caravan.transformer.Samples.table;
import static dev.caravan.transformer.Samples.unless;
import static dev.caravan.transformer.Samples.when;
import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.model.Chunk;
import dev.caravan.model.TableShape;
import dev.caravan.model.Transform;
import dev.caravan.model.Transform.As;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The streaming mapping against a slow one over a tree ({@link FieldsOracle}), on random mappings and records. */
class FieldsOracleTest {
    private static final TableShape TABLE =
            table("t", "id TEXT", "a TEXT", "b INTEGER", "c NUMERIC", "d ANY", "e TEXT", "f TEXT", "g TEXT", "h TEXT");
    private static final String[] KEYS = {"a", "b", "c", "d", "role", "meta", "x\\u0041", "turns"};
    private static final String[] SCALARS = {
        "null",
        "true",
        "false",
        "0",
        "-0",
        "-0.0",
        "1",
        "-7",
        "9007199254740993",
        "9223372036854775808",
        "1.5",
        "1E2",
        "1e400",
        "0.1234567890123456789",
        "\"\"",
        "\"text\"",
        "\"USER\"",
        "\"na\\u00efve \\ud83d\\ude00\"",
        "\"日本語🚀\"",
        "\"\\ud800\"",
        "\"\\u0000\"",
        "\"\\\"\\\\\\n\"",
        "\"long enough to be cut somewhere\""
    };

    @Test
    void shouldGiveWhatTheOracleGives() {
        long fresh = System.nanoTime();
        int rows = 0;
        int rejects = 0;
        for (long seed : new long[] {1, 2, 3, fresh}) {
            Random random = new Random(seed);
            for (int round = 0; round < 150; round++) {
                Transform.Fields fields = fields(random);
                String[] texts = new String[40];
                for (int record = 0; record < texts.length; record++) {
                    texts[record] = record(random);
                }

                Chunk chunk = Samples.apply(Mappings.of(fields, context(TABLE)), records(texts));

                Map<Integer, String> actual = outcome(chunk);
                for (int record = 0; record < texts.length; record++) {
                    String expected =
                            new FieldsOracle(fields, TABLE, "a/memories.json#" + record).outcome(texts[record]);
                    assertThat(actual.get(record))
                            .as("seed %d, fields %s, record %s", seed, fields, texts[record])
                            .isEqualTo(expected);
                }
                rows += chunk.rows().rows();
                rejects += chunk.rejects().size();
            }
        }
        assertThat(rows).as("rows").isGreaterThan(2_000);
        assertThat(rejects).as("rejects").isGreaterThan(2_000);
    }

    private static Map<Integer, String> outcome(Chunk chunk) {
        Map<Integer, String> outcome = new TreeMap<>();
        chunk.rejects().forEach(reject -> outcome.put((int) reject.ordinal(), reject.code()));
        for (int row = 0; row < chunk.rows().rows(); row++) {
            outcome.put(chunk.rows().record(row), row(chunk.rows(), row).toString());
        }
        return outcome;
    }

    private static Transform.Fields fields(Random random) {
        List<Transform.Column> columns = new ArrayList<>();
        columns.add(col("id")
                .derived()
                .as(random.nextBoolean() ? As.UUID : As.VALUE)
                .build());
        columns.add(
                col("a").first(path(random), path(random)).otherwise("\"none\"").build());
        columns.add(col("b").first(path(random)).otherwise("7").build());
        columns.add(col("c").first(path(random), path(random)).build());
        columns.add(col("d").first(path(random), path(random)).build());
        columns.add(col("e").first(path(random)).as(As.JSON).build());
        columns.add(col("f").first(path(random), path(random))
                .as(As.JSON_ARRAY)
                .otherwise("[]")
                .build());
        columns.add(
                col("g").first(path(random)).as(As.TEXT).cut(random.nextInt(6)).build());
        Samples.ColumnBuilder mapped =
                col("h").first(path(random)).as(As.TEXT).map(Map.of("user", "person", "text", "words"));
        columns.add((random.nextBoolean() ? mapped.ignoreCase() : mapped).build());
        // Fewer columns, fewer rejects
        while (columns.size() > 2 && random.nextInt(3) > 0) {
            columns.remove(1 + random.nextInt(columns.size() - 1));
        }
        return new Transform.Fields(columns, List.of());
    }

    private static Transform.Alternative path(Random random) {
        String key = KEYS[random.nextInt(KEYS.length)].replace("\\u0041", "A");
        return switch (random.nextInt(6)) {
            case 0 -> from(".meta." + key);
            case 1 -> from(".meta.meta." + key);
            case 2 -> when(key, "role", "user", "Text");
            case 3 -> unless(".meta." + key, "role", "user", "text");
            default -> from(key);
        };
    }

    private static String record(Random random) {
        if (random.nextInt(40) == 0) {
            return SCALARS[random.nextInt(SCALARS.length)];
        }
        String text = object(random, 0);
        if (random.nextInt(30) == 0) {
            return text.substring(0, random.nextInt(text.length()));
        }
        return random.nextInt(30) == 0 ? text + " x" : text;
    }

    private static String object(Random random, int depth) {
        StringBuilder text = new StringBuilder("{");
        boolean repeats = random.nextInt(60) == 0;
        List<String> keys = new ArrayList<>(List.of(KEYS));
        for (int count = random.nextInt(KEYS.length); count > 0; count--) {
            String key = keys.get(random.nextInt(keys.size()));
            if (!repeats) {
                keys.remove(key);
            }
            text.append(text.length() == 1 ? "" : random.nextBoolean() ? "," : " ,\n")
                    .append('"')
                    .append(key)
                    .append(random.nextBoolean() ? "\":" : "\" : ")
                    .append(value(random, key.equals("meta") ? depth : depth + 2));
        }
        return text.append('}').toString();
    }

    private static String value(Random random, int depth) {
        int kind = random.nextInt(10);
        if (depth < 3 && kind < 4) {
            return object(random, depth + 1);
        }
        if (depth < 4 && kind == 4) {
            return "[" + value(random, depth + 1) + " , " + value(random, depth + 1) + "]";
        }
        // Mostly harmless values, so that whole rows come out as well
        return SCALARS[random.nextInt(4) > 0 ? 14 + random.nextInt(5) : random.nextInt(SCALARS.length)];
    }
}
