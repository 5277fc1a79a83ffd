package dev.caravan.model;

import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How v1's paths read on v2, by the whole parts they begin with; the longest that fits decides, and where none does, a path is
 * the same on both sides.
 *
 * @param beginnings v2's beginning by v1's, such as {@code /v2} by {@code /api}; longest first
 */
public record PathMap(Map<String, String> beginnings) {
    /** Paths are the same on both sides. */
    public static final PathMap SAME = new PathMap(Map.of());

    public PathMap {
        Map<String, String> sorted = new LinkedHashMap<>();
        beginnings.entrySet().stream()
                .sorted(Map.Entry.<String, String>comparingByKey(Comparator.comparingInt(String::length))
                        .reversed()
                        .thenComparing(Map.Entry.comparingByKey()))
                .forEach(one -> sorted.put(one.getKey(), one.getValue()));
        beginnings = Collections.unmodifiableMap(sorted);
    }

    /** True when no path changes. */
    public boolean isSame() {
        return beginnings.isEmpty();
    }

    /** A request's path and query as v2 knows them. */
    public String onV2(String uri) {
        for (Map.Entry<String, String> one : beginnings.entrySet()) {
            if (uri.startsWith(one.getKey())) {
                String rest = uri.substring(one.getKey().length());
                if (rest.isEmpty() || rest.charAt(0) == '/' || rest.charAt(0) == '?') {
                    return one.getValue() + rest;
                }
            }
        }
        return uri;
    }
}
