package dev.caravan.run;

import dev.caravan.model.CaravanException;
import dev.caravan.model.LedgerRow;
import dev.caravan.model.Migration;
import dev.caravan.model.Partition;
import dev.caravan.model.Pipeline;
import dev.caravan.model.SystemSettings;
import dev.caravan.model.TableShape;
import dev.caravan.model.Transform;
import dev.caravan.spi.SystemKind;
import dev.caravan.spi.SystemKind.TargetTable;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

/**
 * What a run of a pipeline would do, found out without changing anything.
 *
 * @param partitions what would be read
 * @param tables what would be written, as the target has it or its schema files would make it
 * @param begun partitions that the ledger knows already
 * @param keeper the system that keeps the ledger
 * @param lane how the records travel, and why
 * @param routes how many records go to each of several collections, where each names its own
 * @param comparison how rows are compared in the end, for people; empty where they are not
 * @param problem what would keep it from working; null when it would start
 */
public record Outlook(
        Pipeline pipeline,
        List<Partition> partitions,
        List<TableShape> tables,
        List<LedgerRow> begun,
        SystemSettings keeper,
        String lane,
        RouteCounts routes,
        String comparison,
        CaravanException problem) {
    public Outlook {
        partitions = List.copyOf(partitions);
        tables = List.copyOf(tables);
        begun = List.copyOf(begun);
    }

    /** Looks at both ends of a pipeline. */
    public static Outlook of(
            Migration migration, Pipeline pipeline, Function<String, SystemKind> systems, int workers) {
        CaravanException failure = null;
        List<Partition> partitions = List.of();
        List<TableShape> tables = List.of();
        List<LedgerRow> begun = List.of();
        RouteCounts routes = RouteCounts.NONE;
        String comparison = "";
        try (PipelineParts parts = new PipelineParts(migration, pipeline, systems)) {
            partitions = parts.look();
            parts.openForRehearsal(Instant.EPOCH);
            tables = parts.destinations().stream()
                    .flatMap(destination -> destination.shapes().values().stream())
                    .toList();
            comparison = comparison(parts);
            begun = parts.ledgerIfThere();
            if (pipeline.export().snapshot().isEmpty()) {
                parts.ends().mustMatch(pipeline, begun);
            }
            routes = RouteCounts.of(parts);
        } catch (CaravanException problem) {
            failure = problem;
        }
        SystemKind into = Destinations.keeper(pipeline, systems);
        SystemSettings keeper = Destinations.keeper(pipeline.imports(), systems).into();
        String lane = lane(pipeline, into, workers);
        return new Outlook(pipeline, partitions, tables, begun, keeper, lane, routes, comparison, failure);
    }

    private static String comparison(PipelineParts parts) {
        if (parts.pipeline().checks().isEmpty()) {
            return "";
        }
        List<String> all = parts.destinations().stream()
                .flatMap(destination -> destination.tables().stream())
                .map(TargetTable::table)
                .toList();
        List<String> ordered = parts.destinations().stream()
                .flatMap(destination -> destination.tables().stream()
                        .filter(table -> destination.ordered(parts.from(), table))
                        .map(TargetTable::table))
                .toList();
        if (ordered.isEmpty()) {
            return "by digests, as the sides have no order in common";
        }
        return "side by side in the order of the key, byte by byte"
                + (ordered.size() == all.size() ? "" : " (" + String.join(", ", ordered) + "), the others by digests");
    }

    private static String lane(Pipeline pipeline, SystemKind into, int workers) {
        String form = form(pipeline.transform());
        int wanted = pipeline.workers() > 0 ? pipeline.workers() : workers;
        String travel = into.singleWriter()
                ? wanted + " readers one chunk ahead of one writer, as '" + into.name() + "' has a single writer"
                : wanted + " partitions side by side";
        return form + "; " + travel;
    }

    private static String form(Transform transform) {
        if (transform instanceof Transform.Fields) {
            return "rows, streamed from the parser without a tree";
        }
        return transform instanceof Transform.Jq ? "JSON items, as the mapping is jq" : "rows, copied as they are";
    }
}
