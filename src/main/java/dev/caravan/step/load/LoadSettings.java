package dev.caravan.step.load;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.model.Durations;
import dev.caravan.model.SystemSettings;
import dev.caravan.model.Traffic;
import dev.caravan.spi.StepCall;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a load step asks for.
 *
 * @param base where the requests go; its path stands in front of theirs
 * @param certificate a PEM file of the one certificate to be trusted; null for those that all trust
 * @param rates requests a second, one run each, rising
 * @param time how long each rate is held
 * @param warmUp requests before it are sent and not counted; in front of each rate
 * @param connections how many are open at most
 * @param patience when a request counts as lost, from the moment it was due
 * @param clients requests come from so many clients in turn
 */
record LoadSettings(
        URI base,
        String certificate,
        List<Integer> rates,
        Duration time,
        Duration warmUp,
        int connections,
        Duration patience,
        int clients,
        List<LoadRequest> requests) {
    private static final Duration TIME = Duration.ofSeconds(30);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration WARM_UP = Duration.ofSeconds(1);
    private static final int CONNECTIONS = 64;
    private static final int CLIENTS = 1_000;

    /** Reads what the file's check has let through. */
    static LoadSettings of(StepCall call) {
        JsonNode options = call.step().options();
        String to = options.path("of").asText();
        SystemSettings system = call.migration().systems().get(to);
        Traffic service = call.migration().traffic().get(to);
        String base = system != null ? system.address() : service != null ? front(service) : to;
        return new LoadSettings(
                URI.create(base),
                system == null ? null : system.options().path("certificate").textValue(),
                rates(options),
                time(options, "for", TIME),
                time(options, "warm-up", WARM_UP),
                options.path("connections").asInt(CONNECTIONS),
                time(options, "patience", PATIENCE),
                options.path("clients").asInt(CLIENTS),
                requests(options.path("requests"), token(system)));
    }

    /** Where a service's router listens, asked from this machine. */
    private static String front(Traffic service) {
        String probe = service.options().path("probe").asText("");
        String listen = service.options().path("listen").asText("");
        if (!probe.isEmpty() || listen.isEmpty()) {
            return probe.isEmpty() ? "http://127.0.0.1" : probe;
        }
        String host = listen.contains(":") ? listen.substring(0, listen.lastIndexOf(':')) : "";
        boolean any = host.isEmpty() || "*".equals(host) || "0.0.0.0".equals(host) || "[::]".equals(host);
        return "http://" + (any ? "127.0.0.1" : host) + ":" + listen.substring(listen.lastIndexOf(':') + 1);
    }

    /** {@code rate:} alone, or {@code rates:}. */
    static List<Integer> rates(JsonNode options) {
        List<Integer> rates = new ArrayList<>();
        if (options.has("rate")) {
            rates.add(perSecond(options.get("rate")));
        }
        options.path("rates").forEach(rate -> rates.add(perSecond(rate)));
        return rates;
    }

    static int perSecond(JsonNode rate) {
        return rate.isInt() ? rate.intValue() : Integer.parseInt(rate.asText().replaceAll("\\D", ""));
    }

    private static List<LoadRequest> requests(JsonNode listed, Map<String, String> always) {
        if (listed.isEmpty()) {
            return List.of(new LoadRequest(1, "GET", "/", always, null));
        }
        List<LoadRequest> requests = new ArrayList<>();
        for (JsonNode one : listed) {
            Map<String, String> headers = new LinkedHashMap<>(always);
            JsonNode body = one.path("body");
            if (body.isContainerNode()) {
                headers.put("Content-Type", "application/json");
            }
            one.path("headers")
                    .properties()
                    .forEach(header ->
                            headers.put(header.getKey(), header.getValue().asText()));
            String share = one.path("share").asText("");
            requests.add(new LoadRequest(
                    share.isEmpty() ? 1.0 / listed.size() : Double.parseDouble(share.replaceAll("[%\\s]", "")) / 100,
                    one.path("method").asText("GET"),
                    one.path("path").asText("/").replaceFirst("^/*", "/"),
                    headers,
                    body.isMissingNode() ? null : body.isTextual() ? body.textValue() : body.toString()));
        }
        return requests;
    }

    private static Map<String, String> token(SystemSettings system) {
        boolean none = system == null || !system.options().hasNonNull("token");
        return none
                ? Map.of("User-Agent", "caravan-load")
                : Map.of(
                        "User-Agent",
                        "caravan-load",
                        "Authorization",
                        "Bearer " + system.options().get("token").asText());
    }

    static Duration time(JsonNode options, String key, Duration otherwise) {
        return Durations.parse(options.path(key).asText("")).orElse(otherwise);
    }
}
