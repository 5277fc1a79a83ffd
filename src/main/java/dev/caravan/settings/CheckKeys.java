package dev.caravan.settings;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** What a check can look at, one thing at a time, and which keys say more about it: any other would be passed over in silence. */
final class CheckKeys {
    private static final Map<String, Set<String>> LOOKS = looks();
    private static final Set<String> SOME =
            LOOKS.values().stream().flatMap(Set::stream).collect(Collectors.toSet());

    private CheckKeys() {}

    private static Map<String, Set<String>> looks() {
        Map<String, Set<String>> looks = new LinkedHashMap<>();
        looks.put("http", Set.of("path", "method", "headers", "body", "value", "pass", "expect"));
        looks.put("suite", Set.of("requests"));
        looks.put("websocket", Set.of("path", "headers", "expect"));
        looks.put("sql", Set.of("in", "pass", "expect"));
        looks.put("tcp", Set.of());
        looks.put("ping", Set.of());
        looks.put("interface", Set.of());
        looks.put("tls", Set.of("certificate", "pass"));
        looks.put("dns", Set.of());
        looks.put("disk", Set.of("free"));
        looks.put("file", Set.of("contains"));
        looks.put("process", Set.of());
        looks.put("program", Set.of("expect"));
        looks.put("tool", Set.of("after", "at-least"));
        looks.put("credential", Set.of());
        looks.put("log", Set.of("contains", "since", "beyond", "pass"));
        looks.put("promql", Set.of("in", "pass"));
        looks.put("mirror", Set.of("value", "pass"));
        looks.put("count", Set.of("tables", "total", "least", "equal", "more", "within"));
        looks.put("search", Set.of("tables", "queries", "pass"));
        looks.put("unwritten", Set.of("freeze"));
        return looks;
    }

    /** What the check looks at; several or none where it is wrong, which is complained about. */
    static List<String> of(Section check) {
        List<String> looks = LOOKS.keySet().stream().filter(check::has).toList();
        if (looks.size() > 1) {
            check.mistakeAtKey("a check that looks at " + String.join(" and ", looks) + "; make a step of each");
        } else if (looks.isEmpty() && check.isMap()) {
            check.lacks("a check that looks at nothing; add one of: " + String.join(", ", LOOKS.keySet()));
        } else if (check.isMap()) {
            refuseOthers(check, looks.get(0));
        }
        return looks;
    }

    private static void refuseOthers(Section check, String look) {
        Set<String> others = new HashSet<>(SOME);
        others.removeAll(LOOKS.get(look));
        check.members().forEach((key, value) -> {
            if (others.contains(key)) {
                value.mistakeAtKey("key '" + key + "' has no meaning for a check of '" + look + "'; "
                        + (key.equals("certificate")
                                ? "give it to the http system that the check names"
                                : "take it out"));
            }
        });
        if (look.equals("http") && check.has("pass") && !check.has("value")) {
            check.at("pass")
                    .mistakeAtKey(
                            "pass: is about a number of the answer; add value: with the jq program that finds it");
        }
    }
}
