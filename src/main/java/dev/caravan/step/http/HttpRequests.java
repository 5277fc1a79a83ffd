package dev.caravan.step.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.caravan.model.Migration;
import dev.caravan.model.SystemSettings;
import dev.caravan.spi.StepCall;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Makes requests of what a step's options say. */
public final class HttpRequests {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private HttpRequests() {}

    /**
     * The request of a step.
     *
     * @param address the option that names an http system of the file, or a URL
     */
    public static HttpCaller.Request of(StepCall call, String address) {
        JsonNode options = call.step().options();
        return of(call, options.path(address).asText(), options);
    }

    /**
     * A request.
     *
     * @param to an http system of the file, or a URL
     * @param options path, method, headers and body
     */
    public static HttpCaller.Request of(StepCall call, String to, JsonNode options) {
        Map<String, String> headers = new LinkedHashMap<>();
        SystemSettings system = call.migration().systems().get(to);
        JsonNode own = system == null ? MissingNode.getInstance() : system.options();
        if (own.hasNonNull("token")) {
            headers.put("Authorization", "Bearer " + own.get("token").asText());
        }
        JsonNode body = options.path("body");
        if (body.isContainerNode()) {
            headers.put("Content-Type", "application/json");
        }
        options.path("headers")
                .properties()
                .forEach(
                        header -> headers.put(header.getKey(), header.getValue().asText()));
        String text =
                body.isMissingNode() || body.isNull() ? null : body.isTextual() ? body.textValue() : body.toString();
        return new HttpCaller.Request(
                options.path("method").asText("GET"),
                url(call.migration(), to, options),
                headers,
                text,
                most(call),
                own.path("certificate").textValue());
    }

    /** Where a step's request goes, for people. */
    public static String shown(JsonNode options, String address) {
        return options.path("method").asText("GET") + " "
                + options.path(address).asText() + options.path("path").asText("");
    }

    /** The URL of a system, or the text itself where it is one. */
    public static String url(Migration migration, String to, JsonNode options) {
        SystemSettings system = migration.systems().get(to);
        String base = system == null ? to : system.address();
        String path = options.path("path").asText("");
        return path.isEmpty() ? base : base.replaceAll("/+$", "") + "/" + path.replaceAll("^/+", "");
    }

    private static Duration most(StepCall call) {
        Duration left = Duration.between(call.now(), call.deadline());
        return left.compareTo(PATIENCE) < 0 ? left : PATIENCE;
    }
}
