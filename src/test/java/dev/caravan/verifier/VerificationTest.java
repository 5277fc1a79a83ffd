package dev.caravan.verifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.IntNode;
import dev.caravan.model.CaravanException;
import dev.caravan.model.Chunk;
import dev.caravan.model.Existing;
import dev.caravan.model.Finding;
import dev.caravan.model.Partition;
import dev.caravan.model.Pipeline;
import dev.caravan.model.Position;
import dev.caravan.model.RowBuffer;
import dev.caravan.model.RowRecords;
import dev.caravan.spi.Source;
import dev.caravan.spi.StoredForm;
import dev.caravan.spi.SystemKind.TargetTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class VerificationTest {
    @Test
    void shouldStayWithinItsRoundsWhenEverythingDiffers() {
        int rows = 200_000;
        TwoSides sides = new TwoSides(2);
        for (int i = 0; i < rows; i++) {
            sides.source.add("id-" + i, "x", (long) i);
            sides.target.add("id-" + i, "y", (long) i);
        }
        sides.options = new VerifyOptions(true, true, 0, false, 5_000, 100_000, 1_000);
        Set<String> doing = new TreeSet<>();
        double share = 0;

        CheckResult found;
        try (Verification verification = sides.begin(null)) {
            VerifyProgress progress = verification.progress();
            while (!progress.done()) {
                progress = verification.step();
                doing.add(progress.doing());
                assertThat(progress.share()).isGreaterThanOrEqualTo(share).isLessThanOrEqualTo(1);
                share = progress.share();
                assertThat(verification.state().length).isLessThan(500_000);
            }
            found = TwoSides.result(verification.results(), "rows", "people");
        }

        assertThat(found.different()).isEqualTo(rows);
        assertThat(List.of(found.missing(), found.extra(), found.duplicates())).containsOnly(0L);
        assertThat(found.findings()).hasSizeBetween(650, 1_001);
        assertThat(found.findings().get(found.findings().size() - 1).detail())
                .isEqualTo("and " + (rows - found.findings().size() + 1) + " more keys");
        assertThat(doing.stream().filter(word -> word.contains("round"))).hasSizeBetween(4, 6);
    }

    @Test
    void shouldHoldAKeyWithManyRowsInOneEntry() {
        TwoSides sides = new TwoSides(1).ordinary(10);
        for (int i = 0; i < 3_000; i++) {
            sides.target.add("id-1", "name " + i, 1L);
        }
        sides.options = new VerifyOptions(true, true, 0, false, 500, 100, 1_000);

        CheckResult rows = sides.rows();

        assertThat(List.of(rows.different(), rows.duplicates(), rows.missing(), rows.extra()))
                .containsExactly(1L, 3_000L, 0L, 0L);
    }

    @Test
    void shouldLeaveRoomForEveryKindOfFinding() {
        TwoSides sides = new TwoSides(1).ordinary(100);
        sides.options = new VerifyOptions(true, true, 0, false, 10, 20, 50);
        for (int i = 0; i < 500; i++) {
            sides.source.add("lost-" + i, "x", 1L);
        }
        sides.target.rows.set(99, new Object[] {"id-99", "changed", 99L});

        Map<String, Long> kinds =
                sides.rows().findings().stream().collect(Collectors.groupingBy(Finding::kind, Collectors.counting()));

        assertThat(kinds.get("different")).isEqualTo(1);
        assertThat(kinds.get("missing")).isBetween(30L, 51L);
    }

    @Test
    void shouldSayThatASideChangedMeanwhile() {
        TwoSides sides = new TwoSides(1).ordinary(50);
        sides.target.rows.set(7, new Object[] {"id-7", "other", 7L});

        CheckResult rows;
        try (Verification verification = sides.begin(null)) {
            while (!verification.progress().doing().startsWith("finding")) {
                verification.step();
            }
            sides.target.rows.set(7, new Object[] {"id-7", "name 7", 7L});
            rows = TwoSides.result(TwoSides.finish(verification), "rows", "people");
        }

        assertThat(rows.outcome()).isEqualTo(Outcome.FAIL);
        assertThat(rows.findings()).extracting(Finding::kind).containsExactly("unstable");
    }

    @Test
    void shouldProveEveryRowOfTheSourceWhileTheTargetGetsRowsOfItsOwn() {
        TwoSides sides = new TwoSides(1).ordinary(50);
        sides.existing = Existing.REPLACE;
        sides.target.add("own-1", "v2's", 1L);
        sides.target.rows.set(7, new Object[] {"id-7", "other", 7L});

        CheckResult rows;
        try (Verification verification = sides.begin(null)) {
            while (!verification.progress().doing().startsWith("finding")) {
                verification.step();
            }
            for (int i = 2; i < 5_000; i++) {
                sides.target.add("own-" + i, "v2's", 1L);
            }
            rows = TwoSides.result(TwoSides.finish(verification), "rows", "people");
        }

        assertThat(rows.findings().stream().filter(finding -> !finding.kind().equals("existing")))
                .extracting(Finding::kind)
                .containsExactly("different");
        assertThat(rows.different()).isEqualTo(1);
    }

    @Test
    void shouldShowASampleOfWhatItCompared() {
        TwoSides sides = new TwoSides(3).ordinary(100);
        sides.options = new VerifyOptions(false, false, 4, false, 10, 1_000, 100);

        List<CheckResult> results = sides.verify();

        assertThat(results).hasSize(1);
        assertThat(results.get(0).outcome()).isEqualTo(Outcome.PASS);
        assertThat(results.get(0).compared()).isEqualTo(4);
        assertThat(results.get(0).findings())
                .hasSize(4)
                .allMatch(finding -> finding.kind().equals("sample"))
                .allMatch(finding -> finding.where().startsWith("people key id-"))
                .allMatch(
                        finding -> finding.detail()
                                .matches(
                                        "id: TEXT of \\d bytes, equal; name: TEXT of \\d bytes, equal; amount: INTEGER, equal"));
        assertThat(sides.source.reads).as("one reading is enough").isEqualTo(12);
    }

    @Test
    void shouldDrawOtherSamplesUnderOtherSeeds() {
        TwoSides sides = new TwoSides(1).ordinary(400);
        sides.options = new VerifyOptions(false, false, 1, false, 100, 1_000, 100);
        Set<String> drawn = new TreeSet<>();

        for (long seed = 0; seed < 40; seed++) {
            long fixed = seed;
            try (Verification verification =
                    Verification.begin(sides.plan(), sides.options, null, () -> fixed * 0x9E3779B97F4A7C15L, () -> 0)) {
                drawn.add(TwoSides.finish(verification).get(0).findings().get(0).where());
            }
        }

        assertThat(drawn).hasSizeGreaterThan(25);
    }

    @Test
    void shouldShowMissingAndDifferentRowsOfASample() {
        TwoSides sides = new TwoSides(1).ordinary(4);
        sides.options = new VerifyOptions(false, false, 10, false, 10, 1_000, 100);
        sides.target.rows.set(1, new Object[] {"id-1", "name 1", null});
        sides.target.rows.remove(2);

        CheckResult sample = sides.verify().get(0);

        assertThat(sample.outcome()).isEqualTo(Outcome.FAIL);
        assertThat(List.of(sample.compared(), sample.missing(), sample.different()))
                .containsExactly(4L, 1L, 1L);
        assertThat(sample.findings())
                .contains(
                        new Finding("missing", "people key id-2", "this row of the sample is not in the target"),
                        new Finding(
                                "different", "people key id-1", "amount: INTEGER in the source, NULL in the target"));
    }

    @Test
    void shouldRunTheChecksOfTheSystemLast() {
        TwoSides sides = new TwoSides(1).ordinary(1);
        Finding orphan = new Finding("orphan", "turns key 1", "no parent");
        sides.checks.put("orphans", () -> List.of(orphan));
        sides.checks.put("integrity", List::of);

        List<CheckResult> results = sides.verify();

        assertThat(results).extracting(CheckResult::check).containsExactly("counts", "rows", "orphans", "integrity");
        assertThat(results)
                .extracting(CheckResult::outcome)
                .containsExactly(Outcome.PASS, Outcome.PASS, Outcome.FAIL, Outcome.PASS);
        assertThat(results.get(2).findings()).containsExactly(orphan);
    }

    @Test
    void shouldCompareTablesThatAreCopiedUnderTheirNames() {
        MemoryTable left = new MemoryTable("left", 2, "id", "text").add(1L, "a").add(2L, "b");
        MemoryTable right =
                new MemoryTable("right", 1, "id", "text").add(1L, "a").add(2L, "c");
        MemoryTable rightTarget =
                new MemoryTable("right", 1, "text", "id").add("a", 1L).add("d", 2L);
        VerificationPlan plan = copyPlan(
                new TwoTables(left.source(), right.source()),
                Map.of("left", left, "right", rightTarget),
                VerificationTest::copy);

        List<CheckResult> results = rows(plan);

        assertThat(results).extracting(CheckResult::table).containsExactly("left", "right");
        assertThat(results.get(0).outcome()).isEqualTo(Outcome.PASS);
        assertThat(results.get(0).compared()).isEqualTo(2);
        assertThat(results.get(1).findings()).extracting(Finding::where).containsExactly("right key 2");
    }

    @Test
    void shouldCompareJustTheColumnsThatTheMappingGives() {
        MemoryTable source =
                new MemoryTable("left", 1, "id", "text").add(1L, "a").add(2L, "b");
        MemoryTable target = new MemoryTable("left", 1, "id", "added", "text")
                .add(1L, "new", "a")
                .add(2L, 7L, "c");

        CheckResult rows = copied(source, target);

        assertThat(rows.findings())
                .containsExactly(new Finding(
                        "different",
                        "left key 2",
                        "text: TEXT of 1 bytes in the source, another TEXT of 1 bytes in the target"));
    }

    @Test
    void shouldFindExtraRowsWhereTheSourceIsEmpty() {
        MemoryTable target =
                new MemoryTable("left", 1, "text", "id").add("a", 1L).add("b", 2L);

        CheckResult rows = copied(new MemoryTable("left", 1, "id", "text"), target);

        assertThat(rows.extra()).isEqualTo(2);
        assertThat(rows.findings()).extracting(Finding::where).containsExactlyInAnyOrder("left key 1", "left key 2");
    }

    @Test
    void shouldRefuseRowsThatCannotBeCompared() {
        MemoryTable source = new MemoryTable("left", 1, "id", "text").add(1L, "a");
        MemoryTable target = new MemoryTable("left", 1, "id", "words").add(1L, "a");
        MemoryTable keyless = new MemoryTable("left", 1, "text").add("a");

        assertThatThrownBy(() -> copied(source, target))
                .isInstanceOf(CaravanException.class)
                .hasMessageContaining("column 'text' is to be compared");
        assertThatThrownBy(() -> copied(keyless, target))
                .isInstanceOf(CaravanException.class)
                .hasMessageContaining("column 'id' is to be compared");
    }

    @Test
    void shouldRefuseAMappingThatGivesOtherColumnsInTheMiddle() {
        MemoryTable source =
                new MemoryTable("left", 1, "id", "text").add(1L, "a").add(2L, "b");
        VerificationPlan plan = copyPlan(source.source(), Map.of("left", source), chunk -> {
            List<String> columns = chunk.from().ordinal() == 0 ? List.of("id") : List.of("id", "text");
            RowBuffer from = ((RowRecords) chunk.records()).rows();
            RowBuffer rows = new RowBuffer(columns, 1);
            rows.beginRow(0);
            columns.forEach(column -> rows.addCopy(from, 0, from.indexOf(column)));
            rows.endRow();
            chunk.transformed(rows, List.of(), List.of());
            return chunk;
        });

        assertThatThrownBy(() -> rows(plan))
                .isInstanceOf(CaravanException.class)
                .hasMessageContaining("rows for table 'left' have the columns [id, text], earlier ones had [id]");
    }

    @Test
    void shouldGiveEverySourceBack() {
        TwoSides sides = new TwoSides(2).ordinary(20);
        sides.target.rows.remove(3);

        sides.verify();
        try (Verification verification = sides.begin(null)) {
            while (!verification.progress().doing().startsWith("naming")) {
                verification.step();
            }
        }

        assertThat(sides.source.closed).isEqualTo(sides.source.opened).isEqualTo(2);
        assertThat(sides.target.closed).isEqualTo(sides.target.opened);
    }

    @Test
    void shouldReadWhatAPipelineAsksFor() {
        List<Pipeline.Check> checks = new ArrayList<>();
        checks.add(new Pipeline.Check("rows", null));
        checks.add(new Pipeline.Check("sample", IntNode.valueOf(25)));
        checks.add(new Pipeline.Check("orphans", null));

        VerifyOptions options = VerifyOptions.of(checks, 500, true);

        assertThat(options).isEqualTo(new VerifyOptions(false, true, 25, true, 500, 200_000, 1_000));
    }

    private static CheckResult copied(MemoryTable source, MemoryTable target) {
        return rows(copyPlan(source.source(), Map.of(target.name, target), VerificationTest::copy))
                .get(0);
    }

    private static List<CheckResult> rows(VerificationPlan plan) {
        VerifyOptions options = new VerifyOptions(false, true, 0, false, 1, 100, 10);
        try (Verification verification = Verification.begin(plan, options, null, TwoSides.seeds(), () -> 0)) {
            return TwoSides.finish(verification);
        }
    }

    private static VerificationPlan copyPlan(
            Source source, Map<String, MemoryTable> targets, UnaryOperator<Chunk> mapping) {
        return new VerificationPlan(
                "copy",
                "",
                new TreeSet<>(targets.keySet())
                        .stream()
                                .map(table -> new TargetTable(table, List.of("id")))
                                .toList(),
                Existing.REJECT,
                source,
                mapping,
                (partition, from, to) -> List.of(),
                List.of(),
                (table, inOrder) -> targets.get(table.table()).source(),
                table -> StoredForm.SAME,
                table -> false,
                Map.of(),
                Owners.NONE);
    }

    private static Chunk copy(Chunk chunk) {
        chunk.transformed(((RowRecords) chunk.records()).rows(), List.of(), List.of());
        return chunk;
    }

    /** Two tables as one source. */
    private record TwoTables(Source left, Source right) implements Source {
        @Override
        public List<Partition> open() {
            List<Partition> all = new ArrayList<>(left.open());
            all.addAll(right.open());
            return all;
        }

        @Override
        public String identity(Partition partition) {
            return "";
        }

        @Override
        public Chunk read(Partition partition, Position from, int most) {
            return (partition.table().equals("left") ? left : right).read(partition, from, most);
        }

        @Override
        public void close() {
            left.close();
            right.close();
        }
    }
}
