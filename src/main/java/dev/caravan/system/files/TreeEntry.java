package dev.caravan.system.files;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.Fingerprint;
import dev.caravan.spi.Snapshot;
import java.io.IOException;

/**
 * One thing in a folder that is copied aside.
 *
 * @param path below the folder, with slashes; empty for the folder itself
 * @param mode the nine letters of its rights; empty for a link, which has none of its own
 * @param owner the numbers of its user and group, {@code 0:0}; empty where the file system has none
 * @param modified when it was last written, milliseconds; not part of what is compared
 * @param content the SHA-256 of a file as hex, where a link leads, empty for a folder
 */
record TreeEntry(String path, Type type, String mode, String owner, long modified, long size, String content) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What there is beside devices, pipes and sockets. */
    enum Type {
        FOLDER,
        FILE,
        LINK
    }

    String line() {
        ObjectNode node = JSON.createObjectNode();
        node.put("path", path)
                .put("type", type.name())
                .put("mode", mode)
                .put("owner", owner)
                .put("modified", modified)
                .put("size", size)
                .put("content", content);
        return node.toString();
    }

    /** @throws IOException when the line is none of {@link #line} */
    static TreeEntry of(String line) throws IOException {
        JsonNode node = JSON.readTree(line);
        try {
            return new TreeEntry(
                    node.path("path").textValue(),
                    Type.valueOf(node.path("type").asText()),
                    node.path("mode").asText(),
                    node.path("owner").asText(),
                    node.path("modified").asLong(),
                    node.path("size").asLong(),
                    node.path("content").asText());
        } catch (IllegalArgumentException e) {
            throw new IOException("a line of the index cannot be read", e);
        }
    }

    Snapshot.Part part() {
        Fingerprint digest = new Fingerprint();
        digest.field(type.name()).field(mode).field(content).end();
        return new Snapshot.Part(
                type.name().toLowerCase(java.util.Locale.ROOT) + " " + path, isFile() ? 1 : 0, digest.hex());
    }

    boolean isFile() {
        return type == Type.FILE;
    }

    /** True when it was written between the two looks, as far as can be told without reading it. */
    boolean differsFrom(TreeEntry other) {
        return type != other.type
                || !mode.equals(other.mode)
                || isFile() && (modified != other.modified || size != other.size)
                || type == Type.LINK && !content.equals(other.content);
    }
}
