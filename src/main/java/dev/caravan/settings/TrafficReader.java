package dev.caravan.settings;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.Durations;
import dev.caravan.model.PathMap;
import dev.caravan.model.Ramp;
import dev.caravan.model.Sticky;
import dev.caravan.model.SystemSettings;
import dev.caravan.model.Traffic;
import dev.caravan.model.TrafficRules;
import dev.caravan.model.Writes;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads {@code traffic:}. */
final class TrafficReader {
    private static final Pattern COOKIE = Pattern.compile("[A-Za-z0-9_]{1,100}");
    private static final Pattern HEADER = Pattern.compile("[A-Za-z0-9-]{1,100}");
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private final Map<String, SystemSettings> systems;
    private final Map<String, Section> pipelines;
    private final ClientsReader clients;

    /** @param pipelines by name */
    TrafficReader(Map<String, SystemSettings> systems, Map<String, Section> pipelines, Folders folders) {
        this.clients = new ClientsReader(folders);
        this.systems = systems;
        this.pipelines = pipelines;
    }

    Map<String, Traffic> read(Section traffic) {
        Map<String, Traffic> read = new LinkedHashMap<>();
        traffic.members().forEach((name, service) -> {
            Traffic one = service(name, service);
            if (one != null) {
                read.put(name, one);
            }
        });
        return read;
    }

    private Traffic service(String name, Section service) {
        Ramp ramp = new RampReader(systems).read(service);
        URI v1 = base(service.at("v1"));
        URI v2 = base(service.at("v2"));
        String router =
                service.at("router").members().keySet().stream().findFirst().orElse(null);
        if (v1 == null || v2 == null || router == null) {
            return null;
        }
        weights(service, v1, v2);
        if (!String.valueOf(v1.getScheme()).equals(v2.getScheme())) {
            service.at("v2")
                    .mistake("v1 answers by " + v1.getScheme() + " and v2 by " + v2.getScheme()
                            + "; a router speaks one of them to both");
        }
        MirrorReader.refuse(service, v1);
        return new Traffic(
                name,
                router,
                options(router, service.at("router").at(router)),
                v1,
                v2,
                paths(service.at("paths")),
                sticky(service.at("sticky")),
                clients.cohorts(service.at("cohorts")),
                clients.pins(service.at("pins")),
                MirrorReader.read(router, service.at("mirror")),
                rules(service),
                ramp,
                service.where());
    }

    private static ObjectNode options(String router, Section written) {
        Section options = written.expanded("embedded".equals(router) ? "listen" : "conf");
        ObjectNode read = options.node().isObject() ? options.node().deepCopy() : JsonNodeFactory.instance.objectNode();
        String lease = options.text("lease");
        if (lease != null) {
            Durations.parse(lease).ifPresent(time -> read.put("lease", time.toMillis()));
        }
        return read;
    }

    /** The address of an http system; null after a complaint. */
    private URI base(Section named) {
        if (!named.isKnown("system", systems.keySet())) {
            return null;
        }
        SystemSettings system = systems.get(named.text());
        if (system == null) {
            // Its own entry has mistakes, which are told there
            return null;
        }
        if (!"http".equals(system.kind())) {
            named.mistake("system '" + named.shown() + "' is of kind " + system.kind() + "; name one of kind http");
            return null;
        }
        try {
            URI base = URI.create(system.address());
            if (base.getHost() == null) {
                named.mistake("system '" + named.shown() + "' has no address with a host; give it one");
                return null;
            }
            return base;
        } catch (IllegalArgumentException e) {
            named.mistake("the address of system '" + named.shown() + "' is no URL: " + e.getMessage());
            return null;
        }
    }

    /** Weights know shares, and nothing of single clients. */
    private static void weights(Section service, URI v1, URI v2) {
        Section nginx = service.at("router").at("nginx");
        if (!"weights".equals(nginx.text("mode"))) {
            return;
        }
        if (!nginx.has("listen") && !nginx.has("probe")) {
            nginx.mistakeAtKey("mode: weights wants listen:, or probe: a free port of this machine such as"
                    + " http://127.0.0.1:8099, where nginx shall say which share it holds");
        }
        if (service.has("paths")) {
            service.at("paths").mistakeAtKey("weights send a request on as it came; leave mode: out, or paths");
        }
        for (String key : List.of("cohorts", "pins")) {
            if (service.has(key)) {
                service.at(key)
                        .mistakeAtKey("weights know nothing of single clients; leave mode: out, or '" + key + "'");
            }
        }
        if (service.has("ramp") && !service.at("metrics").has("requests")) {
            nginx.at("mode")
                    .mistake("weights leave nothing to measure the sides by; let the ramp ask a Prometheus: metrics:"
                            + " { prometheus: SYSTEM, requests: QUERY, errors: QUERY }");
        }
        if (hasPath(v1) || hasPath(v2)) {
            nginx.at("mode")
                    .mistake("weights send a request on as it came; leave the path out of the addresses of v1 and v2");
        }
        if (service.at("sticky").has("path")) {
            service.at("sticky").mistakeAtKey("weights go by a header, a cookie or the address");
        }
    }

    private static boolean hasPath(URI base) {
        return base.getRawPath() != null && base.getRawPath().length() > 1;
    }

    private TrafficRules rules(Section service) {
        Section data = service.at("data");
        data.oneOrMany().forEach(name -> name.isKnown("pipeline", pipelines.keySet()));
        List<String> carried = data.isMissing() ? List.copyOf(pipelines.keySet()) : service.texts("data");
        Duration cap = time(service.at("cap").text("verified"), null);
        if (cap != null && carried.isEmpty()) {
            service.at("cap").mistakeAtKey("a cap without data to verify; name the service's pipelines by data:");
        }
        for (String name : cap == null ? List.<String>of() : carried) {
            if (pipelines.containsKey(name)
                    && pipelines.get(name).at("verify").elements().isEmpty()) {
                service.at("cap")
                        .mistakeAtKey("pipeline '" + name + "' has no verify:, so the cap could never be met; give it"
                                + " checks, or leave it out of data:");
            }
        }
        Duration every = time(service.text("rise-every"), TrafficRules.NONE.riseEvery());
        if (every.compareTo(LONGEST_PAUSE) > 0) {
            service.at("rise-every")
                    .mistake("a rise would wait up to " + service.text("rise-every")
                            + " for its turn; write at most 1m, and let steps hold for longer times");
        }
        return new TrafficRules(
                writes(service.text("writes")), carried, owners(service, carried), cap, every, service.text("health"));
    }

    /** One column for all pipelines, or one for each. */
    private static Map<String, String> owners(Section service, List<String> carried) {
        Section owner = service.at("cap").at("owner");
        Map<String, String> read = new LinkedHashMap<>();
        if (owner.isText()) {
            carried.forEach(pipeline -> read.put(pipeline, owner.text()));
        }
        owner.members().forEach((pipeline, column) -> {
            if (carried.contains(pipeline)) {
                read.put(pipeline, String.valueOf(column.text()));
            } else {
                column.mistakeAtKey(
                        "the service's data has no pipeline '" + pipeline + "'; it has " + String.join(", ", carried));
            }
        });
        return read;
    }

    private static Writes writes(String text) {
        return Stream.of(Writes.values())
                .filter(one -> one.toString().equals(text))
                .findFirst()
                .orElse(Writes.SHARED);
    }

    private static Duration time(String text, Duration otherwise) {
        return text == null ? otherwise : Durations.parse(text).orElse(otherwise);
    }

    private static Sticky sticky(Section sticky) {
        if (sticky.has("header")) {
            return new Sticky(Sticky.By.HEADER, fitting(sticky.at("header"), HEADER, "letters, digits and hyphens"));
        }
        if (sticky.has("cookie")) {
            return new Sticky(
                    Sticky.By.COOKIE, fitting(sticky.at("cookie"), COOKIE, "letters, digits and underscores"));
        }
        return sticky.has("path")
                ? new Sticky(Sticky.By.PATH, Integer.toString(sticky.integer("path", 1)))
                : Sticky.ADDRESS;
    }

    private static PathMap paths(Section paths) {
        Map<String, String> read = new LinkedHashMap<>();
        paths.members().forEach((from, to) -> {
            if (to.isText()) {
                read.put(from, to.text());
            }
        });
        return new PathMap(read);
    }

    /** A text of a certain form, after a complaint where it has another. */
    static String fitting(Section named, Pattern form, String allowed) {
        String text = String.valueOf(named.text());
        if (named.text() != null && !form.matcher(text).matches()) {
            named.mistake("'" + named.shown() + "' cannot stand in a router's configuration; use " + allowed);
        }
        return text;
    }
}
