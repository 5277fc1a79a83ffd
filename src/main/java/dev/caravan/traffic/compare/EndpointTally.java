package dev.caravan.traffic.compare;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** What was found at one endpoint. To be used by one thread at a time. */
final class EndpointTally {
    private static final int PATHS = 30;
    private static final int EXAMPLES = 3;
    private static final int RECORDS = 10;
    private static final int NOISE = 100;
    /** The first requests of an endpoint are asked twice in any case, so that noise is known before it counts. */
    private static final int FIRST = 3;

    private final Times times = new Times();
    private final Map<String, Found> paths = new LinkedHashMap<>();
    private final Set<String> noise = new TreeSet<>();
    private long compared;
    private long agreed;
    private long failed;
    private long twice;

    boolean wantsNoise() {
        return twice < FIRST;
    }

    void learn(List<Difference> own) {
        twice++;
        own.stream().filter(one -> noise.size() < NOISE).forEach(one -> noise.add(one.path()));
    }

    void fail() {
        failed++;
    }

    /** True when nothing but noise differs. */
    boolean add(Answer v1, Answer v2, String record, List<Difference> all) {
        compared++;
        times.add(v1.nanos(), v2.nanos());
        List<Difference> differences =
                all.stream().filter(one -> !isNoise(one.path())).toList();
        if (differences.isEmpty()) {
            agreed++;
            return true;
        }
        Set<String> seen = new LinkedHashSet<>();
        for (Difference difference : differences) {
            if (paths.containsKey(difference.path()) || paths.size() < PATHS) {
                Found found = paths.computeIfAbsent(difference.path(), path -> new Found());
                found.count += seen.add(difference.path()) ? 1 : 0;
                found.example(difference, difference.record().isEmpty() ? record : difference.record());
            }
        }
        return false;
    }

    /** A path that differs by itself, or lies in something that does. */
    private boolean isNoise(String path) {
        return noise.contains(path)
                || noise.stream().anyMatch(part -> path.startsWith(part + ".") || path.startsWith(part + "["));
    }

    ObjectNode json(String name, boolean values) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("endpoint", name);
        json.put("compared", compared).put("agreed", agreed).put("failed", failed);
        if (compared + failed > 0) {
            json.put("agreement", (double) agreed / (compared + failed));
        }
        if (compared > 0) {
            json.set("latency", times.json());
        }
        if (!noise.isEmpty()) {
            noise.forEach(json.putArray("noise")::add);
        }
        ArrayNode differences = json.putArray("differences");
        paths.entrySet().stream()
                .sorted((one, other) -> Long.compare(other.getValue().count, one.getValue().count))
                .forEach(one -> differences.add(one.getValue().json(one.getKey(), values)));
        return json;
    }

    /** What was found at one path. */
    private static final class Found {
        private final Set<String> records = new LinkedHashSet<>();
        private final Map<Example, Example> examples = new LinkedHashMap<>();
        private long count;

        void example(Difference found, String record) {
            if (!record.isEmpty() && records.size() < RECORDS) {
                records.add(record);
            }
            String path = found.path();
            Example forms = new Example(Shown.form(path, found.v1()), Shown.form(path, found.v2()));
            if (examples.size() < EXAMPLES && !examples.containsKey(forms)) {
                examples.put(forms, new Example(Shown.value(path, found.v1()), Shown.value(path, found.v2())));
            }
        }

        ObjectNode json(String path, boolean values) {
            ObjectNode json =
                    JsonNodeFactory.instance.objectNode().put("path", path).put("requests", count);
            records.forEach(json.putArray("records")::add);
            ArrayNode shown = json.putArray("examples");
            for (Example example : values ? examples.values() : examples.keySet()) {
                shown.addObject().put("v1", example.v1()).put("v2", example.v2());
            }
            return json;
        }
    }

    /** What the sides had at a path, as texts: no tree of an answer is kept. */
    private record Example(String v1, String v2) {}
}
