package dev.caravan.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.OptionalDouble;

/** Results as JSON, for scripts: medians, ratios, and every sample, so that anybody can calculate anew. */
public final class BenchJson {
    private static final MathContext DIGITS = new MathContext(6);

    private final ObjectMapper mapper = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    /** The text, without a line feed at its end. */
    public String text(List<CaseResult> results) {
        ObjectNode tree = mapper.createObjectNode();
        ArrayNode cases = tree.putArray("cases");
        results.forEach(result -> cases.add(tree(result)));
        tree.putObject("environment")
                .put("system", property("os.name") + " " + property("os.version") + " " + property("os.arch"))
                .put("java", property("java.vm.name") + " " + property("java.runtime.version"))
                .put("processors", Runtime.getRuntime().availableProcessors());
        try {
            return mapper.writeValueAsString(tree);
        } catch (IOException e) {
            throw new UncheckedIOException("a tree can always be written", e);
        }
    }

    private ObjectNode tree(CaseResult result) {
        ObjectNode tree = mapper.createObjectNode()
                .put("case", result.name())
                .put("about", result.about())
                .put("records", result.records())
                .put("data", result.data())
                .put("rounds", result.rounds());
        tree.putObject("loadAverage")
                .put("before", rounded(result.loadBefore()))
                .put("after", rounded(result.loadAfter()));
        ArrayNode rows = tree.putArray("rows");
        result.rows().forEach(row -> rows.add(tree(result, row)));
        return tree;
    }

    private ObjectNode tree(CaseResult result, CaseResult.Row row) {
        ObjectNode tree = mapper.createObjectNode()
                .put("name", row.name())
                .put("role", row.role().word());
        ObjectNode medians = tree.putObject("medians");
        for (Measure measure : Measure.values()) {
            put(medians, measure.field(), row.median(measure));
        }
        put(tree, "caravanRatio", result.ratio(row));
        ArrayNode samples = tree.putArray("samples");
        row.samples().forEach(sample -> {
            ObjectNode values = samples.addObject();
            sample.values().forEach((measure, value) -> values.put(measure.field(), rounded(value)));
            if (!sample.failure().isEmpty()) {
                values.put("failure", sample.failure());
            }
        });
        return tree;
    }

    private static void put(ObjectNode tree, String name, OptionalDouble value) {
        if (value.isPresent()) {
            tree.put(name, rounded(value.getAsDouble()));
        }
    }

    private static BigDecimal rounded(double value) {
        return new BigDecimal(value).round(DIGITS);
    }

    private static String property(String name) {
        return System.getProperty(name, "unknown");
    }
}
