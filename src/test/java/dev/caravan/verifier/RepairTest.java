package dev.caravan.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.model.Chunk;
import dev.caravan.model.Existing;
import dev.caravan.model.LedgerScope;
import dev.caravan.model.RowBuffer;
import dev.caravan.spi.Target;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class RepairTest {
    /** Writes into the target of two sides, and keeps to its foreign key. */
    private static final class MemoryTarget implements Target {
        private final TwoSides sides;
        private final List<String> calls = new ArrayList<>();
        private int largest;
        private int deleted;

        MemoryTarget(TwoSides sides) {
            this.sides = sides;
        }

        @Override
        public void repair(String table, RowBuffer rows) {
            note("repair " + table, rows);
            MemoryTable into = table(table);
            for (int row = 0; row < rows.rows(); row++) {
                Object[] values = values(rows, row);
                int keys = table.equals("people") ? 1 : 2;
                into.rows.removeIf(other -> sameKey(other, values, keys));
                if (table.equals("turns") && !hasParent(values[0])) {
                    throw new IllegalStateException("no parent for " + values[0]);
                }
                into.rows.add(values);
            }
        }

        @Override
        public void delete(String table, RowBuffer keys) {
            note("delete " + table, keys);
            deleted += keys.rows();
            for (int row = 0; row < keys.rows(); row++) {
                Object[] key = values(keys, row);
                if (table.equals("people") && sides.turns.rows.stream().anyMatch(turn -> turn[0].equals(key[0]))) {
                    throw new IllegalStateException("children of " + key[0] + " are there");
                }
                table(table).rows.removeIf(other -> sameKey(other, key, key.length));
            }
        }

        @Override
        public void deleteSurplus(String table, RowBuffer keys) {
            note("thin " + table, keys);
            deleted += keys.rows();
            for (int row = 0; row < keys.rows(); row++) {
                Object[] key = values(keys, row);
                List<Object[]> all = table(table).rows;
                for (int copies = (int) all.stream()
                                .filter(other -> sameKey(other, key, key.length))
                                .count();
                        copies > 1;
                        copies--) {
                    all.remove(all.stream()
                            .filter(other -> sameKey(other, key, key.length))
                            .findFirst()
                            .orElseThrow());
                }
            }
        }

        @Override
        public Ledger open(LedgerScope scope) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<Ledger> look(LedgerScope scope) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void write(Chunk chunk, Written beforeCommit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {
            throw new UnsupportedOperationException("verification does not close the target");
        }

        private void note(String call, RowBuffer rows) {
            if (calls.isEmpty() || !calls.get(calls.size() - 1).equals(call)) {
                calls.add(call);
            }
            largest = Math.max(largest, rows.rows());
        }

        private boolean hasParent(Object id) {
            return sides.target.rows.stream().anyMatch(row -> Objects.equals(row[0], id));
        }

        private MemoryTable table(String name) {
            return name.equals("people") ? sides.target : sides.turns;
        }

        private static boolean sameKey(Object[] one, Object[] other, int columns) {
            return Arrays.equals(Arrays.copyOf(one, columns), Arrays.copyOf(other, columns));
        }

        private static Object[] values(RowBuffer rows, int row) {
            Object[] values = new Object[rows.columns().size()];
            for (int column = 0; column < values.length; column++) {
                values[column] = switch (rows.type(row, column)) {
                    case NULL -> null;
                    case INTEGER -> rows.longValue(row, column);
                    case REAL -> rows.doubleValue(row, column);
                    case TEXT -> rows.text(row, column);
                    case BOOLEAN, DECIMAL, JSON, BLOB, VECTOR, INVALID_TEXT -> throw new IllegalStateException();
                };
            }
            return values;
        }
    }

    private static TwoSides faulty() {
        TwoSides sides = new TwoSides(2).ordinary(40);
        sides.withTurns = true;
        for (int i = 0; i < 10; i++) {
            sides.source.add("lost-" + i, "x", (long) i);
            sides.words.put("lost-" + i, List.of("a", "b"));
            sides.target.add("stranger-" + i, "x", (long) i);
            sides.turns.add("stranger-" + i, 1L, "c");
            sides.target.rows.set(i, new Object[] {"id-" + i, null, -0.0});
        }
        sides.target.add("id-20", "name 20", 20L);
        sides.options = new VerifyOptions(true, true, 0, false, 3, 8, 1_000);
        return sides;
    }

    @Test
    void shouldWriteAgainWhatIsMissingOrDiffers() {
        TwoSides sides = faulty();
        MemoryTarget target = new MemoryTarget(sides);
        List<CheckResult> found;
        try (Verification verification = sides.begin(new Repair(target, false))) {
            found = TwoSides.finish(verification);
            assertThat(verification.repaired()).isEqualTo(40);
        }

        List<CheckResult> after = sides.verify();

        CheckResult before = TwoSides.result(found, "rows", "people");
        assertThat(List.of(before.missing(), before.different(), before.extra(), before.duplicates()))
                .containsExactly(10L, 10L, 10L, 1L);
        CheckResult people = TwoSides.result(after, "rows", "people");
        assertThat(List.of(people.missing(), people.different(), people.extra(), people.duplicates()))
                .containsExactly(0L, 0L, 10L, 1L);
        assertThat(TwoSides.result(after, "rows", "turns").missing()).isZero();
        assertThat(target.calls).containsExactly("repair people", "repair turns");
        assertThat(target.largest).isLessThanOrEqualTo(6);
    }

    @Test
    void shouldDeleteWhatIsTooMuchWhenAsked() {
        TwoSides sides = faulty();
        MemoryTarget target = new MemoryTarget(sides);
        try (Verification verification = sides.begin(new Repair(target, true))) {
            TwoSides.finish(verification);
        }

        List<CheckResult> after = sides.verify();

        assertThat(after).allMatch(result -> result.outcome() == Outcome.PASS);
        assertThat(after).allMatch(result -> result.findings().isEmpty());
        assertThat(sides.target.rows).hasSize(50);
        assertThat(target.deleted).as("each key once").isEqualTo(21);
        assertThat(target.calls)
                .startsWith("delete turns", "delete people")
                .contains("thin people")
                .endsWith("repair people", "repair turns");
        assertThat(target.largest).isLessThanOrEqualTo(6);
    }

    @Test
    void shouldLeaveOneOfWhatIsThereTwiceSoThatItsChildrenMayStay() {
        TwoSides sides = new TwoSides(2).ordinary(8);
        sides.withTurns = true;
        sides.words.put("id-3", List.of("a"));
        sides.turns.add("id-3", 1L, "a");
        sides.target.add("id-3", "name 3", 3L);
        sides.target.add("id-5", "another", -5L);
        sides.target.add("id-5", "name 5", 5L);
        MemoryTarget target = new MemoryTarget(sides);

        try (Verification verification = sides.begin(new Repair(target, true))) {
            TwoSides.finish(verification);
            assertThat(verification.repaired())
                    .as("two keys left once, at most one of them written")
                    .isBetween(2L, 3L);
        }

        assertThat(sides.verify()).allMatch(result -> result.outcome() == Outcome.PASS);
        assertThat(target.calls).startsWith("thin people").doesNotContain("delete people");
        assertThat(sides.target.rows).hasSize(8);
    }

    @Test
    void shouldRepairAfterABreakAnywhere() {
        for (int at = 1; at < 400; at += 7) {
            TwoSides sides = faulty();
            Repair repair = new Repair(new MemoryTarget(sides), true);
            Verification first = sides.begin(repair);
            for (int step = 0; step < at && !first.progress().done(); step++) {
                first.step();
            }
            byte[] state = first.state();
            first.close();
            try (Verification second = Verification.resume(sides.plan(), sides.options, repair, state, () -> 0)) {
                TwoSides.finish(second);
            }

            assertThat(sides.verify())
                    .as("broken after step %d", at)
                    .allMatch(result -> result.outcome() == Outcome.PASS);
        }
    }

    @Test
    void shouldLeaveRowsAloneThatMayBeThere() {
        TwoSides sides = new TwoSides(1).ordinary(5);
        sides.existing = Existing.KEEP;
        sides.target.add("older", "theirs", 1L);
        MemoryTarget target = new MemoryTarget(sides);
        try (Verification verification = sides.begin(new Repair(target, true))) {
            TwoSides.finish(verification);
            assertThat(verification.repaired()).isZero();
        }

        assertThat(target.calls).isEmpty();
    }

    @Test
    void shouldTouchNothingWhereNothingDiffers() {
        TwoSides sides = new TwoSides(1).ordinary(5);
        MemoryTarget target = new MemoryTarget(sides);
        try (Verification verification = sides.begin(new Repair(target, true))) {
            TwoSides.finish(verification);
        }

        assertThat(target.calls).isEmpty();
        assertThat(sides.source.reads).isEqualTo(2);
    }

    @Test
    void shouldCompareInTheFormInWhichTheTargetGivesRowsBack() {
        TwoSides sides = new TwoSides(2);
        sides.form = RepairTest::halved;
        for (long i = 0; i < 20; i++) {
            sides.source.add("id-" + i, "name", i * 2);
            sides.target.add("id-" + i, "name", i == 7 ? 1000 : i);
        }
        sides.target.rows.remove(3);
        MemoryTarget target = new MemoryTarget(sides);
        List<CheckResult> found;
        try (Verification verification = sides.begin(new Repair(target, false))) {
            found = TwoSides.finish(verification);
        }

        CheckResult rows = TwoSides.result(found, "rows", "people");
        assertThat(List.of(rows.missing(), rows.different(), rows.extra())).containsExactly(1L, 1L, 0L);
        assertThat(sides.target.rows)
                .as("what is repaired is written as the mapping gave it")
                .contains(new Object[] {"id-3", "name", 6L}, new Object[] {"id-7", "name", 14L});
    }

    private static RowBuffer halved(RowBuffer rows) {
        RowBuffer halved = new RowBuffer(rows.columns(), rows.rows());
        for (int row = 0; row < rows.rows(); row++) {
            halved.beginRow(rows.record(row));
            halved.addCopy(rows, row, 0);
            halved.addCopy(rows, row, 1);
            halved.addLong(rows.longValue(row, 2) / 2);
            halved.endRow();
        }
        return halved;
    }
}
