package dev.caravan.step.mirror;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A file of requests, one a line: a path, or an object with {@code method}, {@code path}, {@code headers} and {@code body}. */
final class RequestFile {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long LARGEST = 64L << 20;

    private RequestFile() {}

    /** @throws CaravanException STEP_FAILED for a file that is none */
    static List<JsonNode> read(String name) {
        List<JsonNode> requests = new ArrayList<>();
        Path file = Path.of(name);
        try {
            if (Files.size(file) > LARGEST) {
                throw failed(name, "has more than 64 MB; take a part of it");
            }
            List<String> lines = Files.readAllLines(file);
            for (int i = 0; i < lines.size(); i++) {
                String line = lines.get(i).strip();
                if (!line.isEmpty() && !line.startsWith("#")) {
                    requests.add(request(name + ":" + (i + 1), line));
                }
            }
        } catch (IOException e) {
            throw failed(name, "cannot be read: " + e.getMessage() + "; write a path or a JSON object a line");
        }
        if (requests.isEmpty()) {
            throw failed(name, "holds no request; write a path or a JSON object a line");
        }
        return requests;
    }

    private static JsonNode request(String where, String line) {
        if (line.startsWith("/")) {
            return JsonNodeFactory.instance.objectNode().put("method", "GET").put("path", line);
        }
        try {
            JsonNode request = JSON.readTree(line);
            if (request.path("path").asText().startsWith("/")) {
                return request;
            }
        } catch (JsonProcessingException e) {
            // Told below: what was seen may be a secret
        }
        throw failed(where, "is neither a path that begins with / nor a JSON object with such a path:");
    }

    private static CaravanException failed(String where, String what) {
        return new CaravanException(ErrorCode.STEP_FAILED, where, what);
    }
}
