package dev.caravan.report.page;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.report.RunReport;
import dev.caravan.run.ReturnSafety;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Shares, what going back would cost or has cost, and where the answers of both sides differ, path by path. */
final class TrafficSection implements Section {
    /** The evidence of comparisons that this section shows. */
    static final String ENDPOINTS = "endpoints";

    @Override
    public String name() {
        return "traffic";
    }

    @Override
    public Optional<View> view(RunReport report) {
        JsonNode traffic = report.plan().traffic();
        List<String> lines = new ArrayList<>();
        traffic.path("shares")
                .properties()
                .forEach(share ->
                        lines.add(share.getKey() + ": " + share.getValue().asText()));
        if (traffic.has("returnSafety")) {
            ReturnSafety.lines(traffic.get("returnSafety")).forEach(line -> lines.add(line.strip()));
        }
        if (traffic.has("returned")) {
            lines.add(returned(traffic.get("returned")));
            lines.addAll(ReturnSafety.deadlines(traffic.get("returned")));
        }
        List<Compared> compared = report.plan().steps().stream()
                .filter(step -> !step.path("evidence").path(ENDPOINTS).isEmpty())
                .map(TrafficSection::compared)
                .toList();
        return lines.isEmpty() && compared.isEmpty()
                ? Optional.empty()
                : Optional.of(new View(title(traffic, compared), lines, compared));
    }

    /** A plan without traffic has a way back all the same. */
    private static String title(JsonNode traffic, List<Compared> compared) {
        boolean moved = traffic.has("shares") || traffic.has("returnSafety") || !compared.isEmpty();
        return moved ? "Traffic" : "The way back";
    }

    private static String returned(JsonNode spent) {
        StringBuilder line = new StringBuilder("went back because: ")
                .append(spent.path("why").asText());
        spent.path("trafficMillis").properties().forEach(one -> line.append("; ")
                .append(one.getKey())
                .append(" took ")
                .append(one.getValue().asLong())
                .append(" ms"));
        spent.path("steps").properties().forEach(one -> line.append("; ")
                .append(one.getKey())
                .append(" took ")
                .append(one.getValue().asDouble())
                .append(" s"));
        return line.toString();
    }

    private static Compared compared(JsonNode step) {
        List<Row> rows = new ArrayList<>();
        for (JsonNode endpoint : step.path("evidence").path(ENDPOINTS)) {
            if (endpoint.path("differences").isEmpty()) {
                rows.add(row(endpoint, endpoint.path("differences")));
            }
            endpoint.path("differences").forEach(difference -> rows.add(row(endpoint, difference)));
        }
        return new Compared(step.path("step").asText(), rows);
    }

    private static Row row(JsonNode endpoint, JsonNode difference) {
        JsonNode example = difference.path("examples").path(0);
        return new Row(
                endpoint.path("endpoint").asText(),
                Figures.number(endpoint.path("compared").asLong()),
                Figures.number(endpoint.path("agreed").asLong()),
                difference.path("path").asText(),
                difference.path("requests").asText(),
                example.path("v1").asText(),
                example.path("v2").asText());
    }

    record Row(String endpoint, String compared, String agreed, String path, String requests, String v1, String v2) {}

    record Compared(String step, List<Row> rows) {}

    record View(String title, List<String> lines, List<Compared> comparisons) {}
}
