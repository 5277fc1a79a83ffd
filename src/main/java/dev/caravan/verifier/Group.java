package dev.caravan.verifier;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Partition;
import dev.caravan.spi.StoredForm;
import dev.caravan.spi.SystemKind.TargetTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * Tables that are compared together because the same partitions feed them. Which columns are compared is learnt from the
 * first rows that the mapping gives: it decides that by itself, never by the data.
 */
final class Group implements AutoCloseable {
    private final VerificationPlan plan;
    private final List<TargetTable> targets;
    private final List<Partition> partitions;
    private final VerifyOptions options;
    private final Repair repair;
    private final RowDigest digest;
    private final List<ComparedTable> tables = new ArrayList<>();
    private final List<StoredForm> forms = new ArrayList<>();

    Group(
            VerificationPlan plan,
            List<TargetTable> targets,
            List<Partition> partitions,
            VerifyOptions options,
            Repair repair,
            RowDigest digest) {
        this.plan = plan;
        this.targets = targets;
        this.partitions = partitions;
        this.options = options;
        this.repair = repair;
        this.digest = digest;
        targets.forEach(target -> {
            tables.add(null);
            forms.add(null);
        });
    }

    VerificationPlan plan() {
        return plan;
    }

    List<Partition> partitions() {
        return partitions;
    }

    VerifyOptions options() {
        return options;
    }

    /** How to mend, or null. */
    Repair repair() {
        return repair;
    }

    RowDigest digest() {
        return digest;
    }

    /** The numbers of all tables, parents first. */
    List<Integer> all() {
        return IntStream.range(0, targets.size()).boxed().toList();
    }

    /** The number of the table that the records of a partition go to. */
    int mainTable(Partition partition) {
        return number(plan.table().isEmpty() ? partition.table() : plan.table());
    }

    /** The number of a table. */
    int number(String table) {
        return IntStream.range(0, targets.size())
                .filter(candidate -> targets.get(candidate).table().equals(table))
                .findFirst()
                .orElseThrow(() -> mistake("rows for table '" + table + "' came up, which is not to be compared"));
    }

    /** True when equal rows of a table are rows of their own. */
    boolean repeats(int table) {
        return targets.get(table).repeats();
    }

    /** The columns that identify a row of a table. */
    List<String> key(int table) {
        return targets.get(table).key();
    }

    /**
     * True when both sides give the rows of its one table in the order of one key, as far as their catalogues tell, and nothing is
     * asked that only a reading of every row tells.
     */
    boolean ordered() {
        return targets.size() == 1 && options.by().isEmpty() && plan.ordered().test(targets.get(0));
    }

    String name(int table) {
        return targets.get(table).table();
    }

    /** True once the source has given a row of a table, so that it is known what is compared. */
    boolean isLearnt(int table) {
        return tables.get(table) != null;
    }

    /** What is compared of a table: once its source was read, and the key alone where that gave no row. */
    ComparedTable compared(int table) {
        if (tables.get(table) == null) {
            learn(table, targets.get(table).key());
        }
        return tables.get(table);
    }

    /** Where the compared columns stand in rows that the mapping gave. */
    Layout given(int table, List<String> columns) {
        if (tables.get(table) == null) {
            learn(table, columns);
        }
        Layout layout = Layout.of(tables.get(table), columns);
        if (layout.columns().length != columns.size()) {
            throw mistake("rows for table '" + name(table) + "' have the columns " + columns + ", earlier ones had "
                    + layout.table().columns());
        }
        return layout;
    }

    /** How the rows of a table come back. */
    StoredForm form(int table) {
        if (forms.get(table) == null) {
            forms.set(table, plan.form().apply(targets.get(table)));
        }
        return forms.get(table);
    }

    @Override
    public void close() {
        forms.stream().filter(Objects::nonNull).forEach(StoredForm::close);
        forms.replaceAll(form -> null);
    }

    void write(StateOutput out) {
        for (ComparedTable table : tables) {
            out.list(table == null ? List.of() : table.columns(), out::text);
        }
    }

    void read(StateInput in) {
        for (int table = 0; table < tables.size(); table++) {
            List<String> columns = in.list(in::text);
            tables.set(table, null);
            if (!columns.isEmpty()) {
                learn(table, columns);
            }
        }
    }

    private void learn(int table, List<String> columns) {
        tables.set(table, new ComparedTable(name(table), targets.get(table).key(), columns));
    }

    private CaravanException mistake(String what) {
        return new CaravanException(
                ErrorCode.INTERNAL, plan.pipeline() + " verification", what + "; report this with the migration file");
    }
}
