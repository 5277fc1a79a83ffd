package dev.caravan.plan;

import dev.caravan.model.Migration;
import dev.caravan.model.Step;
import dev.caravan.repository.StepRow;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Systems that callers write while the plan goes on: what the pipelines of a service read, on v1, and what they write, on v2. */
final class CallersStores {
    private final Set<String> stores = new TreeSet<>();
    private final Set<String> freezes;
    private final Migration migration;

    CallersStores(Migration migration) {
        this.migration = migration;
        Set<String> carried = migration.traffic().values().stream()
                .flatMap(service -> service.rules().data().stream())
                .collect(Collectors.toSet());
        migration.pipelines().stream()
                .filter(pipeline -> carried.contains(pipeline.name()))
                .forEach(pipeline -> {
                    stores.add(pipeline.export().from().name());
                    pipeline.imports().forEach(one -> stores.add(one.into().name()));
                });
        this.freezes = migration.plan().steps().stream()
                .filter(step -> step.kind().equals("freeze"))
                .map(Step::id)
                .collect(Collectors.toSet());
    }

    /** True where callers may have written into a system after its copy: it was not frozen before. */
    boolean wentOn(String system, StepRow copy, Collection<StepRow> rows) {
        return stores.contains(system)
                && rows.stream()
                        .noneMatch(row ->
                                row.number() < copy.number() && freezes.contains(row.step()) && of(row).equals(system));
    }

    private String of(StepRow freeze) {
        return migration.plan().steps().stream()
                .filter(step -> step.id().equals(freeze.step()))
                .map(step -> step.options().path("of").asText())
                .findFirst()
                .orElse("");
    }
}
