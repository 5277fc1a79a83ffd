package dev.caravan.serve;

import dev.caravan.model.Partition;
import dev.caravan.run.Control;
import dev.caravan.run.PipelineRun;
import dev.caravan.run.PipelineStages;
import dev.caravan.run.PlanMeans;
import dev.caravan.run.Tokens;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Roads on which nothing moves: a run begins, and stays where it is until it is stopped. */
final class StillRoads implements Roads {
    final List<String> begun = new ArrayList<>();
    final Map<String, Wanted> laid = new LinkedHashMap<>();

    @Override
    public Road open(String migration, Control control) {
        return new Road(new Still(migration), new PlanMeans(null, null, null, null, null, null, null));
    }

    @Override
    public void lay(Wanted wanted) {
        laid.put(wanted.migration(), wanted);
    }

    @Override
    public void clear(String migration) {
        laid.remove(migration);
    }

    private final class Still implements Tokens {
        private final String migration;

        Still(String migration) {
            this.migration = migration;
        }

        @Override
        public void begin(Runnable next) {
            // Nothing ends by itself here.
        }

        @Override
        public void prepare(String pipeline, PipelineRun run, PipelineStages stages, Lane lane) {
            throw new AssertionError("nothing moves here");
        }

        @Override
        public void partitions(String pipeline, List<Partition> partitions) {
            throw new AssertionError("nothing moves here");
        }

        @Override
        public void verification(String pipeline) {
            throw new AssertionError("nothing moves here");
        }

        @Override
        public void advance() {
            begun.add(migration);
        }

        @Override
        public boolean drop(String pipeline) {
            throw new AssertionError("nothing moves here");
        }

        @Override
        public boolean end(Duration patience) {
            return true;
        }
    }
}
