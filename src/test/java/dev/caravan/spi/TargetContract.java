package dev.caravan.spi;

import static dev.caravan.model.Fate.IMPORTED;
import static dev.caravan.model.Fate.PENDING;
import static dev.caravan.model.Fate.REJECTED;
import static dev.caravan.model.Fate.SKIPPED;
import static dev.caravan.spi.Chunks.SCOPE;
import static dev.caravan.spi.Chunks.fates;
import static dev.caravan.spi.Chunks.rejects;
import static dev.caravan.spi.Chunks.row;
import static dev.caravan.spi.Chunks.rows;
import static dev.caravan.spi.Chunks.table;
import static dev.caravan.spi.Chunks.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.caravan.model.CaravanException;
import dev.caravan.model.Chunk;
import dev.caravan.model.Counts;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Existing;
import dev.caravan.model.LedgerRow;
import dev.caravan.model.LedgerScope;
import dev.caravan.model.Partition;
import dev.caravan.model.Position;
import dev.caravan.model.Reject;
import dev.caravan.model.RejectCode;
import dev.caravan.model.RowBuffer;
import dev.caravan.model.RowRecords;
import dev.caravan.spi.SystemKind.TargetTable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What every {@link Target} promises that keeps its ledger with the data. A kind extends it with an empty table {@code thing}
 * of {@code id} (text, the key), {@code name} (text) and {@code size} (whole number), the last two of which may have no value.
 */
public abstract class TargetContract {
    private static final TargetTable THING = table("thing", "id");
    private static final LedgerScope OTHER_DIGEST = new LedgerScope("demo", "things", "digest-2", "1@here");

    private final List<Target> targets = new ArrayList<>();

    /** A new target into the same place, not opened yet. */
    protected abstract Target target(Existing existing, TargetTable table) throws Exception;

    /** Every row of {@code thing} as {@code id|name|size}, ordered by id. */
    protected abstract List<String> things() throws Exception;

    /** The rows with what this kind wants beside the three columns. */
    protected RowBuffer complete(RowBuffer rows) {
        return rows;
    }

    final Chunk chunk(RowBuffer rows) {
        return Chunks.chunk(complete(rows));
    }

    @AfterEach
    void closeAll() {
        targets.forEach(Target::close);
    }

    @Test
    void shouldWriteDataAndLedgerAsOne() throws Exception {
        Target target = opened(Existing.REJECT);

        write(target, chunk(rows("id,name,size", row("a", "x", 1), row("b", null, null))));

        Target.Ledger found = made(Existing.REJECT).open(SCOPE);
        assertThat(found.epoch()).isEqualTo(2);
        assertThat(found.firstStart()).isEqualTo(Chunks.NOW);
        assertThat(found.rows())
                .containsExactly(new LedgerRow(
                        "part",
                        new Position(2, "to"),
                        true,
                        new Counts(2, 2, 0, 0, 0),
                        Map.of(),
                        "sha256:x",
                        Chunks.NOW));
        assertThat(things()).containsExactly("a|x|1", "b|null|null");
    }

    @Test
    void shouldWriteTheLedgerOfAnEmptyChunk() throws Exception {
        Target target = opened(Existing.REJECT);

        write(target, chunk(rows("id,name,size")));

        assertThat(made(Existing.REJECT).look(SCOPE).orElseThrow().rows())
                .extracting(LedgerRow::partition, LedgerRow::done, LedgerRow::counts)
                .containsExactly(tuple("part", true, Counts.ZERO));
        assertThat(things()).isEmpty();
    }

    @Test
    void shouldWriteRowsWhoseLedgerAnotherTargetKeeps() throws Exception {
        Target target = opened(Existing.REJECT);

        target.write(chunk(rows("id,name,size", row("a", "x", 1))), settled -> null);

        assertThat(things()).containsExactly("a|x|1");
        assertThat(made(Existing.REJECT).look(SCOPE).orElseThrow().rows()).isEmpty();
    }

    @Test
    void shouldLeaveOutWhatWasRejectedBefore() throws Exception {
        Target target = opened(Existing.REJECT);
        Chunk chunk = chunk(rows("id,name,size", row("a", "x", 1), row("b", "y", 2), row("c", "z", 3)));
        chunk.reject(1, "my_code", "validate", "because");

        write(target, chunk);

        assertThat(chunk.counts()).isEqualTo(new Counts(3, 2, 0, 1, 0));
        assertThat(things()).containsExactly("a|x|1", "c|z|3");
    }

    @Test
    void shouldRejectARowWithoutItsKey() throws Exception {
        Target target = opened(Existing.REJECT);

        Chunk chunk = write(target, chunk(rows("id,name,size", row("a", "x", 1), row(null, "y", 2))));

        assertThat(fates(chunk)).containsExactly(IMPORTED, REJECTED);
        assertThat(rejects(chunk)).containsExactly("1 missing_field");
        assertThat(things()).containsExactly("a|x|1");
    }

    @ParameterizedTest
    @EnumSource(Existing.class)
    void shouldSkipEqualRows(Existing existing) throws Exception {
        there(row("a", "x", 1));
        Target target = opened(existing);

        Chunk chunk = write(target, chunk(rows("id,name,size", row("b", "y", 2), row("a", "x", 1))));

        assertThat(fates(chunk)).containsExactly(IMPORTED, SKIPPED);
        assertThat(chunk.counts()).isEqualTo(new Counts(2, 1, 0, 0, 1));
        assertThat(chunk.rejects()).isEmpty();
        assertThat(chunk.kept()).isEmpty();
        assertThat(things()).containsExactly("a|x|1", "b|y|2");
    }

    @Test
    void shouldTakeNoValueForEqualToNoValueAlone() throws Exception {
        there(row("a", null, null), row("b", "", 0));
        Target target = opened(Existing.REJECT);

        Chunk chunk = write(
                target, chunk(rows("id,name,size", row("a", null, null), row("b", null, null), row("a", "", null))));

        assertThat(fates(chunk)).containsExactly(SKIPPED, REJECTED, REJECTED);
        assertThat(things()).containsExactly("a|null|null", "b||0");
    }

    @Test
    void shouldRejectOtherContentUnderAKeyThatIsTaken() throws Exception {
        there(row("a", "secret", 1));
        Target target = opened(Existing.REJECT);

        Chunk chunk = write(target, chunk(rows("id,name,size", row("b", "y", 2), row("a", "hidden", 1))));

        assertThat(fates(chunk)).containsExactly(IMPORTED, REJECTED);
        assertThat(rejects(chunk)).containsExactly("1 already_exists");
        assertThat(chunk.rejects().get(0).reason())
                .contains("'thing'", "id")
                .doesNotContain("secret")
                .doesNotContain("hidden");
        assertThat(things()).containsExactly("a|secret|1", "b|y|2");
    }

    @Test
    void shouldKeepOtherContent() throws Exception {
        there(row("a", "old", 1));
        Target target = opened(Existing.KEEP);

        Chunk chunk = write(target, chunk(rows("id,name,size", row("b", "y", 2), row("a", "new", 1))));

        assertThat(fates(chunk)).containsExactly(IMPORTED, SKIPPED);
        assertThat(chunk.rejects()).isEmpty();
        assertThat(chunk.kept())
                .extracting(Reject::code, Reject::ordinal)
                .containsExactly(tuple(RejectCode.KEPT_EXISTING.code(), 1L));
        assertThat(things()).containsExactly("a|old|1", "b|y|2");
    }

    @Test
    void shouldReplaceOtherContent() throws Exception {
        there(row("a", "old", 1));
        Target target = opened(Existing.REPLACE);

        Chunk chunk = write(target, chunk(rows("id,name,size", row("b", "y", 2), row("a", "new", null))));

        assertThat(fates(chunk)).containsExactly(IMPORTED, IMPORTED);
        assertThat(things()).containsExactly("a|new|null", "b|y|2");
    }

    @Test
    void shouldNameBothOfTwoRowsInAChunk() throws Exception {
        Target target = opened(Existing.REJECT);

        Chunk chunk = write(
                target,
                Chunks.keyedApart(complete(rows(
                        "id,name,size",
                        row("a", "1", 0),
                        row("b", "2", 0),
                        row("a", "1", 0),
                        row("a", "3", 0),
                        row("b", "2", 0)))));

        assertThat(fates(chunk)).containsExactly(IMPORTED, IMPORTED, SKIPPED, REJECTED, SKIPPED);
        assertThat(rejects(chunk)).containsExactly("3 duplicate_key");
        assertThat(chunk.rejects().get(0).reason()).endsWith(", that of source key v1-0");
        assertThat(things()).containsExactly("a|1|0", "b|2|0");
    }

    @Test
    void shouldLetTheLastOfTwoRowsInAChunkReplace() throws Exception {
        Target target = opened(Existing.REPLACE);

        Chunk chunk = write(target, chunk(rows("id,name,size", row("a", "1", 0), row("a", "2", 0), row("a", "2", 0))));

        assertThat(fates(chunk)).containsExactly(IMPORTED, IMPORTED, SKIPPED);
        assertThat(things()).containsExactly("a|2|0");
    }

    @Test
    void shouldCallAClashAcrossChunksAlreadyExists() throws Exception {
        Target target = opened(Existing.REJECT);
        write(target, chunk(rows("id,name,size", row("a", "1", 0))));

        Chunk second = write(target, chunk(rows("id,name,size", row("a", "2", 0), row("a", "1", 0), row("c", "3", 0))));

        assertThat(fates(second)).containsExactly(REJECTED, SKIPPED, IMPORTED);
        assertThat(rejects(second)).containsExactly("0 already_exists");
    }

    @Test
    void shouldSettleAWholeChunkThatIsThereAlready() throws Exception {
        Target target = opened(Existing.REJECT);
        Object[][] many = new Object[3000][];
        for (int i = 0; i < many.length; i++) {
            many[i] = row("id-" + i, "name " + i, i);
        }
        write(target, chunk(rows("id,name,size", many)));
        many[2345] = row("id-2345", "other", 1);

        Chunk again = write(target, chunk(rows("id,name,size", many)));

        assertThat(again.counts()).isEqualTo(new Counts(3000, 0, 0, 1, 2999));
        assertThat(rejects(again)).containsExactly("2345 already_exists");
        assertThat(things()).hasSize(3000).contains("id-2345|name 2345|2345");
    }

    @Test
    void shouldRefuseAnotherDefinitionOnlyWhenRowsWereBegun() throws Exception {
        opened(Existing.REJECT);
        Target second = made(Existing.REJECT);
        second.open(OTHER_DIGEST);
        write(second, chunk(rows("id,name,size", row("a", "x", 1))));

        Target third = made(Existing.REJECT);

        assertThatThrownBy(() -> third.open(SCOPE)).isInstanceOfSatisfying(CaravanException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.PIPELINE_CHANGED);
            assertThat(e).hasMessageContainingAll("'things'", "--fresh");
        });
        Target accepting = made(Existing.REJECT);
        LedgerScope accepted = new LedgerScope("demo", "things", "digest-1", "1@here", true);
        assertThat(accepting.open(accepted).rows()).hasSize(1);
    }

    @Test
    void shouldRefuseTheOlderOfTwoRuns() throws Exception {
        Target older = opened(Existing.REJECT);
        write(older, chunk(rows("id,name,size", row("a", "x", 1))));
        Target younger = made(Existing.REJECT);
        younger.open(new LedgerScope("demo", "things", "digest-1", "99@there"));
        Chunk late = chunk(rows("id,name,size", row("late", "x", 1)));

        assertThatThrownBy(() -> write(older, late)).isInstanceOfSatisfying(CaravanException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.STALE_RUN);
            assertThat(e).hasMessageContaining("99@there");
        });

        assertThat(fates(late)).containsExactly(PENDING);
        assertStale(() -> older.repair("thing", complete(rows("id,name,size", row("late", "x", 1)))));
        assertStale(() -> older.delete("thing", rows("id", row("a"))));
        write(younger, chunk(rows("id,name,size", row("b", "y", 2))));
        assertThat(things()).containsExactly("a|x|1", "b|y|2");
    }

    @Test
    void shouldNotMindARunOfAnotherPipeline() throws Exception {
        Target things = opened(Existing.REJECT);
        Target others = made(Existing.REJECT);
        others.open(new LedgerScope("demo", "others", "digest-9", "99@there"));

        write(things, chunk(rows("id,name,size", row("a", "x", 1))));
        write(others, chunk(rows("id,name,size", row("b", "y", 2))));

        assertThat(things()).containsExactly("a|x|1", "b|y|2");
    }

    @Test
    void shouldForgetTheLedgerAndNeverTheRows() throws Exception {
        Target first = opened(Existing.REJECT);
        write(first, chunk(rows("id,name,size", row("a", "x", 1))));
        Target fresh = made(Existing.REJECT);

        fresh.forget(SCOPE);

        assertStale(() -> write(first, chunk(rows("id,name,size", row("late", "x", 1)))));
        Target.Ledger ledger = fresh.open(OTHER_DIGEST);
        assertThat(ledger.rows()).isEmpty();
        assertThat(ledger.firstStart()).isEqualTo(Chunks.NOW);
        assertThat(things()).containsExactly("a|x|1");
    }

    @Test
    void shouldSetOnePartitionsLedgerBackAndNeverTheRows() throws Exception {
        Target target = opened(Existing.REJECT);
        write(target, numbered(0, 0));
        LedgerRow earlier = ledger().get(0);
        write(target, numbered(0, 1));
        write(target, numbered(1, 0));
        LedgerRow other = ledger().stream()
                .filter(row -> row.partition().equals("part 1"))
                .findFirst()
                .orElseThrow();

        target.rewind(List.of(earlier));

        assertThat(ledger()).containsExactlyInAnyOrder(earlier, other);
        assertThat(things()).hasSize(300);
        Chunk again = write(target, numbered(0, 1));
        assertThat(again.counts()).as("they are there").isEqualTo(new Counts(100, 0, 0, 0, 100));
        assertThat(ledger())
                .extracting(row -> row.position().ordinal())
                .containsExactlyInAnyOrder(200L, other.position().ordinal());
        made(Existing.REJECT).open(new LedgerScope("demo", "things", "digest-1", "99@there"));
        assertStale(() -> target.rewind(List.of(earlier)));
        assertThat(ledger()).doesNotContain(earlier);
    }

    @Test
    void shouldTakeItsLedgerAwayWithTheLastMigration() throws Exception {
        Target demo = opened(Existing.REJECT);
        write(demo, chunk(rows("id,name,size", row("a", "x", 1))));
        LedgerScope otherScope = new LedgerScope("other", "things", "d", "1@here");
        Target other = made(Existing.REJECT);
        other.open(otherScope);

        assertThat(demo.dropLedger("demo")).isNotEmpty();

        assertThat(made(Existing.REJECT).look(SCOPE)).isEmpty();
        assertThat(made(Existing.REJECT).look(otherScope)).isPresent();
        assertThat(other.dropLedger("other")).isNotEmpty();
        assertThat(made(Existing.REJECT).look(otherScope)).isEmpty();
        assertStale(() -> write(demo, chunk(rows("id,name,size", row("late", "x", 1)))));
        assertThat(demo.dropLedger("demo")).isEmpty();
        demo.forget(SCOPE);
        assertThat(things()).containsExactly("a|x|1");
    }

    @Test
    void shouldLookWithoutTakingOver() throws Exception {
        Target target = made(Existing.REJECT);
        assertThat(target.look(SCOPE)).isEmpty();
        target.open(SCOPE);
        write(target, chunk(rows("id,name,size", row("a", "x", 1))));

        Target.Ledger seen = made(Existing.REJECT).look(SCOPE).orElseThrow();

        assertThat(seen.epoch()).isEqualTo(1);
        assertThat(seen.rows()).extracting(LedgerRow::partition).containsExactly("part");
        write(target, chunk(rows("id,name,size", row("b", "y", 2))));
    }

    @Test
    void shouldRepairAndDeleteByKey() throws Exception {
        there(row("a", "wrong", 1), row("b", "fine", 2), row("x", "extra", 3), row("y", "extra", 4));
        Target target = opened(Existing.REJECT);

        target.repair("thing", complete(rows("id,name,size", row("a", "right", 1), row("c", "missing", null))));
        target.delete("thing", rows("id", row("x"), row("y"), row("not there")));
        target.finish();
        target.finish();

        assertThat(things()).containsExactly("a|right|1", "b|fine|2", "c|missing|null");
        assertThat(made(Existing.REJECT).look(SCOPE).orElseThrow().rows()).isEmpty();
    }

    @Test
    void shouldBeWrittenByTwoThreadsAtOnce() throws Exception {
        Target target = opened(Existing.REJECT);
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<Future<?>> both = new ArrayList<>();
            for (int thread = 0; thread < 2; thread++) {
                int number = thread;
                both.add(threads.submit(() -> {
                    for (int chunk = 0; chunk < 20; chunk++) {
                        write(target, numbered(number, chunk));
                    }
                }));
            }
            for (Future<?> one : both) {
                one.get(2, TimeUnit.MINUTES);
            }
        } finally {
            threads.shutdownNow();
        }

        List<String> expected = new ArrayList<>();
        IntStream.range(0, 2).forEach(thread -> IntStream.range(0, 2000)
                .forEach(row -> expected.add(String.format("%d-%04d|x|%d", thread, row, row))));
        assertThat(things()).isEqualTo(expected);
        assertThat(made(Existing.REJECT).look(SCOPE).orElseThrow().rows())
                .extracting(LedgerRow::partition, row -> row.position().ordinal())
                .containsExactlyInAnyOrder(tuple("part 0", 2000L), tuple("part 1", 2000L));
    }

    @Test
    void shouldCloseTwiceAndUnopened() throws Exception {
        Target target = opened(Existing.REJECT);

        assertThatCode(() -> {
                    target.close();
                    target.close();
                    made(Existing.REJECT).close();
                })
                .doesNotThrowAnyException();
    }

    /** Puts rows there that no ledger of this pipeline knows. */
    final void there(Object[]... things) throws Exception {
        Target before = made(Existing.REJECT);
        before.open(new LedgerScope("demo", "before", "d", "1@here"));
        write(before, chunk(rows("id,name,size", things)));
        before.close();
    }

    final Target opened(Existing existing) throws Exception {
        Target target = made(existing);
        target.open(SCOPE);
        return target;
    }

    final Target made(Existing existing) throws Exception {
        Target target = target(existing, THING);
        targets.add(target);
        return target;
    }

    private List<LedgerRow> ledger() throws Exception {
        return made(Existing.REJECT).look(SCOPE).orElseThrow().rows();
    }

    private static void assertStale(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(CaravanException.class, e -> assertThat(e.code())
                .isEqualTo(ErrorCode.STALE_RUN));
    }

    private Chunk numbered(int thread, int number) {
        Object[][] rows = new Object[100][];
        for (int i = 0; i < rows.length; i++) {
            int row = number * 100 + i;
            rows[i] = row(String.format("%d-%04d", thread, row), "x", row);
        }
        RowBuffer buffer = complete(rows("id,name,size", rows));
        Partition partition = new Partition("part " + thread, "source", "", -1, -1);
        Chunk chunk = new Chunk(
                partition,
                new Position(number * 100L, ""),
                new Position(number * 100L + 100, ""),
                number == 19,
                new RowRecords("source", buffer, new int[] {0}, number * 100L));
        chunk.transformed(buffer, List.of(), List.of());
        return chunk;
    }
}
