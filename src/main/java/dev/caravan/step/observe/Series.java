package dev.caravan.step.observe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * What was seen so far, in a bounded room: counts are exact, and of the numbers every second one goes when there are too many,
 * so that percentiles and the chart stay those of the whole time.
 */
final class Series {
    private static final int MOST = 1024;
    private static final int WIDTH = 60;
    private static final String SECONDS = "seconds";
    private static final String BARS = "▁▂▃▄▅▆▇█";

    private final List<Double> numbers = new ArrayList<>();
    private int stride = 1;
    private long seen;
    private long missed;
    private String lastMiss = "";
    private boolean seconds;

    private final Instant begun;

    private Series(Instant begun) {
        this.begun = begun;
    }

    /** What a memo has seen since the step was begun; nothing of a try before that one. */
    static Series of(JsonNode memo, Instant begun) {
        Series series = new Series(begun);
        if (!memo.path("begun").asText().equals(begun.toString())) {
            return series;
        }
        memo.path("numbers").forEach(one -> series.numbers.add(one.isNull() ? Double.NaN : one.asDouble()));
        series.stride = Math.max(1, memo.path("stride").asInt(1));
        series.seen = memo.path("seen").asLong();
        series.missed = memo.path("missed").asLong();
        series.lastMiss = memo.path("lastMiss").asText();
        series.seconds = memo.path("measures").asText().equals(SECONDS);
        return series;
    }

    /** One look more; {@code number} is what it measured: a time in seconds, or what the check's own number means. */
    void hit(double number, boolean isTime) {
        seconds = isTime;
        add(number);
    }

    void miss(String why) {
        missed++;
        lastMiss = why;
        add(Double.NaN);
    }

    private void add(double number) {
        if (seen % stride == 0) {
            numbers.add(number);
        }
        seen++;
        if (numbers.size() > MOST) {
            for (int at = numbers.size() - 1; at > 0; at--) {
                if (at % 2 == 1) {
                    numbers.remove(at);
                }
            }
            stride *= 2;
        }
    }

    long seen() {
        return seen;
    }

    long missed() {
        return missed;
    }

    String lastMiss() {
        return lastMiss;
    }

    ObjectNode memo() {
        ObjectNode memo = JsonNodeFactory.instance.objectNode();
        memo.put("begun", begun.toString());
        memo.put("stride", stride).put("seen", seen).put("missed", missed).put("lastMiss", lastMiss);
        // What is worth an entry in the journal; a look that holds is not
        memo.put("measures", seconds ? SECONDS : "").put("said", missed);
        ArrayNode all = memo.putArray("numbers");
        numbers.forEach(one -> {
            if (one.isNaN()) {
                all.addNull();
            } else {
                all.add(one);
            }
        });
        return memo;
    }

    /** Counts, percentiles and a chart, for gates and people. */
    ObjectNode facts() {
        ObjectNode facts = JsonNodeFactory.instance.objectNode();
        facts.put("looks", seen).put("missed", missed).put("share", seen == 0 ? 0 : (double) (seen - missed) / seen);
        if (missed > 0) {
            facts.put("lastMiss", lastMiss);
        }
        List<Double> sorted =
                new ArrayList<>(numbers.stream().filter(one -> !one.isNaN()).toList());
        if (!sorted.isEmpty()) {
            Collections.sort(sorted);
            facts.put("p50", at(sorted, 0.50)).put("p95", at(sorted, 0.95)).put("p99", at(sorted, 0.99));
            facts.put("max", sorted.get(sorted.size() - 1));
            facts.put("mean", sorted.stream().mapToDouble(one -> one).average().orElse(0));
        }
        if (seconds) {
            facts.put("measures", SECONDS);
        }
        facts.put("chart", chart());
        return facts;
    }

    private static double at(List<Double> sorted, double share) {
        return sorted.get((int) Math.min(sorted.size() - 1.0, Math.ceil(share * sorted.size()) - 1));
    }

    /** A letter for some looks each, from the lowest bar to the highest; × where one was missed. */
    private String chart() {
        double most = numbers.stream()
                .filter(one -> !one.isNaN())
                .mapToDouble(one -> one)
                .max()
                .orElse(0);
        StringBuilder chart = new StringBuilder();
        int columns = Math.min(WIDTH, numbers.size());
        for (int column = 0; column < columns; column++) {
            int from = (int) ((long) column * numbers.size() / columns);
            int to = Math.max(from + 1, (int) ((long) (column + 1) * numbers.size() / columns));
            List<Double> some = numbers.subList(from, to);
            if (some.stream().anyMatch(one -> one.isNaN())) {
                chart.append('×');
            } else {
                double high = Collections.max(some);
                chart.append(
                        BARS.charAt(most <= 0 ? 0 : (int) Math.max(0, Math.min(7, Math.floor(high / most * 7.999)))));
            }
        }
        return chart.toString();
    }
}
