package dev.caravan.console;

import dev.caravan.console.Board.Standing;
import dev.caravan.model.Counts;
import dev.caravan.repository.PipelineProgress;
import dev.caravan.repository.PipelineState;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Meters of migrations and pipelines, brought up to date before each scrape. A meter whose tags tell something that passes (a
 * state, a reason) is there only as long as that is so.
 */
final class PipelineMeters {
    private static final int LONGEST_REASON = 120;

    private final MeterRegistry registry;
    private final Map<Tags, Shown> shown = new HashMap<>();

    PipelineMeters(MeterRegistry registry, Host host) {
        this.registry = registry;
        Gauge.builder("caravan.heartbeat.age", host, it -> it.sinceBeat().toNanos() / 1e9)
                .description("How long ago the loop that drives the migrations last turned")
                .baseUnit("seconds")
                .register(registry);
    }

    /** Shows these, and nothing of others. */
    synchronized void show(List<Standing> standings) {
        Map<Tags, PipelineProgress> now = new HashMap<>();
        Map<Tags, String> states = new HashMap<>();
        for (Standing standing : standings) {
            Tags migration = Tags.of("migration", standing.migration().name());
            states.put(migration, standing.state());
            standing.pipelines().forEach(pipeline -> now.put(migration.and("pipeline", pipeline.pipeline()), pipeline));
        }
        shown.entrySet().removeIf(entry -> {
            boolean gone = !now.containsKey(entry.getKey()) && !states.containsKey(entry.getKey());
            if (gone) {
                entry.getValue().hide();
            }
            return gone;
        });
        states.forEach((tags, state) -> of(tags).state("caravan.migration.state", state));
        now.forEach((tags, progress) -> of(tags).show(progress));
    }

    private Shown of(Tags tags) {
        return shown.computeIfAbsent(tags, Shown::new);
    }

    /** What is shown of one pipeline, or of one migration. Guarded by the meters it belongs to. */
    private final class Shown {
        private final Tags tags;
        private final List<Meter> steady = new ArrayList<>();
        private final Map<String, Meter> passing = new HashMap<>();
        private volatile PipelineProgress progress;

        Shown(Tags tags) {
            this.tags = tags;
        }

        void show(PipelineProgress next) {
            boolean first = progress == null;
            progress = next;
            if (first) {
                count("caravan.records.read", "Records read, earlier runs included", tags, Counts::read);
                fates("caravan.records", "Records by what became of them, earlier runs included", tags, null);
                next.children().keySet().forEach(this::child);
                gauge("caravan.pipeline.lag.records", "Records still to be read, as far as known", this::lag);
                gauge("caravan.pipeline.rate", "Records a second of late", it -> it.recordsPerSecond());
                gauge("caravan.pipeline.partitions", "Parts of the source", it -> it.partitions());
                gauge("caravan.pipeline.partitions.done", "Parts that are done", it -> it.partitionsDone());
            }
            state("caravan.pipeline.state", next.state().text());
            String why = next.waiting();
            flag(
                    "caravan.pipeline.waiting",
                    "reason",
                    why.substring(0, Math.min(LONGEST_REASON, why.length())),
                    !why.isEmpty());
        }

        void state(String name, String state) {
            flag(name, "state", state, true);
        }

        void hide() {
            steady.forEach(registry::remove);
            passing.values().forEach(registry::remove);
        }

        private void child(String table) {
            fates("caravan.children", "Child rows by what became of them", tags.and("table", table), table);
        }

        private void fates(String name, String description, Tags with, String table) {
            count(name, description, with.and("fate", "imported"), table, Counts::imported);
            count(name, description, with.and("fate", "filtered"), table, Counts::filtered);
            count(name, description, with.and("fate", "rejected"), table, Counts::rejected);
            count(name, description, with.and("fate", "skipped"), table, Counts::skipped);
        }

        private void count(String name, String description, Tags with, ToDoubleFunction<Counts> fate) {
            count(name, description, with, null, fate);
        }

        private void count(String name, String description, Tags with, String table, ToDoubleFunction<Counts> fate) {
            steady.add(FunctionCounter.builder(name, this, it -> fate.applyAsDouble(it.counts(table)))
                    .description(description)
                    .tags(with)
                    .register(registry));
        }

        private Counts counts(String table) {
            return table == null ? progress.counts() : progress.children().getOrDefault(table, Counts.ZERO);
        }

        private void gauge(String name, String description, ToDoubleFunction<PipelineProgress> value) {
            steady.add(Gauge.builder(name, this, it -> value.applyAsDouble(it.progress))
                    .description(description)
                    .tags(tags)
                    .register(registry));
        }

        private double lag(PipelineProgress now) {
            boolean over = now.state() == PipelineState.DONE || now.state() == PipelineState.VERIFYING;
            if (over) {
                return 0;
            }
            return now.expected() < 0
                    ? Double.NaN
                    : Math.max(0, now.expected() - now.counts().read());
        }

        /** One meter at a time, with the tag's present value. */
        private void flag(String name, String tag, String value, boolean on) {
            Meter before = passing.get(name);
            if (before != null && value.equals(before.getId().getTag(tag))) {
                return;
            }
            if (before != null) {
                registry.remove(passing.remove(name));
            }
            if (on) {
                passing.put(
                        name,
                        Gauge.builder(name, () -> 1).tags(tags.and(tag, value)).register(registry));
            }
        }
    }
}
