package dev.caravan.run;

import dev.caravan.model.Chunk;
import dev.caravan.model.ClientSides;
import dev.caravan.model.KeptBy;
import dev.caravan.model.LedgerRow;
import dev.caravan.model.Partition;
import dev.caravan.model.Pipeline;
import dev.caravan.model.Reject;
import dev.caravan.model.RejectCode;
import dev.caravan.model.Side;
import dev.caravan.model.Split;
import dev.caravan.model.SystemSettings;
import dev.caravan.model.TableShape;
import dev.caravan.model.Traffic;
import dev.caravan.repository.Rejects;
import dev.caravan.repository.Share;
import dev.caravan.spi.SystemCheck;
import dev.caravan.spi.SystemKind;
import dev.caravan.spi.SystemKind.TargetTable;
import dev.caravan.verifier.ComparedTable;
import dev.caravan.verifier.Owners;
import dev.caravan.verifier.Repair;
import dev.caravan.verifier.VerificationPlan;
import dev.caravan.verifier.VerifyOptions;
import dev.caravan.verifier.VerifyProgress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
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

    /** The verification of what the ledger says, a target after the other; with a repair where the options ask for one. */
    VerificationCourse make(PipelineRun run, RunOptions options) {
        List<LedgerRow> ledger = run.ledger();
        List<VerificationCourse.Leg> legs = new ArrayList<>();
        for (Destination destination : parts.destinations()) {
            String name = name(destination);
            legs.add(new VerificationCourse.Leg(name, progress -> work(destination, name, ledger, options, progress)));
        }
        Instant begun = state.clock().instant();
        return new VerificationCourse(run, legs, clean -> state.verified().keep(parts.name(), begun, clean));
    }

    private VerificationWork work(
            Destination destination,
            String name,
            List<LedgerRow> ledger,
            RunOptions options,
            Consumer<VerifyProgress> progress) {
        Pipeline pipeline = parts.pipeline();
        boolean repairs = options.mode() == RunOptions.Mode.REPAIR;
        Predicate<String> sampled = EmbeddingSample.of(ledger);
        return new VerificationWork(
                progress,
                parts.name(),
                state,
                key(ledger) + " " + pipeline.digest() + (name.isEmpty() ? "" : " " + name),
                () -> plan(destination, ledger, sampled),
                VerifyOptions.of(pipeline.checks(), BATCH, options.showValues()),
                repairs ? new Repair(destination.repairing(), options.deleteExtra()) : null);
    }

    /** Changes when anything was imported, or the source is another one. */
    private static String key(List<LedgerRow> ledger) {
        String all = ledger.stream()
                .map(row -> row.partition() + " " + row.position() + " " + row.counts() + " " + row.identity())
                .collect(Collectors.joining("\n"));
        return Integer.toHexString(all.hashCode());
    }

    private VerificationPlan plan(Destination destination, List<LedgerRow> ledger, Predicate<String> sampled) {
        Pipeline pipeline = parts.pipeline();
        SystemKind kind = destination.kind();
        SystemSettings into = destination.into().into();
        boolean alone = parts.destinations().size() == 1 && destination.isPlain();
        return new VerificationPlan(
                pipeline.name(),
                destination.into().table(),
                Outputs.compared(pipeline, parts.from(), destination.tables(), destination.shapes()),
                destination.into().existing(),
                parts.from().source(pipeline.export()),
                chunk -> alone ? prepare(chunk) : destination.expected(prepare(chunk), sampled),
                (partition, from, to) -> rejects(name(destination), partition, from, to),
                destination.takesChildren()
                        ? ledger
                        : ledger.stream().map(VerificationMaker::childless).toList(),
                (table, inOrder) -> inOrder
                        ? kind.scan(into, table.table(), table.columns(), key(destination, table))
                        : kind.scanInAnyOrder(into, table.table(), table.columns(), key(destination, table)),
                table -> kind.storedForm(into, table),
                table -> destination.ordered(parts.from(), table),
                systemChecks(destination, ledger),
                owners());
    }

    /** With a service whose clients own these rows, and write them on the side that they are on now. */
    private Owners owners() {
        String pipeline = parts.pipeline().name();
        for (Traffic service : parts.migration().traffic().values()) {
            String column = service.rules().owners().get(pipeline);
            if (column != null) {
                Split split = state.shares()
                        .find(parts.migration().name(), service.name())
                        .map(Share::split)
                        .orElse(Split.NONE);
                ClientSides sides = new ClientSides(service, split);
                return new Owners(column, service.name() + " " + split, owner -> sides.of(owner) == Side.V2);
            }
        }
        return Owners.NONE;
    }

    /** The name of one of several targets; empty where there is just one. */
    private String name(Destination destination) {
        return parts.destinations().size() == 1 ? "" : destination.name();
    }

    private static LedgerRow childless(LedgerRow row) {
        return new LedgerRow(
                row.partition(), row.position(), row.done(), row.counts(), Map.of(), row.identity(), row.updated());
    }

    /** What a table is read by; nothing where nothing tells its rows apart. */
    private static List<String> key(Destination destination, ComparedTable table) {
        return destination.tables().stream()
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

    private List<Reject> rejects(String keeper, Partition partition, long from, long to) {
        List<Reject> rejects = new ArrayList<>();
        for (Rejects.Exempt exempt : state.rejects().decidedAtImport(parts.name(), partition.id(), from, to)) {
            boolean kept = exempt.code().equals(RejectCode.KEPT_EXISTING.code());
            if (kept && !KeptBy.tells(exempt.reason(), keeper)) {
                continue;
            }
            rejects.add(new Reject(exempt.code(), "import", exempt.child(), "", "", exempt.ordinal(), ""));
        }
        return rejects;
    }

    private Map<String, SystemCheck> systemChecks(Destination destination, List<LedgerRow> ledger) {
        // Where nothing was moved there is nothing to search for
        boolean empty = ledger.stream()
                .allMatch(row -> row.counts().imported() + row.counts().skipped() == 0);
        List<TableShape> shapes = List.copyOf(destination.shapes().values());
        Map<String, SystemCheck> checks = new LinkedHashMap<>();
        for (Pipeline.Check check : parts.pipeline().checks()) {
            if (SYSTEM_CHECKS.contains(check.kind()) && destination.hasTables()) {
                checks.put(
                        check.kind(),
                        destination.kind().check(destination.into().into(), check.kind(), shapes));
            } else if (check.kind().equals("search") && destination.hasVectors() && !empty) {
                checks.put(check.kind(), new SearchMaker(parts.pipeline(), parts.from(), destination).make(check));
            }
        }
        return checks;
    }
}
