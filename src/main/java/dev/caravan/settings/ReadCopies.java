package dev.caravan.settings;

import dev.caravan.model.Pipeline;
import dev.caravan.model.Plan;
import dev.caravan.model.Step;
import java.util.List;

/** Looks whether the copies that pipelines want to read are taken, of the right system and before they are read. */
final class ReadCopies {
    private final Section written;
    private final Plan plan;

    ReadCopies(Section pipelines, Plan plan) {
        this.written = pipelines;
        this.plan = plan;
    }

    void check(List<Pipeline> pipelines) {
        for (Pipeline pipeline : pipelines) {
            if (!pipeline.export().snapshot().isEmpty()) {
                check(pipeline, written.at(pipeline.name()).at("export").at("snapshot"));
            }
        }
    }

    private void check(Pipeline pipeline, Section named) {
        List<Step> copies = plan.steps().stream().filter(Step::takesCopy).toList();
        if (!named.isKnown("snapshot step", copies.stream().map(Step::name).toList())) {
            return;
        }
        Step copy = copies.stream()
                .filter(step -> step.name().equals(named.text()))
                .findFirst()
                .orElseThrow();
        String from =
                pipeline.export().from() == null ? "" : pipeline.export().from().name();
        String of = copy.options().path("of").asText();
        if (!of.equals(from)) {
            named.mistake("step '" + copy.name() + "' copies " + of + ", and the pipeline reads " + from
                    + "; name the step that copies " + from);
            return;
        }
        if (plan.carrying(pipeline.name())
                .filter(step -> plan.before(step, copy))
                .isPresent()) {
            named.mistake(
                    "step '" + copy.name() + "' copies " + of + " only after the pipeline has read it; put it before");
        }
    }
}
