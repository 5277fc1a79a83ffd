package dev.caravan.report.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * What a step left, for people.
 *
 * @param lines what fits into one line each
 * @param folds what is long, to be opened by who wants it
 */
record Evidence(List<Line> lines, List<Fold> folds) {
    private static final int LONG = 200;
    private static final int SHORT = 36;
    private static final int MOST_ON_A_LINE = 90;
    private static final int MOST_FOLDED = 200;
    private static final String CHECKLIST = "checklist";
    private static final String VALUE = "value";
    private static final String MUST = "must";
    private static final Set<String> SIZES = Set.of("bytes", "free");
    /** Shown in sections of their own, in the chart, or in other columns. */
    private static final Set<String> ELSEWHERE = Set.of(
            CHECKLIST, "criteria", "signOffs", TrafficSection.ENDPOINTS, "warning", VALUE, MUST, "asked", "measures");
    /** How long a step took stands beside it. */
    private static final Set<String> TIMED = Set.of("exec", "archive", "snapshot", "pipeline", "ssh", "drill");

    /** @param kind of the step */
    static Evidence of(String kind, JsonNode evidence) {
        List<Line> lines = new ArrayList<>();
        List<Fold> folds = new ArrayList<>();
        if (evidence.path("asked").isTextual()) {
            lines.add(new Line("looked whether", evidence.path("asked").textValue()));
        }
        if (evidence.has(VALUE)) {
            String must = evidence.path(MUST).asText();
            String measured = Measure.text(evidence.path(VALUE), must);
            lines.add(new Line("measured", must.isEmpty() ? measured : measured + ", must be " + must));
        }
        evidence.path(CHECKLIST).forEach(host -> lines.add(host(host)));
        commands(evidence.path(CHECKLIST)).ifPresent(folds::add);
        boolean series = Chart.isSeries(evidence);
        if (series) {
            lines.add(new Line("looks", Chart.words(evidence)));
        }
        evidence.properties().stream()
                .filter(fact -> !ELSEWHERE.contains(fact.getKey()))
                .filter(fact -> !(series && Chart.shows(fact.getKey())))
                .filter(fact -> !(fact.getKey().equals("seconds") && TIMED.contains(kind)))
                .filter(fact -> !evidence.path("warning")
                        .asText()
                        .endsWith(": " + fact.getValue().asText()))
                .forEach(fact -> add(fact, lines, folds));
        return new Evidence(joined(lines), folds);
    }

    /** Short ones behind one another. */
    private static List<Line> joined(List<Line> lines) {
        List<Line> joined = new ArrayList<>();
        for (Line line : lines) {
            Line before = joined.isEmpty() ? null : joined.get(joined.size() - 1);
            if (before != null && line.length() <= SHORT && before.length() + line.length() <= MOST_ON_A_LINE) {
                String both = before.value() + " · " + line.label() + ": " + line.value();
                joined.set(joined.size() - 1, new Line(before.label(), both));
            } else {
                joined.add(line);
            }
        }
        return joined;
    }

    private static void add(Map.Entry<String, JsonNode> fact, List<Line> lines, List<Fold> folds) {
        String label = label(fact.getKey());
        String text = text(fact.getKey(), fact.getValue());
        if (text == null || text.length() > LONG || text.strip().contains("\n")) {
            folds.add(new Fold(label, text == null ? pretty(fact.getValue()) : split(text)));
        } else if (!text.isBlank()) {
            lines.add(new Line(label, text.strip()));
        }
    }

    /** {@code keepUntil} as {@code keep until}; what is no name of a program's own stays as it is. */
    private static String label(String name) {
        if (!name.matches("[a-z]+(?:[A-Z_][a-z0-9]+)*")) {
            return name;
        }
        return name.replaceAll("([a-z])([A-Z])", "$1 $2").replace('_', ' ').toLowerCase(Locale.ROOT);
    }

    /** On one line; null for what needs several. */
    private static String text(String name, JsonNode value) {
        if (value.isNumber()) {
            return SIZES.contains(name)
                    ? Measure.size(value.longValue())
                    : name.equals("seconds") ? Figures.seconds(value.doubleValue()) : Measure.text(value);
        }
        if (value.isBoolean()) {
            return value.booleanValue() ? "yes" : "no";
        }
        if (value.isTextual()) {
            return time(value.textValue());
        }
        if (value.isArray() && each(value).allMatch(one -> one.path("file").isTextual())) {
            return each(value).map(one -> one.path("file").textValue()).collect(Collectors.joining(", "));
        }
        if (value.isArray() && each(value).allMatch(JsonNode::isValueNode)) {
            return each(value).map(JsonNode::asText).collect(Collectors.joining(", "));
        }
        if (value.isObject() && each(value).allMatch(JsonNode::isValueNode)) {
            return value.properties().stream()
                    .map(one -> one.getKey() + ": " + text(one.getKey(), one.getValue()))
                    .collect(Collectors.joining(", "));
        }
        return value.isNull() ? "" : null;
    }

    private static Stream<JsonNode> each(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private static String time(String text) {
        try {
            return text.endsWith("Z") ? Figures.time(Instant.parse(text)) : text;
        } catch (DateTimeException e) {
            return text;
        }
    }

    private static List<String> pretty(JsonNode value) {
        return split(value.isEmpty() ? "" : new JsonMapper().valueToTree(value).toPrettyString());
    }

    private static List<String> split(String text) {
        return text.strip().lines().limit(MOST_FOLDED).toList();
    }

    /** What was done on a host: each command by its name, with the exit status where that was not 0. */
    private static Line host(JsonNode host) {
        String done = each(host.path("checks"))
                .map(check -> check.path("check").asText()
                        + (check.path("exit").asInt() == 0
                                ? ""
                                : " (exit " + check.path("exit").asInt() + ")"))
                .collect(Collectors.joining("; "));
        String reason = host.path("reason").asText();
        return new Line(
                host.path("host").asText(),
                host.path("state").asText() + (reason.isEmpty() ? "" : ", " + reason) + ": " + done);
    }

    /** Command, exit status, time and output of all of it. */
    private static Optional<Fold> commands(JsonNode checklist) {
        List<String> all = new ArrayList<>();
        for (JsonNode host : checklist) {
            for (JsonNode check : host.path("checks")) {
                String output = check.path("output").asText().strip();
                all.add(host.path("host").asText() + ": "
                        + check.path("command").asText() + " (exit "
                        + check.path("exit").asText() + ", "
                        + Figures.seconds(check.path("seconds").asDouble()) + ")"
                        + (output.isEmpty() ? "" : ": " + output));
            }
        }
        return all.isEmpty() ? Optional.empty() : Optional.of(new Fold("commands", all));
    }

    record Line(String label, String value) {
        int length() {
            return label.length() + value.length();
        }
    }

    record Fold(String label, List<String> text) {}
}
