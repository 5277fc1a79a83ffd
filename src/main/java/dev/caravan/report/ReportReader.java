package dev.caravan.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.caravan.model.Finding;
import dev.caravan.repository.JournalHead;
import dev.caravan.repository.RunOutcome;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * Reads a report back from its JSON ({@link JsonReport}), also one that an older version wrote: what that one did not know
 * is empty.
 */
final class ReportReader {
    private static final String RUNNING = "running";

    private final PipelineReader pipelines = new PipelineReader();

    RunReport read(JsonNode tree) {
        JsonNode journal = tree.path("journal");
        return new RunReport(
                heading(tree),
                list(tree.path("pipelines"), pipelines::read),
                list(tree.path("verification"), ReportReader::verification),
                new PlanReport(
                        list(tree.path("gates"), one -> one),
                        list(tree.path("steps"), one -> one),
                        tree.path("traffic"),
                        tree.path("passage").isObject() ? tree.get("passage") : JsonNodeFactory.instance.objectNode()),
                list(tree.path("contradictions"), JsonNode::asText),
                list(tree.path("earlier"), ReportReader::earlier),
                new JournalHead(
                        journal.path("entries").asLong(), journal.path("head").asText()),
                environment(tree.path("environment")));
    }

    static <T> List<T> list(JsonNode array, Function<JsonNode, T> reader) {
        List<T> all = new ArrayList<>();
        array.forEach(one -> all.add(reader.apply(one)));
        return all;
    }

    static <T> Map<String, T> map(JsonNode object, Function<JsonNode, T> reader) {
        Map<String, T> all = new LinkedHashMap<>();
        object.properties().forEach(field -> all.put(field.getKey(), reader.apply(field.getValue())));
        return all;
    }

    private static Heading heading(JsonNode tree) {
        String outcome = tree.path("outcome").asText(RUNNING);
        return new Heading(
                tree.path("migration").asText(),
                tree.path("description").asText(),
                tree.path("run").asText(),
                tree.path("verb").asText(),
                outcome.equals(RUNNING)
                        ? null
                        : RunOutcome.valueOf(outcome.toUpperCase(Locale.ROOT).replace('-', '_')),
                tree.path("reason").asText(),
                time(tree.path("started")),
                time(tree.path("ended")),
                time(tree.path("now")),
                tree.path("file").asText(),
                map(tree.path("settings"), JsonNode::asText));
    }

    private static VerificationReport verification(JsonNode tree) {
        return new VerificationReport(
                tree.path("pipeline").asText(),
                tree.path("check").asText(),
                tree.path("table").asText(),
                tree.path("outcome").asText(),
                tree.path("compared").asLong(),
                tree.path("missing").asLong(),
                tree.path("extra").asLong(),
                tree.path("different").asLong(),
                tree.path("duplicates").asLong(),
                Seconds.duration(tree.path("seconds").asDouble()),
                list(tree.path("findings"), ReportReader::finding),
                tree.path("moreFindings").asInt());
    }

    private static Finding finding(JsonNode tree) {
        return new Finding(
                tree.path("kind").asText(),
                tree.path("where").asText(),
                tree.path("detail").asText());
    }

    private static EarlierRun earlier(JsonNode tree) {
        return new EarlierRun(
                tree.path("run").asText(),
                tree.path("verb").asText(),
                time(tree.path("started")),
                time(tree.path("ended")),
                tree.path("outcome").asText(),
                tree.path("reason").asText());
    }

    private static Environment environment(JsonNode tree) {
        JsonNode memory = tree.path("memory");
        return new Environment(
                map(tree.path("versions"), JsonNode::asText),
                tree.path("host").asText(),
                tree.path("system").asText(),
                tree.path("java").asText(),
                tree.path("processors").asInt(),
                memory.path("heapLimit").asLong(),
                memory.path("heapPeak").asLong(),
                memory.path("residentPeak").asLong());
    }

    private static Instant time(JsonNode text) {
        return text.isTextual() ? Instant.parse(text.textValue()) : null;
    }
}
