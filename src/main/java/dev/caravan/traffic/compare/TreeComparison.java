package dev.caravan.traffic.compare;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Compares two JSON trees. Keys of objects have no order; numbers are compared by value, so 1 and 1.0 agree. A path leaves the
 * numbers of lists out, {@code .items[].price}, so that it means the same in every answer.
 */
final class TreeComparison {
    private static final List<String> NAMES = List.of("id", "_id", "uuid", "key");
    /** Longer lists without an order are compared by their places: each element meets each other one. */
    private static final int LONGEST_UNORDERED = 500;
    /** So many differences of one pair of answers are told; one is enough to disagree. */
    private static final int MOST = 200;

    private final Map<String, Tolerance> tolerances;
    private final Set<String> anyOrder;

    TreeComparison(Map<String, String> tolerances, List<String> anyOrder) {
        this.tolerances = tolerances.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, far -> Tolerance.parse(far.getValue())));
        this.anyOrder = Set.copyOf(anyOrder);
    }

    /** Adds what differs to {@code found}. */
    void compare(JsonNode v1, JsonNode v2, List<Difference> found) {
        compare("", "", v1, v2, found);
    }

    private void compare(String path, String record, JsonNode v1, JsonNode v2, List<Difference> found) {
        if (found.size() >= MOST) {
            return;
        }
        if (v1.isObject() && v2.isObject()) {
            objects(path, named(record, v1, v2), v1, v2, found);
        } else if (v1.isArray() && v2.isArray()) {
            if (anyOrder.contains(path) && v1.size() <= LONGEST_UNORDERED && v2.size() <= LONGEST_UNORDERED) {
                unordered(path, record, v1, v2, found);
            } else {
                ordered(path, record, elements(v1), elements(v2), found);
            }
        } else if (!agree(path, v1, v2)) {
            found.add(new Difference(path.isEmpty() ? "." : path, record, v1, v2));
        }
    }

    private void objects(String path, String record, JsonNode v1, JsonNode v2, List<Difference> found) {
        Set<String> keys = new LinkedHashSet<>();
        v1.fieldNames().forEachRemaining(keys::add);
        v2.fieldNames().forEachRemaining(keys::add);
        for (String key : keys) {
            compare(path + step(key), record, v1.path(key), v2.path(key), found);
        }
    }

    private void ordered(String path, String record, List<JsonNode> v1, List<JsonNode> v2, List<Difference> found) {
        for (int i = 0; i < Math.max(v1.size(), v2.size()); i++) {
            JsonNode one = i < v1.size() ? v1.get(i) : MissingNode.getInstance();
            JsonNode other = i < v2.size() ? v2.get(i) : MissingNode.getInstance();
            compare(path + "[]", named(record, one, other), one, other, found);
        }
    }

    /** Takes out the pairs that agree, then lets records of one name meet, then what is left by place. */
    private void unordered(String path, String record, JsonNode v1, JsonNode v2, List<Difference> found) {
        List<JsonNode> ones = new ArrayList<>();
        List<JsonNode> others = elements(v2);
        for (JsonNode one : v1) {
            int met = match(path, one, others);
            if (met < 0) {
                ones.add(one);
            } else {
                others.remove(met);
            }
        }
        List<JsonNode> left = new ArrayList<>();
        for (JsonNode one : ones) {
            String name = named("", one, one);
            int met = -1;
            for (int i = 0; i < others.size() && met < 0 && !name.isEmpty(); i++) {
                met = name.equals(named("", others.get(i), others.get(i))) ? i : -1;
            }
            if (met < 0) {
                left.add(one);
            } else {
                compare(path + "[]", name, one, others.remove(met), found);
            }
        }
        ordered(path, record, left, others, found);
    }

    private int match(String path, JsonNode one, List<JsonNode> others) {
        for (int i = 0; i < others.size(); i++) {
            List<Difference> found = new ArrayList<>();
            compare(path + "[]", "", one, others.get(i), found);
            if (found.isEmpty()) {
                return i;
            }
        }
        return -1;
    }

    private boolean agree(String path, JsonNode v1, JsonNode v2) {
        if (v1.isNumber() && v2.isNumber()) {
            Tolerance far = tolerances.get(path);
            return v1.decimalValue().compareTo(v2.decimalValue()) == 0
                    || far != null && far.allows(v1.doubleValue(), v2.doubleValue());
        }
        return v1.equals(v2);
    }

    /** The name of the record that an object is; that of the one around it where it has none. */
    private static String named(String around, JsonNode v1, JsonNode v2) {
        JsonNode seen = v1.isObject() ? v1 : v2;
        for (String key : NAMES) {
            JsonNode value = seen.path(key);
            if (value.isIntegralNumber()
                    || value.isTextual() && value.textValue().length() <= 64) {
                return key + " " + value.asText();
            }
        }
        return around;
    }

    private static List<JsonNode> elements(JsonNode array) {
        List<JsonNode> elements = new ArrayList<>();
        array.forEach(elements::add);
        return elements;
    }

    private static String step(String key) {
        if (key.startsWith(".")) {
            // A path that compare: chose
            return key;
        }
        return key.matches("[A-Za-z_][A-Za-z0-9_]*") ? "." + key : ".[\"" + key.replace("\"", "\\\"") + "\"]";
    }

    /** How far two numbers may be apart. */
    private record Tolerance(double most, boolean relative) {
        static Tolerance parse(String text) {
            boolean relative = text.endsWith("%");
            double number = Double.parseDouble(text.replace("%", "").strip());
            return new Tolerance(relative ? number / 100 : number, relative);
        }

        boolean allows(double v1, double v2) {
            double rounding = Math.ulp(Math.max(Math.abs(v1), Math.abs(v2)));
            return Math.abs(v1 - v2) <= (relative ? most * Math.abs(v1) : most) + rounding;
        }
    }
}
