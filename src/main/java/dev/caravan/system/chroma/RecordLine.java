package dev.caravan.system.chroma;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** One record as one line of JSON, as snapshots keep it: vectors as base64 of 32-bit floats, little-endian. */
final class RecordLine {
    private static final JsonFactory JSON = new JsonFactory();

    private RecordLine() {}

    static byte[] of(Page page, int index) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream(page.vectorLength(index) * 2 + 256);
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringField("id", page.id(index));
            json.writeStringField("document", page.document(index));
            json.writeStringField("uri", page.uri(index));
            json.writeFieldName("metadata");
            page.metadata(index).write(json);
            json.writeFieldName("embedding");
            json.writeBinary(page.vectors(), page.vectorStart(index), page.vectorLength(index));
            json.writeEndObject();
        }
        out.write('\n');
        return out.toByteArray();
    }

    /** @throws IOException when the line is none of {@link #of} */
    static Outgoing read(String line, String collection) throws IOException {
        String id = null;
        String document = null;
        String uri = null;
        Metadata metadata = new Metadata(Map.of());
        byte[] vector = new byte[0];
        try (JsonParser json = JSON.createParser(line.getBytes(StandardCharsets.UTF_8))) {
            json.nextToken();
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String name = json.currentName();
                json.nextToken();
                switch (name) {
                    case "id" -> id = json.getText();
                    case "document" -> document = json.getValueAsString();
                    case "uri" -> uri = json.getValueAsString();
                    case "metadata" -> metadata = Metadata.read(json);
                    case "embedding" -> vector = json.getBinaryValue();
                    default -> throw new IOException("a line has something else in it: '" + name + "'");
                }
            }
        }
        if (id == null || vector.length == 0) {
            throw new IOException("a line lacks its id or its vector");
        }
        return new Outgoing(0, collection, id, new Vector(vector, 0, vector.length), document, uri, metadata);
    }
}
