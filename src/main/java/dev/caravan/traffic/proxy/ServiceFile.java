package dev.caravan.traffic.proxy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.PathMap;
import dev.caravan.model.Side;
import dev.caravan.model.Sticky;
import dev.caravan.model.Traffic;
import dev.caravan.repository.Sha256;
import dev.caravan.traffic.Addresses;
import dev.caravan.traffic.Buckets;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the router's process must know of a service, as one JSON file of its folder.
 *
 * @param listen {@code host:port}
 * @param paths how a request's path reads on v2
 * @param named the bucket of each client that a cohort or a pin names
 * @param lease all goes back to v1 when nobody has asked over the control port for so long; null for never
 * @param ca a file of the certificates that a side's own is checked with, PEM; null for those that the JDK trusts
 * @param tee true when another router stands in front: everything goes on to v1 as it comes, and only copies are made
 */
public record ServiceFile(
        String name,
        String listen,
        URI v1,
        URI v2,
        PathMap paths,
        Sticky sticky,
        Map<String, String> named,
        Duration lease,
        Path ca,
        boolean tee) {
    private static final ObjectMapper JSON = new ObjectMapper();

    public ServiceFile {
        named = Map.copyOf(named);
    }

    /**
     * What a migration file says of a service.
     *
     * @param lease as {@link ServiceFile} has it
     */
    public static ServiceFile of(Traffic service, Duration lease) {
        Map<String, String> named = new LinkedHashMap<>();
        service.cohorts().values().forEach(cohort -> cohort.clients()
                .forEach(key -> named.put(key, Buckets.of(cohort))));
        service.pins().forEach((key, side) -> named.put(key, side.toString()));
        return new ServiceFile(
                service.name(),
                service.options().path("listen").asText(),
                service.v1(),
                service.v2(),
                service.paths(),
                service.sticky(),
                named,
                lease,
                ca(service),
                false);
    }

    /** What stands behind another router of the service and copies requests. */
    public static ServiceFile tee(Traffic service) {
        return new ServiceFile(
                service.name(),
                service.mirror().tee(),
                service.v1(),
                service.v2(),
                service.paths(),
                Sticky.ADDRESS,
                Map.of(),
                null,
                ca(service),
                true);
    }

    private static Path ca(Traffic service) {
        String named = service.options().path("ca").asText();
        return named.isEmpty() ? null : Path.of(named).toAbsolutePath();
    }

    /** A request's address below the sides' own paths: behind another router v1's path stands in front already. */
    String below(String uri) {
        String front = tee ? Addresses.path(v1) : "";
        return uri.startsWith(front) ? uri.substring(front.length()) : uri;
    }

    /** The base address of a side. */
    URI base(Side side) {
        return side == Side.V1 ? v1 : v2;
    }

    /** Names this content; another one has another name. */
    public String generation() {
        return Sha256.hex(text()).substring(0, 12);
    }

    /** As the file holds it. */
    public String text() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("name", name).put("listen", listen).put("v1", v1.toString()).put("v2", v2.toString());
        json.putObject("sticky").put("by", sticky.by().name()).put("name", sticky.name());
        ObjectNode clients = json.putObject("named");
        named.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(one -> clients.put(one.getKey(), one.getValue()));
        if (!paths.isSame()) {
            ObjectNode beginnings = json.putObject("paths");
            paths.beginnings().forEach(beginnings::put);
        }
        if (lease != null) {
            json.put("lease", lease.toMillis());
        }
        if (ca != null) {
            json.put("ca", ca.toString());
        }
        if (tee) {
            json.put("tee", true);
        }
        return json.toPrettyString();
    }

    /**
     * Reads the file.
     *
     * @throws CaravanException TARGET_UNUSABLE when it cannot be read or is none
     */
    public static ServiceFile read(Path file) {
        try {
            JsonNode json = JSON.readTree(Files.readString(file));
            return new ServiceFile(
                    json.required("name").asText(),
                    json.required("listen").asText(),
                    URI.create(json.required("v1").asText()),
                    URI.create(json.required("v2").asText()),
                    new PathMap(texts(json.path("paths"))),
                    new Sticky(
                            Sticky.By.valueOf(json.at("/sticky/by").asText()),
                            json.at("/sticky/name").asText()),
                    texts(json.path("named")),
                    json.has("lease") ? Duration.ofMillis(json.get("lease").asLong()) : null,
                    json.has("ca") ? Path.of(json.get("ca").asText()) : null,
                    json.path("tee").asBoolean());
        } catch (IOException | IllegalArgumentException e) {
            throw new CaravanException(
                    ErrorCode.TARGET_UNUSABLE, file.toString(), "is no file of a router's service: " + e.getMessage());
        }
    }

    private static Map<String, String> texts(JsonNode object) {
        Map<String, String> texts = new LinkedHashMap<>();
        object.properties()
                .forEach(one -> texts.put(one.getKey(), one.getValue().asText()));
        return texts;
    }
}
