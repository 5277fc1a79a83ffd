package dev.caravan.system.redis;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/** The list of a copy that outlives its process: which parts it has. Written last, so that only a whole copy has one. */
final class KeptParts {
    private static final String LIST = "parts.json";
    private static final ObjectMapper JSON = new ObjectMapper();

    private KeptParts() {}

    /** One part of a copy. */
    record Part(String digest, long records, long bytes) {}

    /** The name of a part's file. */
    static String name(int part) {
        return "part-" + part + ".rows";
    }

    /** Makes the folder, for nobody else's eyes, and takes an older list away. */
    static void begin(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder.getParent());
            Files.createDirectory(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
        Files.deleteIfExists(folder.resolve(LIST));
    }

    static void end(Path folder, long[] records, String[] digests) throws IOException {
        ArrayNode list = JSON.createArrayNode();
        for (int part = 0; part < records.length; part++) {
            list.addObject()
                    .put("digest", digests[part])
                    .put("records", records[part])
                    .put("bytes", Files.size(folder.resolve(name(part))));
        }
        Path made = Files.write(folder.resolve(LIST + ".new"), JSON.writeValueAsBytes(list));
        Files.move(made, folder.resolve(LIST), StandardCopyOption.ATOMIC_MOVE);
    }

    /** The parts of the copy in a folder; empty where there is none, or one that is not whole. */
    static List<Part> read(Path folder) {
        List<Part> parts = new ArrayList<>();
        try {
            for (JsonNode part : JSON.readTree(Files.readAllBytes(folder.resolve(LIST)))) {
                long bytes = part.path("bytes").asLong(-1);
                if (Files.size(folder.resolve(name(parts.size()))) != bytes) {
                    return List.of();
                }
                parts.add(new Part(
                        part.path("digest").asText(), part.path("records").asLong(), bytes));
            }
            return parts;
        } catch (IOException none) {
            return List.of();
        }
    }
}
