package dev.caravan.run;

import dev.caravan.model.Chunk;
import dev.caravan.model.LedgerRow;
import dev.caravan.model.Partition;
import dev.caravan.model.Pipeline;
import dev.caravan.model.Reject;
import dev.caravan.model.SystemSettings;
import dev.caravan.model.TableShape;
import dev.caravan.repository.Rejects;
import dev.caravan.spi.SystemCheck;
import dev.caravan.spi.SystemKind.TargetTable;
import dev.caravan.verifier.ComparedTable;
import dev.caravan.verifier.Repair;
import dev.caravan.verifier.VerificationPlan;
import dev.caravan.verifier.VerifyOptions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Plans the verification of a pipeline from its parts. */
final class VerificationMaker {
    private static final List<String> SYSTEM_CHECKS = List.of("orphans", "full-text", "integrity");
    private static final int BATCH = 5_000;

    private final PipelineParts parts;
    private final RunState state;

    VerificationMaker(PipelineParts parts, RunState state) {
        this.parts = parts;
        this.state = state;
    }

    /** The verification of what the ledger says; with a repair where the options ask for one. */
    VerificationWork make(PipelineRun run, RunOptions options) {
        Pipeline pipeline = parts.pipeline();
        List<LedgerRow> ledger = run.ledger();
        boolean repairs = options.mode() == RunOptions.Mode.REPAIR;
        return new VerificationWork(
                run,
                parts.name(),
                state,
                key(ledger) + " " + pipeline.digest(),
                () -> plan(ledger),
                VerifyOptions.of(pipeline.checks(), BATCH, options.showValues()),
                repairs ? new Repair(parts.target(), options.deleteExtra()) : null);
    }

    /** Changes when anything was imported, or the source is another one. */
    private static String key(List<LedgerRow> ledger) {
        String all = ledger.stream()
                .map(row -> row.partition() + " " + row.position() + " " + row.counts() + " " + row.identity())
                .collect(Collectors.joining("\n"));
        return Integer.toHexString(all.hashCode());
    }

    private VerificationPlan plan(List<LedgerRow> ledger) {
        Pipeline pipeline = parts.pipeline();
        SystemSettings into = pipeline.imports().get(0).into();
        return new VerificationPlan(
                pipeline.name(),
                pipeline.imports().get(0).table(),
                parts.compared(),
                pipeline.imports().get(0).existing(),
                parts.from().source(pipeline.export()),
                this::prepare,
                this::rejects,
                ledger,
                table -> parts.into().scan(into, table.table(), table.columns(), key(table)),
                table -> parts.into().storedForm(into, table),
                systemChecks(into));
    }

    /** What a table is read by; nothing where nothing tells its rows apart. */
    private List<String> key(ComparedTable table) {
        return parts.tables().stream()
                .filter(known -> known.table().equals(table.table()))
                .findFirst()
                .map(TargetTable::key)
                .orElse(table.key());
    }

    private Chunk prepare(Chunk chunk) {
        parts.mapping().apply(chunk);
        parts.rules().check(chunk);
        return chunk;
    }

    private List<Reject> rejects(Partition partition, long from, long to) {
        List<Reject> rejects = new ArrayList<>();
        for (Rejects.Exempt exempt : state.rejects().decidedAtImport(parts.name(), partition.id(), from, to)) {
            rejects.add(new Reject(exempt.code(), "import", exempt.child(), "", "", exempt.ordinal(), ""));
        }
        return rejects;
    }

    private Map<String, SystemCheck> systemChecks(SystemSettings into) {
        List<TableShape> shapes = List.copyOf(parts.shapes().values());
        Map<String, SystemCheck> checks = new LinkedHashMap<>();
        for (Pipeline.Check check : parts.pipeline().checks()) {
            if (SYSTEM_CHECKS.contains(check.kind())) {
                checks.put(check.kind(), parts.into().check(into, check.kind(), shapes));
            } else if (check.kind().equals("search")) {
                checks.put(check.kind(), new SearchMaker(parts.pipeline(), parts.from(), parts.into()).make(check));
            }
        }
        return checks;
    }
}
