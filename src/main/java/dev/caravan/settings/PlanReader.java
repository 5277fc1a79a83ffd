package dev.caravan.settings;

import dev.caravan.model.Inventory;
import dev.caravan.model.Plan;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Reads {@code plan:}: its phases with their steps, and with them the order of the pipelines. Used once. */
final class PlanReader {
    private static final String PIPELINE = "pipeline";

    private final Section file;
    private final Built built;
    private final StepNames names;
    private final StepReader steps;
    private final Set<String> order = new LinkedHashSet<>();
    private boolean sure = true;

    PlanReader(Section file, Folders folders, Built built, Inventory inventory) {
        this.file = file;
        this.built = built;
        this.names = new StepNames(file, inventory);
        this.steps = new StepReader(folders);
    }

    /** The phases; of use only when nothing was complained about. */
    Plan read() {
        Section pipelines = file.at("pipelines");
        if (!file.has("plan")) {
            order.addAll(pipelines.members().keySet());
            return Plan.none();
        }
        Set<String> taken = new HashSet<>();
        List<Plan.Phase> phases = new ArrayList<>();
        for (Section phase : file.at("plan").elements()) {
            Section name = phase.at("phase");
            if (name.text() != null && !taken.add(name.text())) {
                name.mistake("phase '" + name.shown() + "' is there twice; rename one");
            }
            phases.add(new Plan.Phase(String.valueOf(name.text()), steps.read(phase)));
            phase.at("steps").elements().forEach(step -> refuseOwn(name, step));
            phase.at("steps").elements().forEach(this::look);
        }
        pipelines.members().forEach((name, pipeline) -> {
            if (sure && !order.contains(name)) {
                pipeline.mistakeAtKey("pipeline '" + name + "' is in no step of the plan, so it would never run; add"
                        + " the step 'pipeline: " + name + "', or take the pipeline out");
            }
        });
        return new Plan(phases);
    }

    /** The names of the pipelines in the order in which they run. */
    List<String> order() {
        return List.copyOf(order);
    }

    /** A phase that waits for itself would never be carried out. */
    private static void refuseOwn(Section phase, Section step) {
        for (Section options : step.members().values()) {
            Section remedy = options.at("remedy");
            if (remedy.text() != null && remedy.text().equals(phase.text())) {
                remedy.mistake("the remedy is the phase that the step stands in; name another phase");
            }
        }
    }

    private void look(Section step) {
        sure &= step.isMap() && !step.isDoubtful();
        step.members().forEach((kind, written) -> {
            Section options = StepReader.options(kind, written);
            built.ask(Built.STEP_KIND, kind, written);
            boolean known = names.check(kind, options);
            if (kind.equals(PIPELINE)) {
                sure &= known;
                if (known && !options.flag("dry-run")) {
                    order.add(options.text("of"));
                }
            }
        });
    }
}
