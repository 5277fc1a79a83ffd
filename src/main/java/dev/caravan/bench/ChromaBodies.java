package dev.caravan.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.Base64Variants;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;

/** Writes requests that fill collections with made records: files of 500 records, in the order of their names. */
final class ChromaBodies {
    static final int BATCH = 500;

    private static final JsonFactory JSON = new JsonFactory();
    private static final String WORDS = "naïve \"text\" with\nlines 🚀 and words ".repeat(12);

    private final Random random;
    private final int dimension;

    ChromaBodies(long seed, int dimension) {
        this.random = new Random(seed);
        this.dimension = dimension;
    }

    /** Writes the requests of one collection to {@code folder}; answers their bytes. */
    long write(Path folder, String collection, int count) throws IOException {
        Files.createDirectories(folder);
        long bytes = 0;
        for (int from = 0; from < count; from += BATCH) {
            Path file = folder.resolve(String.format(Locale.ROOT, "%s-%06d.json", collection, from));
            try (OutputStream out = Files.newOutputStream(file);
                    JsonGenerator json = JSON.createGenerator(out)) {
                write(json, from, Math.min(count, from + BATCH));
            }
            bytes += Files.size(file);
        }
        return bytes;
    }

    private void write(JsonGenerator json, int from, int to) throws IOException {
        json.writeStartObject();
        json.writeArrayFieldStart("ids");
        for (int number = from; number < to; number++) {
            json.writeString("record-" + number);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("embeddings");
        for (int number = from; number < to; number++) {
            json.writeBinary(Base64Variants.MIME_NO_LINEFEEDS, vector(), 0, dimension * Float.BYTES);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("documents");
        for (int number = from; number < to; number++) {
            byte[] text = ("record " + number + ": " + WORDS).getBytes(UTF_8);
            json.writeUTF8String(text, 0, text.length);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("metadatas");
        for (int number = from; number < to; number++) {
            json.writeStartObject();
            json.writeStringField("source", "doc-" + number % 97 + ".md");
            json.writeNumberField("chunk", number);
            json.writeNumberField("score", number / 8.0);
            json.writeBooleanField("ok", number % 2 == 0);
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    /** Of length 1, as models give them. */
    private byte[] vector() {
        float[] numbers = new float[dimension];
        double squares = 0;
        for (int index = 0; index < dimension; index++) {
            numbers[index] = random.nextFloat() * 2 - 1;
            squares += numbers[index] * numbers[index];
        }
        ByteBuffer bytes = ByteBuffer.allocate(dimension * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        double length = Math.sqrt(squares);
        for (float number : numbers) {
            bytes.putFloat((float) (number / length));
        }
        return bytes.array();
    }
}
