package dev.caravan.verifier;

import dev.caravan.model.ChildRows;
import dev.caravan.model.Chunk;
import dev.caravan.model.Existing;
import dev.caravan.model.Fate;
import dev.caravan.model.LedgerRow;
import dev.caravan.model.Partition;
import dev.caravan.model.Reject;
import dev.caravan.model.RowBuffer;
import dev.caravan.model.RowRecords;
import dev.caravan.spi.StoredForm;
import dev.caravan.spi.SystemCheck;
import dev.caravan.spi.SystemKind.TargetTable;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PrimitiveIterator;
import java.util.Random;
import java.util.function.LongSupplier;

/**
 * A source, a target and what lies between them, all in memory. Records are copied as they are; one whose {@code name} is
 * {@code FILTER} is filtered, {@code REJECT} rejected by a rule; {@code turns} beside it become rows of a child table.
 */
final class TwoSides {
    static final String[] COLUMNS = {"id", "name", "amount"};

    final MemoryTable source;
    final MemoryTable target;
    final MemoryTable turns = new MemoryTable("turns", 1, "person", "number", "words");
    final Map<Object, List<String>> words = new LinkedHashMap<>();
    final List<Reject> rejects = new ArrayList<>();
    final List<LedgerRow> ledger = new ArrayList<>();
    final Map<String, SystemCheck> checks = new LinkedHashMap<>();
    Existing existing = Existing.REJECT;
    VerifyOptions options = new VerifyOptions(true, true, 0, false, 3, 200_000, 1_000);
    boolean withTurns;
    boolean ordered;
    StoredForm form = StoredForm.SAME;
    Owners owners = Owners.NONE;

    TwoSides(int partitions) {
        this(partitions, 2);
    }

    TwoSides(int partitions, int targetPartitions) {
        source = new MemoryTable("people", partitions, COLUMNS);
        target = new MemoryTable("people", targetPartitions, COLUMNS);
    }

    /** Adds a row to both sides. */
    TwoSides both(Object... row) {
        source.add(row);
        target.add(row);
        return this;
    }

    /** Adds {@code count} ordinary rows to both sides. */
    TwoSides ordinary(int count) {
        for (int i = 0; i < count; i++) {
            both("id-" + i, "name " + i, (long) i);
        }
        return this;
    }

    VerificationPlan plan() {
        List<TargetTable> tables = new ArrayList<>();
        tables.add(new TargetTable("people", List.of("id")));
        if (withTurns) {
            tables.add(new TargetTable("turns", List.of("person", "number")));
        }
        return new VerificationPlan(
                "people",
                "people",
                tables,
                existing,
                source.source(),
                this::prepare,
                this::rejected,
                ledger,
                (table, inOrder) -> (table.table().equals("people") ? target : turns).source(),
                table -> form,
                table -> ordered,
                checks,
                owners);
    }

    Verification begin(Repair repair) {
        return Verification.begin(plan(), options, repair, seeds(), () -> 0);
    }

    /** Runs to the end, resumed from its state at each step; closed. */
    Verification brokenAtEachStep() {
        Verification verification = begin(null);
        while (!verification.step().done()) {
            byte[] state = verification.state();
            verification.close();
            verification = Verification.resume(plan(), options, null, state, () -> 0);
        }
        verification.close();
        return verification;
    }

    /** Runs to the end without a break. */
    List<CheckResult> verify() {
        try (Verification verification = begin(null)) {
            return finish(verification);
        }
    }

    CheckResult rows() {
        return result(verify(), "rows", "people");
    }

    static CheckResult result(List<CheckResult> results, String check, String table) {
        return results.stream()
                .filter(result -> result.check().equals(check) && result.table().equals(table))
                .findFirst()
                .orElseThrow();
    }

    static List<CheckResult> finish(Verification verification) {
        for (int step = 0; step < 1_000_000; step++) {
            if (verification.step().done()) {
                return verification.results();
            }
        }
        throw new AssertionError("no end after a million steps");
    }

    static LongSupplier seeds() {
        PrimitiveIterator.OfLong seeds = new Random(7).longs().iterator();
        return seeds::nextLong;
    }

    private List<Reject> rejected(Partition partition, long from, long to) {
        return rejects.stream()
                .filter(reject -> reject.source().equals(partition.id()))
                .filter(reject -> reject.ordinal() >= from && reject.ordinal() < to)
                .toList();
    }

    private Chunk prepare(Chunk chunk) {
        RowBuffer from = ((RowRecords) chunk.records()).rows();
        RowBuffer rows = new RowBuffer(List.of(COLUMNS), from.rows());
        RowBuffer children = new RowBuffer(turns.columns, from.rows());
        for (int record = 0; record < from.rows(); record++) {
            if ("FILTER".equals(from.text(record, 1))) {
                chunk.settle(record, Fate.FILTERED);
                continue;
            }
            rows.beginRow(record);
            for (int column = 0; column < COLUMNS.length; column++) {
                rows.addCopy(from, record, column);
            }
            rows.endRow();
            addTurns(children, record, from.text(record, 0));
        }
        chunk.transformed(rows, List.of(), withTurns ? List.of(new ChildRows("turns", children, 1)) : List.of());
        for (int record = 0; record < from.rows(); record++) {
            if ("REJECT".equals(from.text(record, 1))) {
                chunk.reject(record, "not_allowed", "validate", "not allowed");
            }
        }
        return chunk;
    }

    private void addTurns(RowBuffer children, int record, String id) {
        Iterator<String> each = words.getOrDefault(id, List.of()).iterator();
        for (long number = 1; each.hasNext(); number++) {
            MemoryTable.cells(children, record, id, number, each.next());
        }
    }
}
