package dev.caravan.settings;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Reads {@code plan:} for the order of the pipelines. */
final class PlanReader {
    private static final String PIPELINE = "pipeline";

    /** What the spine does not do for a step yet. */
    private static final List<String> OPTIONS = List.of("timeout", "retry", "undo", "when", "unless");

    private final Section file;
    private final Built built;
    private final StepReader names;
    private final Set<String> order = new LinkedHashSet<>();
    private boolean sure = true;

    PlanReader(Section file, Built built) {
        this.file = file;
        this.built = built;
        this.names = new StepReader(file);
    }

    /** The names of the pipelines in the order in which they run. */
    List<String> read() {
        Section pipelines = file.at("pipelines");
        if (!file.has("plan")) {
            return List.copyOf(pipelines.members().keySet());
        }
        Set<String> phases = new HashSet<>();
        for (Section phase : file.at("plan").elements()) {
            refuseTwice("phase", phase.at("phase"), phases);
            steps(phase.at("steps"));
        }
        pipelines.members().forEach((name, pipeline) -> {
            if (sure && !order.contains(name)) {
                pipeline.mistakeAtKey("pipeline '" + name + "' is in no step of the plan, so it would never run; add"
                        + " the step 'pipeline: " + name + "', or take the pipeline out");
            }
        });
        return List.copyOf(order);
    }

    private void steps(Section steps) {
        Set<String> seen = new HashSet<>();
        for (Section step : steps.elements()) {
            sure &= step.isMap() && !step.isDoubtful();
            step.members().forEach((kind, written) -> {
                Section options = written.expanded("of");
                built.ask(Built.STEP_KIND, kind, written);
                refuseTwice("step", options.at("name"), seen);
                boolean known = names.check(kind, options);
                if (kind.equals(PIPELINE)) {
                    pipeline(options, known);
                }
            });
        }
    }

    private void pipeline(Section step, boolean known) {
        OPTIONS.forEach(option -> built.refuse(step.at(option)));
        sure &= known;
        if (known) {
            order.add(step.text("of"));
        }
    }

    private static void refuseTwice(String what, Section name, Set<String> seen) {
        if (name.text() != null && !seen.add(name.text())) {
            name.mistake(what + " '" + name.shown() + "' is there twice; rename one");
        }
    }
}
