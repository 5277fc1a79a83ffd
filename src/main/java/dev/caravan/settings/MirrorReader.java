package dev.caravan.settings;

import dev.caravan.model.Durations;
import dev.caravan.model.Mirror;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code mirror:} of a service, and {@code compare:} wherever answers are compared. */
final class MirrorReader {
    private static final int CALLS = 8;
    private static final int LIMIT = 256 * 1024;
    private static final String TEE = "127.0.0.1:8089";
    private static final Duration WITHIN = Duration.ofSeconds(10);
    private static final Pattern COPIED = Pattern.compile("([A-Za-z]{1,20})(?:\\s+(/[A-Za-z0-9._~/-]*\\*?))?");
    private static final Pattern ADDRESS = Pattern.compile("[A-Za-z0-9.:\\[\\]-]*:[0-9]{1,5}");

    private MirrorReader() {}

    /** Null where there is none. */
    static Mirror read(String router, Section mirror) {
        if (!mirror.isMap()) {
            return null;
        }
        String tee = mirror.has("tee") ? String.valueOf(mirror.text("tee")) : TEE;
        boolean own = "embedded".equals(router);
        if (own && mirror.has("tee")) {
            mirror.at("tee").mistakeAtKey("the embedded router copies requests itself; take tee: out");
        } else if (!own && !ADDRESS.matcher(tee).matches()) {
            mirror.at("tee").mistake("'" + mirror.at("tee").shown() + "' is no host:port");
        }
        List<String> methods = mirror.at("methods").oneOrMany().stream()
                .map(MirrorReader::copied)
                .toList();
        return new Mirror(
                share(mirror.text("share")),
                methods.isEmpty() ? Mirror.SAFE : methods,
                mirror.integer("calls", CALLS),
                mirror.integer("limit", LIMIT),
                Durations.parse(mirror.at("within").node().asText("")).orElse(WITHIN),
                own ? "" : tee,
                compare(mirror.at("compare")));
    }

    /** A method, or a method at a path. */
    private static String copied(Section named) {
        String text = String.valueOf(named.text());
        Matcher form = COPIED.matcher(text);
        if (!form.matches()) {
            named.mistake(
                    "'" + named.shown() + "' is no method; write POST, or POST /api/ask for one path, or POST /api/*"
                            + " for what begins so");
            return text;
        }
        String path = form.group(2) == null ? "" : " " + form.group(2);
        return form.group(1).toUpperCase(Locale.ROOT) + path;
    }

    /** Complains about a mirror where none can be. */
    static void refuse(Section service, URI v1) {
        Section mirror = service.at("mirror");
        if ("https".equals(v1.getScheme()) && service.has("mirror")) {
            mirror.mistakeAtKey("requests are copied over http alone; take mirror: out");
        }
        if ("weights".equals(service.at("router").at("nginx").text("mode")) && service.has("mirror")) {
            mirror.mistakeAtKey("with mode: weights nothing can be copied; leave mode: out, or take mirror: out");
        }
    }

    private static Mirror.Compare compare(Section compare) {
        List.of("ignore", "only").forEach(key -> compare.at(key).oneOrMany().forEach(Jq::check));
        Map<String, String> tolerance = new LinkedHashMap<>();
        compare.at("tolerance")
                .members()
                .forEach((path, far) -> tolerance.put(path, far.node().asText()));
        return new Mirror.Compare(
                compare.texts("ignore"),
                compare.texts("only"),
                compare.texts("headers"),
                tolerance,
                compare.texts("any-order"),
                share(compare.text("noise")));
    }

    private static double share(String text) {
        return text != null && text.matches("[0-9.]+\\s*%")
                ? Double.parseDouble(text.replace("%", "").strip()) / 100
                : 0;
    }
}
