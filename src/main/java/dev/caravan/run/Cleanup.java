package dev.caravan.run;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.KillPoint;
import dev.caravan.model.LedgerRow;
import dev.caravan.model.LedgerScope;
import dev.caravan.model.Migration;
import dev.caravan.model.Pipeline;
import dev.caravan.model.SystemSettings;
import dev.caravan.repository.JournalNote;
import dev.caravan.repository.Passage;
import dev.caravan.repository.PipelineState;
import dev.caravan.repository.ProgressBoard;
import dev.caravan.repository.Run;
import dev.caravan.repository.RunOutcome;
import dev.caravan.snapshot.SnapshotShelf;
import dev.caravan.spi.SnapshotFolder;
import dev.caravan.spi.SystemKind;
import dev.caravan.spi.Target;
import dev.caravan.step.StepNames;
import dev.caravan.step.archive.Archive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** Takes what Caravan left in the targets of a migration out of them, once nobody needs it: the ledger; and the snapshots whose time has passed. The rows stay. */
public final class Cleanup {
    private static final int LOOK_BACK = 1000;
    private static final Set<RunOutcome> TROUBLE =
            EnumSet.of(RunOutcome.FAILED, RunOutcome.NO_GO, RunOutcome.ROLLED_BACK);

    private final Migration migration;
    private final RunState state;
    private final Function<String, SystemKind> systems;

    /**
     * A clean-up after {@code migration}.
     *
     * @param state under this process's lock
     * @param systems the registered kinds of systems, by name
     */
    public Cleanup(Migration migration, RunState state, Function<String, SystemKind> systems) {
        this.migration = migration;
        this.state = state;
        this.systems = systems;
    }

    /** What is not done and verified yet, one sentence each: without the ledger nobody could go on with it. */
    public List<String> unfinished() {
        List<String> found = new ArrayList<>();
        for (Pipeline pipeline : migration.pipelines()) {
            long open = rows(pipeline).stream().filter(row -> !row.done()).count();
            if (open > 0) {
                found.add("pipeline '" + pipeline.name() + "': " + open + " partitions are not copied to their end");
            } else {
                verdict(pipeline).ifPresent(found::add);
            }
        }
        return found;
    }

    /**
     * What went wrong and is not over yet, a sentence; empty where nothing is. Copies that tell how it came to be stay until a
     * later run ends well, or a person says that it is over.
     */
    public Optional<String> trouble() {
        Passage passage = state.passages().latest(migration.name()).orElse(null);
        if (passage != null && passage.outcome() == RunOutcome.ROLLED_BACK) {
            return Optional.of("the plan was taken back at " + passage.ended() + ": " + passage.rollback());
        }
        if (passage != null && passage.outcome() == null && passage.rollback() != null) {
            return Optional.of("the plan is being taken back: " + passage.rollback());
        }
        return state.runs().list(migration.name(), LOOK_BACK).stream()
                .filter(run -> run.outcome() != RunOutcome.DRY_RUN)
                .findFirst()
                .filter(run -> TROUBLE.contains(run.outcome()))
                .map(run ->
                        run.verb() + " " + run.id() + " ended " + run.outcome().text());
    }

    /** When the retention time has passed; now or earlier where there is none. */
    public Instant due(Duration retention) {
        return migration.pipelines().stream()
                .map(this::last)
                .flatMap(Optional::stream)
                .map(Run::ended)
                .filter(ended -> ended != null)
                .max(Instant::compareTo)
                .orElse(Instant.EPOCH)
                .plus(retention);
    }

    /**
     * One thing that Caravan left.
     *
     * @param until when its time has passed; null where it may go at any time
     */
    public record Left(String what, Instant until) {}

    /** What there is to remove now; nothing is changed. */
    public List<Left> look(Instant due) {
        List<Left> left = new ArrayList<>();
        targets().keySet().forEach(system -> {
            long rows = migration.pipelines().stream()
                    .filter(pipeline -> Destinations.keeper(pipeline.imports(), systems)
                            .into()
                            .equals(system))
                    .mapToLong(pipeline -> rows(pipeline).size())
                    .sum();
            if (rows > 0) {
                left.add(new Left(
                        system.name() + " " + system.address() + ": the ledger, " + rows + " partitions", due));
            }
        });
        Path copies = KeptRecords.of(state.folder(), migration.name());
        if (Files.isDirectory(copies)) {
            left.add(new Left(copies + ": the copies of records that sources kept", due));
        }
        for (SnapshotShelf.Kept kept : kept()) {
            Instant until = kept.manifest().keepUntil();
            left.add(new Left(
                    "snapshots: " + kept.place().getFileName(), until == null || until.isBefore(due) ? due : until));
        }
        return left;
    }

    /**
     * Packs the snapshots that are about to go, each proved before, read back and compared after; one that is packed is found.
     *
     * @return what is packed, one line for each
     */
    public List<String> pack(Path folder) {
        List<String> packed = new ArrayList<>();
        for (SnapshotShelf.Kept kept : due()) {
            SnapshotShelf.check(kept, SnapshotFolder.Pace.UNHURRIED);
            Archive archive = new Archive(folder, kept.place().getFileName().toString(), SnapshotFolder.Pace.UNHURRIED);
            Archive.Packed file = archive.find().orElseGet(() -> archive.pack(kept.place()));
            packed.add(file.file() + ", SHA-256 " + file.digest());
            KillPoint.pass("cleanup-archived");
        }
        return packed;
    }

    /**
     * Removes it, with an entry in the journal before and after. Cut off in the middle, it is called again.
     *
     * @param why for the journal
     * @param snapshots false while they must stay, whatever their time
     * @return what went, one line for each target; empty where nothing was left
     */
    public List<String> run(String why, boolean snapshots) {
        note("cleanup start", why, List.of());
        List<String> removed = new ArrayList<>();
        targets().forEach((system, into) -> {
            try (Target target = target(into)) {
                String went = target.dropLedger(migration.name());
                if (!went.isEmpty()) {
                    removed.add(system.name() + " " + system.address() + ": " + went);
                }
            }
        });
        Path copies = KeptRecords.of(state.folder(), migration.name());
        if (removeAll(copies)) {
            removed.add(copies + ": the copies of records that sources kept");
        }
        for (SnapshotShelf.Kept kept : snapshots ? due() : List.<SnapshotShelf.Kept>of()) {
            SnapshotShelf.remove(kept.place());
            removed.add("snapshots: " + kept.place().getFileName());
            KillPoint.pass("cleanup-removed");
        }
        note("cleanup end", "", removed);
        return removed;
    }

    /** True when there was something. */
    private static boolean removeAll(Path folder) {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(one);
            }
            return true;
        } catch (IOException e) {
            throw new CaravanException(
                    ErrorCode.STATE_UNUSABLE, folder.toString(), "it could not be removed; remove it by hand", e);
        }
    }

    /** The snapshots in the state folder that runs of this migration made, as their manifests say. */
    private List<SnapshotShelf.Kept> kept() {
        Path folder = state.folder().resolve("snapshots").resolve(StepNames.plain(migration.name()));
        return new SnapshotShelf(folder)
                .all().stream()
                        .filter(kept -> kept.manifest().migration().equals(migration.name()))
                        .toList();
    }

    private List<SnapshotShelf.Kept> due() {
        Instant now = state.clock().instant();
        return kept().stream()
                .filter(kept -> kept.manifest().keepUntil() == null
                        || !kept.manifest().keepUntil().isAfter(now))
                .toList();
    }

    private Optional<String> verdict(Pipeline pipeline) {
        Optional<Run> run = last(pipeline);
        if (run.isEmpty()) {
            return Optional.of("pipeline '" + pipeline.name() + "': no run of it is recorded in " + state.folder());
        }
        PipelineState standing = standing(run.get(), pipeline).orElseThrow();
        if (standing == PipelineState.DONE) {
            return Optional.empty();
        }
        return Optional.of("pipeline '" + pipeline.name() + "': " + standing.text() + " in "
                + run.get().verb() + " " + run.get().id());
    }

    /** The youngest run that did anything with the pipeline; a dry run proves nothing about the rows. */
    private Optional<Run> last(Pipeline pipeline) {
        return state.runs().list(migration.name(), LOOK_BACK).stream()
                .filter(run -> run.outcome() != RunOutcome.DRY_RUN)
                .filter(run -> standing(run, pipeline)
                        .filter(standing -> standing != PipelineState.PLANNED)
                        .isPresent())
                .findFirst();
    }

    private Optional<PipelineState> standing(Run run, Pipeline pipeline) {
        return state.board().read(run.id()).stream()
                .map(ProgressBoard.Posted::progress)
                .filter(progress -> progress.pipeline().equals(pipeline.name()))
                .map(progress -> progress.state())
                .findFirst();
    }

    private List<LedgerRow> rows(Pipeline pipeline) {
        LedgerScope scope = new LedgerScope(migration.name(), pipeline.name(), pipeline.digest(), "cleanup", true);
        try (Target target = target(Destinations.keeper(pipeline.imports(), systems))) {
            return target.look(scope).map(Target.Ledger::rows).orElse(List.of());
        }
    }

    /** Every system that is written, with one of the imports that do. */
    private Map<SystemSettings, Pipeline.Import> targets() {
        Map<SystemSettings, Pipeline.Import> targets = new LinkedHashMap<>();
        migration.pipelines().forEach(pipeline -> pipeline.imports()
                .forEach(into -> targets.putIfAbsent(into.into(), into)));
        return targets;
    }

    private Target target(Pipeline.Import into) {
        return systems.apply(into.into().kind()).target(into, List.of());
    }

    private void note(String what, String why, List<String> removed) {
        ObjectNode evidence = JsonNodeFactory.instance.objectNode().put("file", migration.digest());
        ArrayNode went = evidence.putArray("removed");
        removed.forEach(went::add);
        String who = System.getProperty("user.name", "unknown");
        state.journal().append(new JournalNote(migration.name(), who, what, why, evidence));
    }
}
