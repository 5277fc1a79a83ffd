package dev.caravan.model;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The phases of a migration, in order.
 *
 * @param phases empty where the file has no plan: then the pipelines run in the file's order
 * @param withheld what nothing that is told of its steps may show
 */
public record Plan(List<Phase> phases, Withheld withheld) {
    public Plan {
        phases = List.copyOf(phases);
    }

    /** A plan without secrets. */
    public Plan(List<Phase> phases) {
        this(phases, Withheld.none());
    }

    /** No plan at all. */
    public static Plan none() {
        return new Plan(List.of());
    }

    /** True when there is nothing to do. */
    public boolean isEmpty() {
        return steps().isEmpty();
    }

    /** Every step, in order. */
    public List<Step> steps() {
        return phases.stream().flatMap(phase -> phase.steps().stream()).toList();
    }

    /** The phases that are carried out only where a step has failed that asks for them. */
    public Set<String> remedies() {
        return steps().stream()
                .map(Step::remedy)
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The first step that runs a pipeline; none where the plan does not. */
    public Optional<Step> carrying(String pipeline) {
        return carryingAll(pipeline).stream().findFirst();
    }

    /** The steps that move a pipeline's data, in order; one that only tries it is none. */
    public List<Step> carryingAll(String pipeline) {
        return steps().stream()
                .filter(step -> step.kind().equals("pipeline")
                        && step.options().path("of").asText().equals(pipeline)
                        && !step.isDryRun())
                .toList();
    }

    /** True when a step comes before another one. */
    public boolean before(Step one, Step other) {
        return steps().indexOf(one) < steps().indexOf(other);
    }

    /** Some steps under one name. */
    public record Phase(String name, List<Step> steps) {
        public Phase {
            steps = List.copyOf(steps);
        }
    }
}
