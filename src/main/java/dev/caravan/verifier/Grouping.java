package dev.caravan.verifier;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Partition;
import dev.caravan.spi.SystemKind.TargetTable;
import java.util.List;

/** Puts tables together that must be compared at once, so that no more sums are held than needed. */
final class Grouping {
    private Grouping() {}

    /** One group where all records go to one table and its children; else one for each table. */
    static List<Group> groups(
            VerificationPlan plan, VerifyOptions options, Repair repair, List<Partition> partitions, RowDigest digest) {
        if (!plan.table().isEmpty()) {
            return List.of(new Group(plan, plan.tables(), partitions, options, repair, digest));
        }
        return plan.tables().stream()
                .map(table -> new Group(plan, List.of(table), of(table, partitions), options, repair, digest))
                .toList();
    }

    /** Refuses partitions for tables that are not compared. */
    static void check(VerificationPlan plan, List<Partition> partitions) {
        if (plan.table().isEmpty()) {
            partitions.forEach(partition -> check(plan, partition));
        }
    }

    private static List<Partition> of(TargetTable table, List<Partition> partitions) {
        return partitions.stream()
                .filter(partition -> partition.table().equals(table.table()))
                .toList();
    }

    private static void check(VerificationPlan plan, Partition partition) {
        if (plan.tables().stream().noneMatch(table -> table.table().equals(partition.table()))) {
            throw new CaravanException(
                    ErrorCode.INTERNAL,
                    plan.pipeline() + " " + partition.id(),
                    "the source has records for table '" + partition.table()
                            + "', which is not among those to be compared; report this with the migration file");
        }
    }
}
