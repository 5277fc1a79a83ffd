package dev.caravan.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Looks at what Jolokia is asked before it sees it: only questions of known kinds and keys are handed on, and as this room's
 * parser understood them. The restrictor alone is not asked about other machines ({@code target}) and about notifications.
 */
final class JolokiaQuestions {
    /** How much of an answer is wanted, and in what form. */
    static final Set<String> PARAMETERS =
            Set.of("canonicalNaming", "ignoreErrors", "maxCollectionSize", "maxDepth", "maxObjects", "mimeType");

    private static final Set<String> KINDS = Set.of("read", "list", "search", "version", "exec");
    private static final Set<String> KEYS =
            Set.of("type", "mbean", "attribute", "path", "operation", "arguments", "config");

    private final ObjectMapper json = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** What may be handed on, or what is answered at once. */
    Looked look(HttpServletRequest request) throws IOException {
        try {
            JsonNode asked = json.readTree(request.getInputStream().readAllBytes());
            boolean known = asked.isArray() ? all(asked) : isKnown(asked);
            return known
                    ? new Looked(new Asked(request, json.writeValueAsBytes(asked)), "")
                    : refused(asked.size(), asked.isArray());
        } catch (JsonProcessingException e) {
            return refused(1, false);
        }
    }

    /** In Jolokia's own form: an HTTP status other than 200 would make Hawtio believe that the session has ended. */
    private Looked refused(int questions, boolean lot) {
        ObjectNode refusal = json.createObjectNode()
                .put("status", HttpServletResponse.SC_FORBIDDEN)
                .put("error_type", SecurityException.class.getName())
                .put("error", "this is not asked here, nor is a lot that holds it");
        if (!lot) {
            return new Looked(null, refusal.toString());
        }
        ArrayNode all = json.createArrayNode();
        for (int question = 0; question < questions; question++) {
            all.add(refusal);
        }
        return new Looked(null, all.toString());
    }

    /**
     * One of both.
     *
     * @param request null when nothing is handed on
     * @param answer empty when something is
     */
    record Looked(HttpServletRequest request, String answer) {}

    private static boolean all(JsonNode questions) {
        for (JsonNode question : questions) {
            if (!isKnown(question)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isKnown(JsonNode question) {
        String kind = question.path("type").asText("").toLowerCase(Locale.ROOT);
        return question.isObject()
                && KINDS.contains(kind)
                && within(question, KEYS)
                && within(question.path("config"), PARAMETERS);
    }

    private static boolean within(JsonNode node, Set<String> keys) {
        List<String> names = new ArrayList<>();
        node.fieldNames().forEachRemaining(names::add);
        return keys.containsAll(names);
    }

    /** The request with another body. */
    private static final class Asked extends HttpServletRequestWrapper {
        private final byte[] body;

        Asked(HttpServletRequest request, byte[] body) {
            super(request);
            this.body = body;
        }

        @Override
        public ServletInputStream getInputStream() {
            return new Bytes(new ByteArrayInputStream(body));
        }

        @Override
        public String getCharacterEncoding() {
            return "UTF-8";
        }
    }

    private static final class Bytes extends ServletInputStream {
        private final ByteArrayInputStream bytes;

        Bytes(ByteArrayInputStream bytes) {
            this.bytes = bytes;
        }

        @Override
        public int read() {
            return bytes.read();
        }

        @Override
        public boolean isFinished() {
            return bytes.available() == 0;
        }

        @Override
        public boolean isReady() {
            return true;
        }

        @Override
        public void setReadListener(ReadListener listener) {
            throw new IllegalStateException("is read at once");
        }
    }
}
