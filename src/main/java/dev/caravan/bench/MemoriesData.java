package dev.caravan.bench;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/**
 * One JSON array of memories, about 390 bytes each, none of them bad: names of fields vary by record, half of them are
 * written with escapes. Streamed; the same seed makes the same bytes.
 */
final class MemoriesData {
    private static final String[] WORDS = {
        "route", "camel", "config", "memory", "agent", "session", "deploy", "naïve", "café", "Привет", "日本語", "🚀",
        "it's", "\"q\"", "index", "vector", "query", "note", "plan", "review", "commit", "value", "field", "a", "the",
        "of", "to", "and", "with"
    };
    private static final String[] TYPES = {"fact", "event", "preference_food"};
    private static final int BUFFER = 1 << 16;
    private static final int OWNERS = 300;

    private final SplittableRandom random;

    private MemoriesData(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** Writes the file, its folder too; answers how many bytes it has. */
    static long write(Path file, int records, long seed) throws IOException {
        Files.createDirectories(file.getParent());
        MemoriesData data = new MemoriesData(seed);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), BUFFER);
                JsonGenerator json = new JsonFactory().createGenerator(out)) {
            json.writeStartArray();
            for (int i = 0; i < records; i++) {
                json.configure(JsonWriteFeature.ESCAPE_NON_ASCII.mappedFeature(), i % 2 == 0);
                json.writeRaw('\n');
                data.memory(json, i);
            }
            json.writeEndArray();
        }
        return Files.size(file);
    }

    private void memory(JsonGenerator json, int i) throws IOException {
        json.writeStartObject();
        if (i % 10 != 0) {
            json.writeStringField("id", String.format("m-%07d", i));
        }
        json.writeStringField(i % 3 == 0 ? "summary" : "title", words(5));
        json.writeStringField(
                i % 2 == 0 ? "text" : "content", words(random.nextInt(12, 46)) + (i % 5 == 0 ? "\nline two" : ""));
        json.writeArrayFieldStart("tags");
        for (int tag = i % 4 == 0 ? 2 : 3; tag > 0; tag--) {
            json.writeString(pick(WORDS));
        }
        json.writeEndArray();
        json.writeStringField("category", pick(TYPES));
        json.writeStringField(i % 2 == 0 ? "owner" : "user", String.format("u%03d", random.nextInt(OWNERS)));
        json.writeStringField("created_at", String.format("2024-05-%02dT10:%02d:00Z", i % 28 + 1, i % 60));
        json.writeEndObject();
    }

    private String words(int count) {
        StringBuilder text = new StringBuilder(pick(WORDS));
        for (int i = 1; i < count; i++) {
            text.append(' ').append(pick(WORDS));
        }
        return text.toString();
    }

    private String pick(String[] from) {
        return from[random.nextInt(from.length)];
    }
}
