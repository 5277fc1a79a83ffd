package dev.caravan.traffic.proxy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.Mirror;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the router's process must know to copy requests, as JSON.
 *
 * @param run what the copies are counted for: another name begins another count
 */
public record MirrorFile(String run, Mirror mirror) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** As the process takes it. */
    public String text() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("run", run).put("share", mirror.share()).put("calls", mirror.calls());
        json.put("limit", mirror.limit()).put("within", mirror.within().toMillis());
        mirror.methods().forEach(json.putArray("methods")::add);
        Mirror.Compare how = mirror.compare();
        ObjectNode compare = json.putObject("compare");
        how.ignore().forEach(compare.putArray("ignore")::add);
        how.only().forEach(compare.putArray("only")::add);
        how.headers().forEach(compare.putArray("headers")::add);
        how.anyOrder().forEach(compare.putArray("any-order")::add);
        how.tolerance().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(one -> compare.withObject("/tolerance").put(one.getKey(), one.getValue()));
        compare.put("noise", how.noise());
        return json.toString();
    }

    /** @throws IllegalArgumentException for what is none */
    static MirrorFile parse(String text) {
        try {
            JsonNode json = JSON.readTree(text);
            JsonNode compare = json.path("compare");
            Map<String, String> tolerance = new LinkedHashMap<>();
            compare.path("tolerance")
                    .properties()
                    .forEach(one -> tolerance.put(one.getKey(), one.getValue().asText()));
            Mirror.Compare how = new Mirror.Compare(
                    texts(compare.path("ignore")),
                    texts(compare.path("only")),
                    texts(compare.path("headers")),
                    tolerance,
                    texts(compare.path("any-order")),
                    compare.path("noise").asDouble());
            Mirror mirror = new Mirror(
                    json.required("share").asDouble(),
                    texts(json.path("methods")),
                    json.required("calls").asInt(),
                    json.required("limit").asInt(),
                    Duration.ofMillis(json.required("within").asLong()),
                    "",
                    how);
            return new MirrorFile(json.path("run").asText(), mirror);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no JSON of a mirror: " + e.getOriginalMessage(), e);
        }
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(one -> texts.add(one.asText()));
        return texts;
    }
}
