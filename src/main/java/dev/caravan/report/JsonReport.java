package dev.caravan.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.Finding;
import java.time.Instant;

/**
 * A report as JSON, for scripts and for the state: names that were published once stay. {@link ReportReader} reads it back.
 * Safe for use by several threads.
 */
public final class JsonReport {
    private final JsonMapper mapper =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
    private final JsonPipeline pipelines = new JsonPipeline(mapper);

    /** The text, ending with a line feed. */
    public String text(RunReport report) {
        try {
            return mapper.writeValueAsString(tree(report)) + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree can always be written", e);
        }
    }

    /** The document, an object. */
    public ObjectNode tree(RunReport report) {
        ObjectNode tree = heading(report.heading());
        ArrayNode all = tree.putArray("pipelines");
        report.pipelines().forEach(pipeline -> all.add(pipelines.tree(pipeline)));
        ArrayNode verification = tree.putArray("verification");
        report.verification().forEach(check -> verification.add(verification(check)));
        tree.putArray("gates").addAll(report.plan().gates());
        tree.putArray("steps").addAll(report.plan().steps());
        tree.set("traffic", report.plan().traffic());
        if (!report.plan().passage().isEmpty()) {
            tree.set("passage", report.plan().passage());
        }
        ArrayNode contradictions = tree.putArray("contradictions");
        report.contradictions().forEach(contradictions::add);
        ArrayNode earlier = tree.putArray("earlier");
        report.earlier().forEach(run -> earlier.add(earlier(run)));
        tree.putObject("journal")
                .put("entries", report.journal().number())
                .put("head", report.journal().hash());
        tree.set("environment", environment(report.environment()));
        return tree;
    }

    private ObjectNode heading(Heading heading) {
        ObjectNode tree = mapper.createObjectNode()
                .put("migration", heading.migration())
                .put("run", heading.run())
                .put("verb", heading.verb())
                .put("outcome", heading.standing())
                .put("reason", heading.reason())
                .put("started", heading.started().toString())
                .put("ended", text(heading.ended()))
                .put("now", text(heading.now()))
                .put("description", heading.description())
                .put("file", heading.file());
        ObjectNode settings = tree.putObject("settings");
        heading.settings().forEach(settings::put);
        return tree;
    }

    private ObjectNode verification(VerificationReport check) {
        ObjectNode tree = mapper.createObjectNode()
                .put("pipeline", check.pipeline())
                .put("check", check.check())
                .put("table", check.table())
                .put("outcome", check.outcome())
                .put("compared", check.compared())
                .put("missing", check.missing())
                .put("extra", check.extra())
                .put("different", check.different())
                .put("duplicates", check.duplicates())
                .put("seconds", Seconds.rounded(check.time()));
        ArrayNode findings = tree.putArray("findings");
        for (Finding finding : check.findings()) {
            findings.addObject()
                    .put("kind", finding.kind())
                    .put("where", finding.where())
                    .put("detail", finding.detail());
        }
        return tree.put("moreFindings", check.more());
    }

    private ObjectNode earlier(EarlierRun run) {
        return mapper.createObjectNode()
                .put("run", run.run())
                .put("verb", run.verb())
                .put("started", run.started().toString())
                .put("ended", text(run.ended()))
                .put("outcome", run.outcome())
                .put("reason", run.reason());
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

    private static String text(Instant time) {
        return time == null ? null : time.toString();
    }
}
