package dev.caravan.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.model.Counts;
import dev.caravan.repository.PipelineState;
import dev.caravan.run.Pace;
import dev.caravan.run.StageTimes.Stage;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Reads a pipeline's part of a report back from its JSON ({@link JsonPipeline}). */
final class PipelineReader {
    PipelineReport read(JsonNode tree) {
        return new PipelineReport(
                tree.path("name").asText(),
                state(tree.path("state").asText("done")),
                tree.path("from").asText(),
                tree.path("into").asText(),
                counts(tree),
                ReportReader.map(tree.path("children"), PipelineReader::counts),
                new PipelineReport.Work(
                        tree.path("readNow").asLong(),
                        Seconds.duration(tree.path("seconds").asDouble()),
                        stages(tree.path("stages")),
                        pace(tree)),
                new RejectsReport(
                        ReportReader.map(tree.path("rejects"), JsonNode::asLong),
                        ReportReader.map(tree.path("kept"), JsonNode::asLong),
                        ReportReader.list(tree.path("rejectSamples"), PipelineReader::sample),
                        tree.path("rejectFile").asText()));
    }

    private static RejectSample sample(JsonNode tree) {
        return new RejectSample(
                tree.path("code").asText(),
                tree.path("stage").asText(),
                tree.path("key").asText(),
                tree.path("source").asText(),
                tree.path("child").asText(),
                tree.path("reason").asText(),
                tree.path("shape").asText());
    }

    private static Pace pace(JsonNode tree) {
        return new Pace(
                ReportReader.list(tree.path("phases"), PipelineReader::span),
                rates(tree.path("moved")),
                rates(tree.path("compared")),
                waits(tree.path("waits")));
    }

    /** The state sorts the keys of objects; stages have an order of their own. */
    private static Map<String, Double> stages(JsonNode tree) {
        Map<String, Double> seconds = new LinkedHashMap<>();
        for (Stage stage : Stage.values()) {
            String name = stage.name().toLowerCase(Locale.ROOT);
            if (tree.has(name)) {
                seconds.put(name, tree.path(name).asDouble());
            }
        }
        return seconds;
    }

    private static Map<String, Double> waits(JsonNode array) {
        Map<String, Double> seconds = new LinkedHashMap<>();
        array.forEach(
                one -> seconds.put(one.path("why").asText(), one.path("seconds").asDouble()));
        return seconds;
    }

    private static Pace.Span span(JsonNode tree) {
        return new Pace.Span(
                state(tree.path("phase").asText()),
                tree.path("began").asDouble(),
                tree.path("ended").asDouble());
    }

    private static Pace.Rates rates(JsonNode tree) {
        return new Pace.Rates(tree.path("step").asDouble(1), ReportReader.list(tree.path("counts"), JsonNode::asLong));
    }

    private static PipelineState state(String text) {
        return PipelineState.valueOf(text.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    private static Counts counts(JsonNode tree) {
        return new Counts(
                tree.path("read").asLong(),
                tree.path("imported").asLong(),
                tree.path("filtered").asLong(),
                tree.path("rejected").asLong(),
                tree.path("skipped").asLong());
    }
}
