package dev.caravan.snapshot;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.Snapshot;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Writes manifests as JSON that people can read, and reads them. */
final class ManifestJson {
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final int FORM = 1;

    private ManifestJson() {}

    static byte[] write(Manifest manifest) {
        ObjectNode root = JSON.createObjectNode();
        root.put("form", FORM)
                .put("migration", manifest.migration())
                .put("step", manifest.token())
                .put("system", manifest.system())
                .put("kind", manifest.kind())
                .put("address", manifest.address())
                .put("taken", manifest.taken().toString())
                .put(
                        "keepUntil",
                        manifest.keepUntil() == null
                                ? null
                                : manifest.keepUntil().toString())
                .put("tool", manifest.contents().tool())
                .put("proof", manifest.proof())
                .put("records", manifest.contents().count())
                .put("bytes", manifest.bytes());
        manifest.contents().notes().forEach(root.putArray("notes")::add);
        ArrayNode parts = root.putArray("parts");
        for (Snapshot.Part part : manifest.contents().parts()) {
            parts.addObject()
                    .put("name", part.name())
                    .put("count", part.count())
                    .put("digest", part.digest());
        }
        ArrayNode files = root.putArray("files");
        for (Manifest.Entry file : manifest.files()) {
            files.addObject()
                    .put("path", file.path())
                    .put("bytes", file.bytes())
                    .put("sha256", file.sha256());
        }
        try {
            return JSON.writeValueAsBytes(root);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @throws IOException when it is no manifest of a form that is known */
    static Manifest read(byte[] bytes) throws IOException {
        JsonNode root = JSON.readTree(bytes);
        if (root == null || root.path("form").asInt() != FORM) {
            throw new IOException("no manifest of form " + FORM);
        }
        List<Snapshot.Part> parts = new ArrayList<>();
        root.path("parts")
                .forEach(part -> parts.add(new Snapshot.Part(
                        part.path("name").asText(),
                        part.path("count").asLong(),
                        part.path("digest").asText())));
        List<Manifest.Entry> files = new ArrayList<>();
        root.path("files")
                .forEach(file -> files.add(new Manifest.Entry(
                        file.path("path").asText(),
                        file.path("bytes").asLong(),
                        file.path("sha256").asText())));
        List<String> notes = new ArrayList<>();
        root.path("notes").forEach(note -> notes.add(note.asText()));
        try {
            return new Manifest(
                    root.path("migration").asText(),
                    root.path("step").asText(),
                    root.path("system").asText(),
                    root.path("kind").asText(),
                    root.path("address").asText(),
                    Instant.parse(root.path("taken").asText()),
                    root.path("keepUntil").isTextual()
                            ? Instant.parse(root.path("keepUntil").asText())
                            : null,
                    new Snapshot.Contents(root.path("tool").asText(), parts, notes),
                    root.path("proof").asText(),
                    files);
        } catch (DateTimeException e) {
            throw new IOException("no manifest: a time in it is none", e);
        }
    }
}
