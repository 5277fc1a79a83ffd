package dev.caravan.cli;

import dev.caravan.model.Migration;
import dev.caravan.model.Pipeline;
import dev.caravan.model.Step;
import java.util.Optional;
import java.util.function.Predicate;

/** Tells which state of its system a pipeline reads, and warns where nothing keeps that state still. */
record ReadingPoint(Migration migration, Pipeline pipeline) {
    /** For people, one line. */
    String text() {
        String from = system();
        if (!pipeline.export().snapshot().isEmpty()) {
            return "the copy that step '" + pipeline.export().snapshot() + "' takes; what is written to " + from
                    + " after it is not read";
        }
        Optional<Step> freeze = before(step -> step.kind().equals("freeze"));
        if (freeze.isPresent()) {
            return from + " as step '" + freeze.get().name() + "' freezes it";
        }
        return switch (pipeline.export().from().kind()) {
            case "postgresql" -> "one moment of " + from + ", which the server holds while the run lasts";
            case "redis" -> from + " as it is while it is read; what was read is kept, for a run that goes on";
            default ->
                "warning: " + from + " as it is while it is read, and nothing keeps it still: a change meanwhile stops"
                        + " the run, a later one is not read; " + remedy(from);
        };
    }

    private String remedy(String from) {
        String kind = pipeline.export().from().kind();
        boolean copies = kind.equals("sqlite") || kind.equals("files");
        return before(step -> copies && step.takesCopy())
                .map(step ->
                        "'snapshot: " + step.name() + "' under export: reads the copy of step '" + step.name() + "'")
                .orElse("stop who writes it, or freeze " + from + " in the plan before");
    }

    private Optional<Step> before(Predicate<Step> wanted) {
        return migration.plan().carrying(pipeline.name()).flatMap(carrying -> migration.plan().steps().stream()
                .filter(wanted.and(step -> step.options().path("of").asText().equals(system())))
                .filter(step -> migration.plan().before(step, carrying))
                .findFirst());
    }

    private String system() {
        return pipeline.export().from().name();
    }
}
