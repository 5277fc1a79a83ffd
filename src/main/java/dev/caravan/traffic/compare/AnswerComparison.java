package dev.caravan.traffic.compare;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.caravan.model.Mirror;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/** Compares two answers as a file says. Safe for use by several threads. */
public final class AnswerComparison {
    private static final String STATUS = "status";
    private static final String BODY = "body";
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private final Mirror.Compare how;
    private final int limit;
    private final JqPaths ignored;
    private final JqPaths only;
    private final TreeComparison trees;

    /** @param limit the most bytes that a packed body may have unpacked */
    public AnswerComparison(Mirror.Compare how, int limit) {
        this.how = how;
        this.limit = limit;
        this.ignored = new JqPaths(how.ignore());
        this.only = new JqPaths(how.only());
        this.trees = new TreeComparison(how.tolerance(), how.anyOrder());
    }

    /** True when both are the same without a look at what they mean: cheap, and most often so. */
    public boolean same(Answer v1, Answer v2) {
        return v1.sameBody(v2) && plainDifferences(v1, v2).isEmpty();
    }

    /** In what they differ; empty when they agree. */
    List<Difference> differences(Answer v1, Answer v2) {
        List<Difference> found = plainDifferences(v1, v2);
        boolean packed = !Objects.equals(v1.header("content-encoding"), v2.header("content-encoding"));
        if (v1.sameBody(v2) && !packed) {
            return found;
        }
        Optional<JsonNode> one = json(v1);
        Optional<JsonNode> other = json(v2);
        if (one.isPresent() && other.isPresent()) {
            trees.compare(facts(one.get()), facts(other.get()), found);
        } else if (!only.isEmpty() && (one.isPresent() || other.isPresent())) {
            trees.compare(chosen(one), chosen(other), found);
        } else if (!sameText(v1, v2)) {
            found.add(new Difference(BODY, "", size(v1), size(v2)));
        }
        return found;
    }

    private List<Difference> plainDifferences(Answer v1, Answer v2) {
        List<Difference> found = new ArrayList<>();
        if (v1.status() != v2.status() && only.isEmpty()) {
            JsonNodeFactory nodes = JsonNodeFactory.instance;
            found.add(new Difference(STATUS, "", nodes.numberNode(v1.status()), nodes.numberNode(v2.status())));
        }
        for (String name : how.headers()) {
            if (!Objects.equals(v1.header(name), v2.header(name))) {
                String path = "header " + name.toLowerCase(Locale.ROOT);
                found.add(new Difference(path, "", text(v1.header(name)), text(v2.header(name))));
            }
        }
        return found;
    }

    private JsonNode facts(JsonNode whole) {
        return only.isEmpty() ? ignored.without(whole) : only.chosen(ignored.without(whole));
    }

    private JsonNode chosen(Optional<JsonNode> whole) {
        return whole.map(this::facts).orElse(MissingNode.getInstance());
    }

    private Optional<JsonNode> json(Answer answer) {
        byte[] body = answer.cut() ? new byte[0] : unpacked(answer);
        int first = 0;
        while (first < body.length && body[first] <= ' ' && body[first] >= 0) {
            first++;
        }
        String type = String.valueOf(answer.header("content-type"));
        boolean maybe = first < body.length && (type.contains("json") || body[first] == '{' || body[first] == '[');
        if (!maybe) {
            return Optional.empty();
        }
        try {
            return Optional.of(JSON.readTree(body));
        } catch (JsonProcessingException e) {
            // A body that only looks like JSON is compared byte by byte
            return Optional.empty();
        } catch (IOException e) {
            throw new IllegalStateException("an array can always be read", e);
        }
    }

    private boolean sameText(Answer v1, Answer v2) {
        if (v1.cut() || v2.cut()) {
            return v1.sameBody(v2);
        }
        return Arrays.equals(unpacked(v1), unpacked(v2));
    }

    /** A body as it was before it was packed; as it came where it cannot be unpacked within the limit. */
    private byte[] unpacked(Answer answer) {
        if (!"gzip".equals(answer.header("content-encoding"))) {
            return answer.body();
        }
        try (GZIPInputStream packed = new GZIPInputStream(new ByteArrayInputStream(answer.body()))) {
            byte[] body = packed.readNBytes(limit + 1);
            return body.length > limit ? answer.body() : body;
        } catch (IOException e) {
            return answer.body();
        }
    }

    private static JsonNode size(Answer answer) {
        ArrayNode shown = JsonNodeFactory.instance.arrayNode();
        return shown.add(answer.length()).add(String.valueOf(answer.header("content-type")));
    }

    private static JsonNode text(String value) {
        return value == null ? MissingNode.getInstance() : TextNode.valueOf(value);
    }
}
