package dev.caravan.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.Counts;
import dev.caravan.repository.Disposition;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;

/** A report as JSON, for scripts: names that were published once stay. Safe for use by several threads. */
public final class JsonReport {
    private final JsonMapper mapper =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /** The text, ending with a line feed. */
    public String text(RunReport report) {
        try {
            return mapper.writeValueAsString(tree(report)) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree can always be written", e);
        }
    }

    private ObjectNode tree(RunReport report) {
        ObjectNode tree = mapper.createObjectNode()
                .put("migration", report.migration())
                .put("run", report.run())
                .put("outcome", report.outcome().text())
                .put("reason", report.reason())
                .put("started", report.started().toString())
                .put("ended", report.ended().toString())
                .put("now", report.now() == null ? null : report.now().toString());
        ArrayNode pipelines = tree.putArray("pipelines");
        report.pipelines().forEach(pipeline -> pipelines.add(pipeline(pipeline)));
        ArrayNode verification = tree.putArray("verification");
        report.verification().forEach(check -> verification.add(verification(check)));
        tree.putArray("gates").addAll(report.gates());
        tree.putArray("steps").addAll(report.steps());
        tree.set("traffic", report.traffic());
        ArrayNode contradictions = tree.putArray("contradictions");
        report.contradictions().forEach(contradictions::add);
        tree.putObject("journal")
                .put("entries", report.journal().number())
                .put("head", report.journal().hash());
        tree.set("environment", environment(report.environment()));
        return tree;
    }

    private ObjectNode pipeline(PipelineReport pipeline) {
        ObjectNode tree = mapper.createObjectNode().put("name", pipeline.name());
        counts(tree, pipeline.counts())
                .put("seconds", rounded(Seconds.of(pipeline.time()), 3))
                .put("recordsPerSecond", rounded(pipeline.recordsPerSecond(), 1))
                .put("readNow", pipeline.readNow());
        ObjectNode stages = tree.putObject("stages");
        pipeline.stages().forEach((stage, time) -> stages.put(stage, rounded(Seconds.of(time), 3)));
        ObjectNode children = tree.putObject("children");
        pipeline.children().forEach((table, of) -> counts(children.putObject(table), of));
        numbers(tree.putObject("rejects"), pipeline.byCode(Disposition.REJECTED));
        numbers(tree.putObject("kept"), pipeline.byCode(Disposition.KEPT));
        return tree;
    }

    private ObjectNode verification(VerificationReport check) {
        return mapper.createObjectNode()
                .put("pipeline", check.pipeline())
                .put("check", check.check())
                .put("outcome", check.outcome())
                .put("compared", check.compared())
                .put("missing", check.missing())
                .put("extra", check.extra())
                .put("different", check.different())
                .put("duplicates", check.duplicates())
                .put("seconds", rounded(Seconds.of(check.time()), 3));
    }

    private ObjectNode environment(Environment environment) {
        ObjectNode tree = mapper.createObjectNode()
                .put("host", environment.host())
                .put("system", environment.system())
                .put("java", environment.java())
                .put("processors", environment.processors());
        tree.putObject("memory")
                .put("heapLimit", environment.heapLimit())
                .put("heapPeak", environment.heapPeak())
                .put("residentPeak", environment.residentPeak());
        ObjectNode versions = tree.putObject("versions");
        environment.versions().forEach(versions::put);
        return tree;
    }

    private static ObjectNode counts(ObjectNode tree, Counts counts) {
        return tree.put("read", counts.read())
                .put("imported", counts.imported())
                .put("filtered", counts.filtered())
                .put("rejected", counts.rejected())
                .put("skipped", counts.skipped());
    }

    private static void numbers(ObjectNode tree, Map<String, Long> numbers) {
        numbers.forEach(tree::put);
    }

    private static double rounded(double value, int digits) {
        return BigDecimal.valueOf(value).setScale(digits, RoundingMode.HALF_UP).doubleValue();
    }
}
