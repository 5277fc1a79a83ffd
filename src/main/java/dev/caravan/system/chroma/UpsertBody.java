package dev.caravan.system.chroma;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.List;
import java.util.function.Function;

/** The body of an upsert. Its memory is used again; one a thread. */
final class UpsertBody {
    private static final JsonFactory JSON = new JsonFactory();
    private static final Base64.Encoder BASE64 = Base64.getEncoder();

    private final boolean base64;
    private final Buffer buffer = new Buffer();

    /**
     * A body.
     *
     * @param base64 whether the server takes vectors so; else they are arrays of numbers, three times as long
     */
    UpsertBody(boolean base64) {
        this.base64 = base64;
    }

    void fill(List<Outgoing> records) {
        buffer.reset();
        buffer.ensure(records.stream().mapToLong(Outgoing::size).sum());
        try (JsonGenerator json = JSON.createGenerator(buffer)) {
            json.writeStartObject();
            texts(json, "ids", records, Outgoing::id);
            vectors(json, records);
            texts(json, "documents", records, Outgoing::document);
            texts(json, "uris", records, Outgoing::uri);
            metadatas(json, records);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("memory cannot be written", e);
        }
    }

    byte[] bytes() {
        return buffer.bytes();
    }

    int length() {
        return buffer.size();
    }

    private static void texts(JsonGenerator json, String name, List<Outgoing> records, Function<Outgoing, String> text)
            throws IOException {
        json.writeArrayFieldStart(name);
        for (Outgoing record : records) {
            json.writeString(text.apply(record));
        }
        json.writeEndArray();
    }

    private void vectors(JsonGenerator json, List<Outgoing> records) throws IOException {
        json.writeArrayFieldStart("embeddings");
        for (Outgoing record : records) {
            Vector vector = record.vector();
            if (base64) {
                byte[] text = BASE64.encode(vector.copy());
                json.writeRawUTF8String(text, 0, text.length);
                continue;
            }
            json.writeStartArray();
            for (int index = 0; index < vector.dimension(); index++) {
                json.writeNumber(vector.get(index));
            }
            json.writeEndArray();
        }
        json.writeEndArray();
    }

    private static void metadatas(JsonGenerator json, List<Outgoing> records) throws IOException {
        json.writeArrayFieldStart("metadatas");
        for (Outgoing record : records) {
            if (record.metadata().isEmpty()) {
                json.writeNull();
            } else {
                record.metadata().write(json);
            }
        }
        json.writeEndArray();
    }

    /** Shows its array, so that a body of megabytes is not copied once more. */
    private static final class Buffer extends ByteArrayOutputStream {
        byte[] bytes() {
            return buf;
        }

        /** Makes room before it is filled, as growing it takes twice as much. */
        void ensure(long bytes) {
            if (buf.length < bytes) {
                buf = new byte[(int) Math.min(bytes + bytes / 16, Integer.MAX_VALUE / 2)];
            }
        }
    }
}
