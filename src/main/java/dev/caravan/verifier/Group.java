package dev.caravan.verifier;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Partition;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Tables that are compared together because the same partitions feed them.
 *
 * @param repair or null
 */
record Group(
        VerificationPlan plan,
        List<ComparedTable> tables,
        List<Partition> partitions,
        VerifyOptions options,
        Repair repair,
        RowDigest digest) {

    /** The number of the table that the records of a partition go to. */
    int mainTable(Partition partition) {
        return number(plan.table().isEmpty() ? partition.table() : plan.table());
    }

    /** The number of a table. */
    int number(String table) {
        return IntStream.range(0, tables.size())
                .filter(candidate -> tables.get(candidate).table().equals(table))
                .findFirst()
                .orElseThrow(() -> new CaravanException(
                        ErrorCode.INTERNAL,
                        plan.pipeline() + " verification",
                        "rows for table '" + table + "' came up, which is not among those to be compared; "
                                + "report this with the migration file"));
    }

    /** The numbers of all tables, parents first. */
    List<Integer> all() {
        return IntStream.range(0, tables.size()).boxed().toList();
    }
}
