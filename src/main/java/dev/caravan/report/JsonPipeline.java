package dev.caravan.report;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.Counts;
import dev.caravan.run.Pace;
import java.util.Map;

/** A pipeline's part of a report as JSON. Safe for use by several threads. */
final class JsonPipeline {
    private final JsonMapper mapper;

    JsonPipeline(JsonMapper mapper) {
        this.mapper = mapper;
    }

    ObjectNode tree(PipelineReport pipeline) {
        PipelineReport.Work work = pipeline.work();
        ObjectNode tree = mapper.createObjectNode().put("name", pipeline.name());
        counts(tree, pipeline.counts())
                .put("seconds", Seconds.rounded(work.time()))
                .put("recordsPerSecond", Seconds.rounded(work.recordsPerSecond(), 1))
                .put("readNow", work.read());
        ObjectNode children = tree.putObject("children");
        pipeline.children().forEach((table, of) -> counts(children.putObject(table), of));
        RejectsReport rejects = pipeline.rejects();
        numbers(tree.putObject("rejects"), rejects.rejected());
        numbers(tree.putObject("kept"), rejects.kept());
        tree.put("state", pipeline.state().text())
                .put("from", pipeline.from())
                .put("into", pipeline.into())
                .put("rejectFile", rejects.file());
        ArrayNode samples = tree.putArray("rejectSamples");
        rejects.samples().forEach(sample -> samples.add(sample(sample)));
        ObjectNode stages = tree.putObject("stages");
        work.stages().forEach((stage, seconds) -> stages.put(stage, Seconds.rounded(seconds, 3)));
        pace(tree, work.pace());
        return tree;
    }

    private ObjectNode sample(RejectSample sample) {
        return mapper.createObjectNode()
                .put("code", sample.code())
                .put("stage", sample.stage())
                .put("key", sample.key())
                .put("source", sample.source())
                .put("child", sample.child())
                .put("reason", sample.reason())
                .put("shape", sample.shape());
    }

    private static void pace(ObjectNode tree, Pace pace) {
        ArrayNode phases = tree.putArray("phases");
        for (Pace.Span span : pace.spans()) {
            phases.addObject()
                    .put("phase", span.phase().text())
                    .put("began", Seconds.rounded(span.began(), 3))
                    .put("ended", Seconds.rounded(span.ended(), 3));
        }
        rates(tree.putObject("moved"), pace.moved());
        rates(tree.putObject("compared"), pace.compared());
        ArrayNode waits = tree.putArray("waits");
        pace.waits()
                .forEach((why, seconds) ->
                        waits.addObject().put("why", why).put("seconds", Seconds.rounded(seconds, 3)));
    }

    private static void rates(ObjectNode tree, Pace.Rates rates) {
        tree.put("step", rates.step());
        ArrayNode counts = tree.putArray("counts");
        rates.counts().forEach(counts::add);
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
}
