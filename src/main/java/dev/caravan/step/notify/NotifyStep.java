package dev.caravan.step.notify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.Step;
import dev.caravan.spi.StepCall;
import dev.caravan.spi.StepKind;
import dev.caravan.spi.StepResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Tells people. What cannot be brought to them is shown as evidence, and stops nothing. */
public final class NotifyStep implements StepKind {
    private final NoticeDesk desk;

    public NotifyStep(NoticeDesk desk) {
        this.desk = desk;
    }

    @Override
    public StepResult advance(StepCall call) {
        JsonNode options = call.step().options();
        String cause = call.step().id() + "@" + call.begun();
        List<String> lost = desk.tell(
                call.migration(),
                call.passage(),
                cause,
                "notice",
                options.path("message").asText(),
                to(options));
        ObjectNode evidence = JsonNodeFactory.instance.objectNode();
        evidence.put("message", options.path("message").asText()).put("lost", lost.size());
        ArrayNode why = evidence.putArray("lostBecause");
        lost.forEach(why::add);
        return new StepResult.Done(evidence, evidence, JsonNodeFactory.instance.objectNode());
    }

    @Override
    public StepResult undo(StepCall call) {
        return StepResult.done();
    }

    /** Told twice is better than not at all. */
    @Override
    public StepResult look(StepCall call) {
        boolean told = desk.book()
                .knows(call.migration().name(), call.passage(), call.step().id() + "@" + call.begun());
        return told ? StepResult.done() : new StepResult.Again();
    }

    @Override
    public String outlook(Step step) {
        List<String> to = to(step.options());
        return "tells "
                + (to.isEmpty()
                        ? "every channel"
                        : String.join(", ", to.stream().map(NotifyStep::shown).toList())) + ": "
                + step.options().path("message").asText();
    }

    /** A hook's URL may hold a token. */
    private static String shown(String to) {
        return to.contains("://") ? "a hook" : to;
    }

    @Override
    public Optional<String> undoOf(Step step) {
        return Optional.empty();
    }

    @Override
    public boolean destructive(Step step) {
        return false;
    }

    private static List<String> to(JsonNode options) {
        List<String> to = new ArrayList<>();
        if (options.path("to").isTextual()) {
            to.add(options.get("to").textValue());
        }
        options.path("to").forEach(one -> to.add(one.asText()));
        return to;
    }
}
