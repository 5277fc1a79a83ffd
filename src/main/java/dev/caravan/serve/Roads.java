package dev.caravan.serve;

import dev.caravan.model.Schedule;
import dev.caravan.run.Control;
import dev.caravan.run.PlanMeans;
import dev.caravan.run.Tokens;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The routes of the migrations, as far as they are made while the process runs. Safe for use by several threads; every call
 * is quick.
 */
public interface Roads {
    /** What carries a new run of a migration, which {@code control} holds back. */
    Road open(String migration, Control control);

    /** Makes the routes that a migration wants: what it has already stays, what it wants no longer is taken away. */
    void lay(Wanted wanted);

    /** Takes the routes of a migration away. Not while it runs. */
    void clear(String migration);

    /** What carries one run: its chunks, and the steps of its plan. */
    record Road(Tokens tokens, PlanMeans steps) {}

    /**
     * The routes of one migration.
     *
     * @param lanes how each pipeline travels, by name
     * @param schedule when it starts by itself, or null
     * @param untilFirst the time until the first start by {@code every}; null where it has none
     * @param watched the pipelines whose folder is watched
     */
    record Wanted(
            String migration,
            Map<String, Tokens.Lane> lanes,
            Schedule schedule,
            Duration untilFirst,
            List<String> watched) {
        public Wanted {
            lanes = Map.copyOf(lanes);
            watched = List.copyOf(watched);
        }
    }
}
