package dev.caravan.run;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.LedgerRow;
import dev.caravan.model.LedgerScope;
import dev.caravan.model.Migration;
import dev.caravan.model.Partition;
import dev.caravan.model.Pipeline;
import dev.caravan.model.TableShape;
import dev.caravan.model.Transform;
import dev.caravan.repository.Checkpoints;
import dev.caravan.repository.Holder;
import dev.caravan.repository.PipelineName;
import dev.caravan.spi.Mapping;
import dev.caravan.spi.Rule;
import dev.caravan.spi.Source;
import dev.caravan.spi.SystemKind;
import dev.caravan.spi.SystemKind.TargetTable;
import dev.caravan.spi.Target;
import dev.caravan.transformer.MappingContext;
import dev.caravan.transformer.Mappings;
import dev.caravan.validator.Validator;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What one pipeline works with: both ends, opened for what is asked, and the mapping and rules that fit the target. */
final class PipelineParts implements AutoCloseable {
    private final Migration migration;
    private final Pipeline pipeline;
    private final SystemKind whole;
    private SystemKind from;
    private final List<Destination> destinations;
    private KeptRecords kept;
    private Ends ends;
    private Target target;
    private Target.Ledger ledger;
    private Waves waves = Waves.ONE;
    private Mapping mapping;
    private Rule rules;
    private Checkpoints checkpoints;

    PipelineParts(Migration migration, Pipeline pipeline, Function<String, SystemKind> kinds) {
        this.migration = migration;
        this.pipeline = CopiedKind.seen(pipeline);
        this.whole = kinds.apply(pipeline.export().from().kind());
        this.from = reading(whole, pipeline);
        this.destinations = Destinations.of(this.pipeline, kinds);
    }

    Migration migration() {
        return migration;
    }

    PipelineName name() {
        return new PipelineName(migration.name(), pipeline.name());
    }

    Pipeline pipeline() {
        return pipeline;
    }

    SystemKind from() {
        return from;
    }

    /** The kind of system that keeps the ledger. */
    SystemKind into() {
        return first().kind();
    }

    /** Where the rows go; the first keeps the ledger. */
    List<Destination> destinations() {
        return destinations;
    }

    Ends ends() {
        return ends;
    }

    Target target() {
        return target;
    }

    List<LedgerRow> ledger() {
        return ledger.rows();
    }

    Instant firstStart() {
        return ledger == null ? null : ledger.firstStart();
    }

    /** In which order its tables are copied. */
    Waves waves() {
        return waves;
    }

    Mapping mapping() {
        return mapping;
    }

    Rule rules() {
        return rules;
    }

    Tokens.Lane lane(int workers) {
        return Tokens.Lane.of(pipeline, into(), workers);
    }

    /** What people should know of both ends and need not mend; empty where there is nothing. */
    String notice(boolean firstRun) {
        if (firstRun && !ledger().isEmpty()) {
            return "the target knows of runs that this state does not; going on where its ledger ends";
        }
        return ends.partitions().isEmpty() ? "nothing was found to read in " + sought() : "";
    }

    /** What people should know of what was written; empty where there is nothing. */
    String writtenNotice() {
        return Destinations.notice(destinations);
    }

    private String sought() {
        Pipeline.Export export = pipeline.export();
        List<String> names = export.files().isEmpty() ? export.tables() : export.files();
        return export.from().name() + " " + export.from().shown() + ": " + String.join(", ", names);
    }

    /** Lists what would be read, without reading it. */
    List<Partition> look() {
        try (Source source = from.source(pipeline.export())) {
            return source.open();
        }
    }

    /** What the target's ledger knows already. */
    List<LedgerRow> ledgerIfThere() {
        makeTarget();
        return target.look(scope(true, null)).map(Target.Ledger::rows).orElse(List.of());
    }

    /** Opens the source; the target is only looked at. */
    void openForRehearsal(Instant now) {
        openSource();
        destinations.forEach(destination -> destination.plan(from));
        ledger = new Target.Ledger(0, now, List.of());
        shape();
    }

    /**
     * Opens both ends and takes the ledger over.
     *
     * @param started when the migration was first started as far as the state knows
     */
    Target openForCopy(RunOptions options, Instant started) {
        openSource();
        makeTarget();
        if (options.fresh()) {
            target.forget(scope(false, null));
        }
        ledger = target.open(scope(options.acceptChanged(), started));
        ends.mustMatch(pipeline, ledger.rows());
        ledger = new Rewind(name(), pipeline, checkpoints, options).of(target, ledger, destinations, ends.partitions());
        shape();
        return target;
    }

    /** Opens both ends to compare them; the ledger is taken over only when something is to be written. */
    void openForVerification(boolean repair) {
        openSource();
        makeTarget();
        ledger = repair
                ? target.openForRepair(scope(false, null))
                : target.look(scope(true, null))
                        .orElseThrow(() -> new CaravanException(
                                ErrorCode.TARGET_UNUSABLE,
                                first().name(),
                                "no ledger of pipeline '" + pipeline.name() + "' is there; run the migration first"));
        ends.mustMatch(pipeline, ledger.rows());
        shape();
    }

    @Override
    public void close() {
        if (ends != null) {
            ends.close();
        }
        destinations.forEach(Destination::close);
    }

    /**
     * Lets the source keep what it reads beside the state, {@code anew} when what it kept before is of no more use; where the
     * file says so, what a step of the plan copied aside is read in place of the system.
     */
    void use(RunState state, boolean anew) {
        checkpoints = state.checkpoints();
        kept = new KeptRecords(KeptRecords.of(state.folder(), migration.name()).resolve(pipeline.name()), anew);
        if (!pipeline.export().snapshot().isEmpty()) {
            from = reading(new CopyKind(whole, new TakenCopy(migration, pipeline, state.passages())), pipeline);
        }
    }

    private static SystemKind reading(SystemKind kind, Pipeline pipeline) {
        return PhrasesKind.of(CopiedKind.of(kind, pipeline), pipeline);
    }

    private void openSource() {
        if (ends == null) {
            Source source = from.source(pipeline.export());
            if (kept != null) {
                kept.offer(source, this::ledgerIfThere);
            }
            ends = Ends.open(source);
        }
    }

    private void makeTarget() {
        if (target == null) {
            destinations.forEach(destination -> destination.make(from));
            target = Destinations.together(destinations);
        }
    }

    private Destination first() {
        return destinations.get(0);
    }

    private LedgerScope scope(boolean acceptChanged, Instant started) {
        return new LedgerScope(
                migration.name(),
                pipeline.name(),
                pipeline.digest(),
                "pid " + ProcessHandle.current().pid() + " on " + Holder.thisHost(),
                acceptChanged,
                started);
    }

    private void shape() {
        for (Destination destination : destinations) {
            Waves its = destination.look();
            waves = destination == first() ? its : waves;
        }
        Map<String, TableShape> shapes = Destinations.shapes(destinations, pipeline);
        if (pipeline.transform() instanceof Transform.Copy) {
            Outputs.mustFit(pipeline, from, first().into().table(), shapes);
        }
        rules = Validator.of(pipeline);
        if (!first().into().table().isEmpty()) {
            mapping = mapping(first().tables().get(0), shapes);
            return;
        }
        Map<String, Mapping> byTable = new HashMap<>();
        first().tables().forEach(table -> byTable.put(table.table(), mapping(table, shapes)));
        mapping = chunk -> byTable.get(chunk.partition().table()).apply(chunk);
    }

    private Mapping mapping(TargetTable main, Map<String, TableShape> shapes) {
        MappingContext context = new MappingContext(
                migration.namespace(),
                pipeline.name(),
                pipeline.place(),
                ledger.firstStart(),
                shapes.get(main.table()),
                shapes,
                main.key(),
                pipeline.validation().schema() != null);
        Mapping made = Mappings.of(pipeline.transform(), context);
        for (Pipeline.Import one : pipeline.imports()) {
            if (one.embed().isPresent()) {
                String program = one.embed().get().text();
                made = Mappings.withText(made, Projection.textColumn(one), program, context);
            }
        }
        return made;
    }
}
