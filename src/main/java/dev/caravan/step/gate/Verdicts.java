package dev.caravan.step.gate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.Gate;
import dev.caravan.model.Gate.Criterion;
import dev.caravan.spi.StepCall;
import dev.caravan.step.Jq;
import dev.caravan.step.check.Comparison;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.StreamSupport;
import net.thisptr.jackson.jq.exception.JsonQueryException;

/**
 * What the criteria of a gate say of the facts: pass, marginal or fail each. A fact that is missing or no number fails.
 *
 * @param criteria {@code [{fact, value, pass, marginal, verdict, why}]}, why: there is no value
 * @param digest over the criteria, their verdicts, the file and the passage, as hex: what a sign-off is bound to
 */
record Verdicts(ArrayNode criteria, String digest) {
    static Verdicts of(Gate gate, StepCall call, Jq jq) {
        ArrayNode criteria = JsonNodeFactory.instance.arrayNode();
        StringBuilder signed = new StringBuilder(call.migration().digest())
                .append('\n')
                .append(call.passage())
                .append('\n')
                .append(gate.name());
        for (Criterion criterion : gate.criteria()) {
            Measured measured = measured(criterion.fact(), call.facts(), jq);
            double value = measured.value();
            String verdict = verdict(criterion, value);
            ObjectNode one = criteria.addObject();
            one.put("fact", criterion.fact()).put("pass", criterion.pass()).put("verdict", verdict);
            if (criterion.marginal() != null) {
                one.put("marginal", criterion.marginal());
            }
            if (!measured.why().isEmpty()) {
                one.put("why", measured.why());
            }
            one.set("value", Double.isNaN(value) ? null : JsonNodeFactory.instance.numberNode(value));
            signed.append('\n')
                    .append(criterion.fact())
                    .append('\t')
                    .append(criterion.pass())
                    .append('\t')
                    .append(criterion.marginal())
                    .append('\t')
                    .append(verdict);
        }
        return new Verdicts(criteria, sha256(signed.toString()));
    }

    /** The facts that are so, as {@code fact = value}. */
    List<String> that(String verdict) {
        return StreamSupport.stream(criteria.spliterator(), false)
                .filter(one -> one.path("verdict").asText().equals(verdict))
                .map(one -> one.path("fact").asText() + " is "
                        + (one.path("value").isNumber()
                                ? one.path("value").asText()
                                : "no number (" + one.path("why").asText() + ")")
                        + ", not " + one.path("pass").asText())
                .toList();
    }

    private static String verdict(Criterion criterion, double value) {
        if (Comparison.of(criterion.pass()).holds(value)) {
            return "pass";
        }
        boolean marginal = criterion.marginal() != null
                && Comparison.of(criterion.marginal()).holds(value);
        return marginal ? "marginal" : "fail";
    }

    private static Measured measured(String program, JsonNode facts, Jq jq) {
        try {
            List<JsonNode> results = jq.run(program, facts);
            JsonNode first = results.isEmpty() ? null : results.get(0);
            if (first != null && first.isBoolean()) {
                return new Measured(first.booleanValue() ? 1 : 0, "");
            }
            return first != null && first.isNumber()
                    ? new Measured(first.doubleValue(), "")
                    : new Measured(Double.NaN, NoNumber.of(program, first, facts));
        } catch (JsonQueryException e) {
            return new Measured(Double.NaN, "the program fails on what the steps found out: " + e.getMessage());
        }
    }

    /** @param why there is no number; empty where there is one */
    private record Measured(double value, String why) {}

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
