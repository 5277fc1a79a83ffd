package dev.caravan.model;

import java.util.List;

/**
 * The phases of a migration, in order.
 *
 * @param phases empty where the file has no plan: then the pipelines run in the file's order
 */
public record Plan(List<Phase> phases) {
    public Plan {
        phases = List.copyOf(phases);
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

    /** Some steps under one name. */
    public record Phase(String name, List<Step> steps) {
        public Phase {
            steps = List.copyOf(steps);
        }
    }
}
