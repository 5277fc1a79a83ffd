package dev.caravan.system.chroma;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Records as one answer of the server gives them, parsed while it arrives. What was not asked for is empty. */
final class Page implements FloatArrays.Sink {
    private static final VarHandle FLOAT = MethodHandles.byteArrayViewVarHandle(float[].class, ByteOrder.LITTLE_ENDIAN);
    private static final JsonFactory JSON = new JsonFactoryBuilder()
            .enable(StreamReadFeature.USE_FAST_DOUBLE_PARSER)
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxStringLength(1 << 28).build())
            .build();

    private final List<String> ids = new ArrayList<>();
    private final List<String> documents = new ArrayList<>();
    private final List<String> uris = new ArrayList<>();
    private final List<Metadata> metadatas = new ArrayList<>();
    private final List<Integer> vectorStarts = new ArrayList<>();
    private byte[] vectors;
    private int used;

    private Page(byte[] room) {
        vectors = room;
    }

    /**
     * Reads an answer to its end.
     *
     * @param room for the bytes of its vectors; it is left for a larger one where it is too small
     */
    static Page read(InputStream body, byte[] room) throws IOException {
        Page page = new Page(room);
        JsonParser parser = JSON.createParser(body);
        if (parser.nextToken() != JsonToken.START_OBJECT) {
            throw new IOException("the answer is not a JSON object");
        }
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            if (parser.currentName().equals("embeddings")) {
                parser = page.embeddings(parser, body);
            } else {
                page.field(parser, parser.currentName());
            }
        }
        page.check();
        if (parser.nextToken() != null) {
            throw new IOException("the answer has something behind its end");
        }
        return page;
    }

    int count() {
        return ids.size();
    }

    String id(int index) {
        return ids.get(index);
    }

    /** Null when it has none. */
    String document(int index) {
        return documents.isEmpty() ? null : documents.get(index);
    }

    /** Null when it has none. */
    String uri(int index) {
        return uris.isEmpty() ? null : uris.get(index);
    }

    Metadata metadata(int index) {
        return metadatas.get(index);
    }

    /** The bytes of all vectors; read only. A number that the server could not give back is NaN. */
    byte[] vectors() {
        return vectors;
    }

    /** About how many bytes its vectors and documents have together. */
    int bytes() {
        int bytes = used;
        for (String document : documents) {
            // Few texts have more than a byte a character, and those few are given room
            bytes += document == null ? 0 : document.length() * 9 / 8;
        }
        return bytes;
    }

    /** True when a record has a vector. */
    boolean hasVector(int index) {
        return !vectorStarts.isEmpty() && vectorStarts.get(index) >= 0;
    }

    /** Where a record's vector begins in {@link #vectors}. */
    int vectorStart(int index) {
        return vectorStarts.get(index);
    }

    /** How many bytes a record's vector has. */
    int vectorLength(int index) {
        for (int next = index + 1; next < vectorStarts.size(); next++) {
            if (vectorStarts.get(next) >= 0) {
                return vectorStarts.get(next) - vectorStart(index);
            }
        }
        return used - vectorStart(index);
    }

    private void field(JsonParser parser, String name) throws IOException {
        JsonToken token = parser.nextToken();
        if (token != JsonToken.START_ARRAY) {
            parser.skipChildren();
            return;
        }
        switch (name) {
            case "ids" -> texts(parser, ids);
            case "documents" -> texts(parser, documents);
            case "uris" -> texts(parser, uris);
            case "metadatas" -> {
                while (parser.nextToken() != JsonToken.END_ARRAY) {
                    metadatas.add(Metadata.read(parser));
                }
            }
            default -> parser.skipChildren();
        }
    }

    private static void texts(JsonParser parser, List<String> into) throws IOException {
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            if (token != JsonToken.VALUE_STRING && token != JsonToken.VALUE_NULL) {
                throw new IOException("the answer has " + token + " where a text should be");
            }
            into.add(token == JsonToken.VALUE_NULL ? null : parser.getText());
        }
    }

    /** Reads the vectors; answers the parser that goes on behind them. */
    private JsonParser embeddings(JsonParser parser, InputStream body) throws IOException {
        if (parser.nextToken() != JsonToken.START_ARRAY) {
            parser.skipChildren();
            return parser;
        }
        ByteArrayOutputStream ahead = new ByteArrayOutputStream(1 << 13);
        parser.releaseBuffered(ahead);
        FloatArrays arrays = new FloatArrays(ahead.toByteArray(), body);
        arrays.read(this);
        JsonParser behind = JSON.createParser(arrays.rest("{\"vectors\":0"));
        behind.nextToken();
        behind.nextToken();
        behind.nextToken();
        return behind;
    }

    @Override
    public void begin() {
        vectorStarts.add(used);
    }

    @Override
    public void none() {
        vectorStarts.add(-1);
    }

    @Override
    public void add(float number) {
        if (used + Float.BYTES > vectors.length) {
            vectors = Arrays.copyOf(vectors, Math.max(1024, vectors.length * 2));
        }
        FLOAT.set(vectors, used, number);
        used += Float.BYTES;
    }

    /** Each list is as long as that of the ids, or not there. */
    private void check() throws IOException {
        for (List<?> list : List.of(documents, uris, metadatas, vectorStarts)) {
            if (!list.isEmpty() && list.size() != ids.size()) {
                throw new IOException("the answer has " + ids.size() + " ids and " + list.size() + " values for them");
            }
        }
        if (ids.contains(null)) {
            throw new IOException("the answer has a record without an id");
        }
    }
}
