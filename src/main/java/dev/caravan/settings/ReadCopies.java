package dev.caravan.settings;

import dev.caravan.model.Pipeline;
import dev.caravan.model.Plan;
import dev.caravan.model.Step;
import java.util.Iterator;
import java.util.List;

/** Looks whether the copies that pipelines want to read are taken, of the right system and before they are read. */
final class ReadCopies {
    private static final String SNAPSHOT = "snapshot";

    private final Section written;
    private final Plan plan;

    ReadCopies(Section file, Plan plan) {
        this.written = file;
        this.plan = plan;
    }

    void check(List<Pipeline> pipelines) {
        for (Pipeline pipeline : pipelines) {
            if (!pipeline.export().snapshot().isEmpty()) {
                Section named =
                        written.at("pipelines").at(pipeline.name()).at("export").at(SNAPSHOT);
                check(pipeline, named, plan.carrying(pipeline.name()).orElse(null));
            }
        }
        Iterator<Step> steps = plan.steps().iterator();
        for (Section phase : written.at("plan").elements()) {
            for (Section step : phase.at("steps").elements()) {
                step.members()
                        .forEach((kind, options) -> check(steps.next(), StepReader.options(kind, options), pipelines));
            }
        }
    }

    /** A step may read its pipeline out of a copy of its own. */
    private void check(Step step, Section options, List<Pipeline> pipelines) {
        if (!step.kind().equals("pipeline") || !options.has(SNAPSHOT)) {
            return;
        }
        for (Pipeline pipeline : pipelines) {
            if (pipeline.name().equals(options.text("of"))) {
                check(pipeline, options.at(SNAPSHOT), step);
                ExportReader.checkCopyIsRead(
                        options.at(SNAPSHOT), pipeline.export().from());
            }
        }
    }

    private void check(Pipeline pipeline, Section named, Step reader) {
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
        if (reader != null && plan.before(reader, copy)) {
            named.mistake(
                    "step '" + copy.name() + "' copies " + of + " only after the pipeline has read it; put it before");
        }
    }
}
