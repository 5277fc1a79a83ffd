package dev.caravan.serve;

import static java.util.Objects.requireNonNull;

import dev.caravan.model.CaravanException;
import dev.caravan.model.Pipeline;
import dev.caravan.repository.PipelineName;
import dev.caravan.repository.SeenFiles;
import dev.caravan.repository.Sleeper;
import dev.caravan.spi.SystemKind;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** The watched folders: a data file dropped into one starts its migration, once. Safe for use by several threads. */
final class Watches {
    private final KnownMigrations known;
    private final Hosting hosting;
    private final SeenFiles seen;
    private final Function<String, SystemKind> systems;
    private final Sleeper time;
    private final Duration settle;
    private final Map<PipelineName, Looked> folders = new ConcurrentHashMap<>();

    Watches(
            KnownMigrations known,
            Hosting hosting,
            SeenFiles seen,
            Function<String, SystemKind> systems,
            Sleeper time,
            Duration settle) {
        this.known = requireNonNull(known, "known is null");
        this.hosting = requireNonNull(hosting, "hosting is null");
        this.seen = requireNonNull(seen, "seen is null");
        this.systems = requireNonNull(systems, "systems is null");
        this.time = requireNonNull(time, "time is null");
        this.settle = requireNonNull(settle, "settle is null");
    }

    /** Looks at the folder of a pipeline; starts the migration when there is something new. Called by its route. */
    void look(String migration, String pipeline) {
        PipelineName name = new PipelineName(migration, pipeline);
        Optional<Known> found = known.all().stream()
                .filter(one -> one.name().equals(migration) && one.canRun() && !one.dropped())
                .findFirst();
        Optional<Pipeline> watched = found.flatMap(one -> one.migration().pipelines().stream()
                .filter(each -> each.name().equals(pipeline) && each.export().watch())
                .findFirst());
        if (watched.isEmpty()) {
            folders.remove(name);
        } else if (hosting.run(migration).isEmpty()) {
            Looked folder = folders.compute(name, (key, before) -> folder(key, watched.get(), before));
            synchronized (folder) {
                look(folder, found.get(), pipeline);
            }
        }
    }

    /** What keeps a dropped file from starting the migration; empty when nothing does. */
    String waiting(String migration) {
        return folders.entrySet().stream()
                .filter(entry -> entry.getKey().migration().equals(migration))
                .map(entry -> entry.getValue().waiting)
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse("");
    }

    private Looked folder(PipelineName name, Pipeline pipeline, Looked before) {
        if (before != null && before.export.equals(pipeline.export())) {
            return before;
        }
        SystemKind kind = systems.apply(pipeline.export().from().kind());
        return new Looked(pipeline.export(), new FolderWatch(name, pipeline.export(), kind, seen, time, settle));
    }

    private void look(Looked folder, Known migration, String pipeline) {
        FolderWatch.Found found = folder.watch.look();
        folder.waiting = found.waiting();
        if (found.fresh().isEmpty()) {
            return;
        }
        try {
            // What the file says now, not what it said when it was last looked at
            Known now = known.find(migration.name()).filter(Known::canRun).orElse(migration);
            hosting.start(now.migration(), Trigger.files(pipeline, found.fresh()));
        } catch (CaravanException refused) {
            folder.waiting = refused.getMessage();
        }
    }

    /** A folder with what was last seen there. */
    private static final class Looked {
        private final Pipeline.Export export;
        private final FolderWatch watch;
        private volatile String waiting = "";

        Looked(Pipeline.Export export, FolderWatch watch) {
            this.export = export;
            this.watch = watch;
        }
    }
}
