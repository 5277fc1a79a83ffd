package dev.caravan.model;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A migration file, parsed and checked.
 *
 * @param namespace seeds derived ids; the migration's name unless the file says otherwise
 * @param digest SHA-256 of the file's bytes, as hex
 * @param settings every setting with its value, in the file's order; secrets masked
 * @param pipelines in the order in which they run
 * @param plan the phases; none where the file has no plan
 * @param gates by name
 * @param inventory the machines that steps may work on
 * @param traffic the services whose traffic moves, by name
 * @param schedule when it is started by itself, or null
 * @param notices who is told what
 * @param window when a first start is allowed, or null for always
 * @param missing what the file asks for that this version does not have
 */
public record Migration(
        String name,
        String namespace,
        String description,
        Path file,
        String digest,
        Map<String, String> settings,
        Map<String, SystemSettings> systems,
        List<Pipeline> pipelines,
        Plan plan,
        Map<String, Gate> gates,
        Inventory inventory,
        Map<String, Traffic> traffic,
        Schedule schedule,
        Notices notices,
        Window window,
        List<NotBuilt> missing) {
    public Migration {
        settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
        systems = Collections.unmodifiableMap(new LinkedHashMap<>(systems));
        pipelines = List.copyOf(pipelines);
        traffic = Collections.unmodifiableMap(new LinkedHashMap<>(traffic));
        gates = Collections.unmodifiableMap(new LinkedHashMap<>(gates));
        missing = List.copyOf(missing);
    }

    /** A migration that tells nobody and may start at any time. */
    public Migration(
            String name,
            String namespace,
            String description,
            Path file,
            String digest,
            Map<String, String> settings,
            Map<String, SystemSettings> systems,
            List<Pipeline> pipelines,
            Plan plan,
            Map<String, Gate> gates,
            Inventory inventory,
            Schedule schedule,
            List<NotBuilt> missing) {
        this(
                name,
                namespace,
                description,
                file,
                digest,
                settings,
                systems,
                pipelines,
                plan,
                gates,
                inventory,
                Map.of(),
                schedule,
                Notices.none(),
                null,
                missing);
    }

    /** What this version does not have of it, one sentence each with its place. */
    public List<String> notBuilt() {
        return missing.stream().map(NotBuilt::sentence).toList();
    }

    /** What {@code only} leaves: {@code data} for all pipelines and no plan, or one pipeline by its name; empty for anything else. */
    public Optional<Migration> only(String what) {
        List<Pipeline> wanted = pipelines.stream()
                .filter(pipeline -> what.equals("data") || what.equals(pipeline.name()))
                .toList();
        return wanted.isEmpty() && !what.equals("data") ? Optional.empty() : Optional.of(withPipelines(wanted));
    }

    /** The data of the migration alone: these of its pipelines, no plan, and what they need of what is not built. */
    Migration withPipelines(List<Pipeline> some) {
        List<NotBuilt> needed = missing.stream()
                .filter(one -> some.stream().anyMatch(one::keeps))
                .toList();
        return new Migration(
                name,
                namespace,
                description,
                file,
                digest,
                settings,
                systems,
                some,
                Plan.none(),
                gates,
                inventory,
                traffic,
                schedule,
                notices,
                window,
                needed);
    }

    /** True when there is nothing but pipelines: no step, no service, nobody to tell. */
    public boolean pipelinesAlone() {
        return plan.isEmpty() && traffic.isEmpty() && notices.channels().isEmpty();
    }
}
