package dev.caravan.system.sqlite;

import static dev.caravan.spi.Chunks.NOW;
import static dev.caravan.spi.Chunks.SCOPE;
import static dev.caravan.spi.Chunks.chunk;
import static dev.caravan.spi.Chunks.fates;
import static dev.caravan.spi.Chunks.row;
import static dev.caravan.spi.Chunks.rows;
import static dev.caravan.spi.Chunks.table;
import static dev.caravan.spi.Chunks.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.model.CaravanException;
import dev.caravan.model.Chunk;
import dev.caravan.model.Counts;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Existing;
import dev.caravan.model.Fate;
import dev.caravan.model.LedgerRow;
import dev.caravan.model.LedgerScope;
import dev.caravan.model.Position;
import dev.caravan.spi.Chunks;
import dev.caravan.spi.SystemKind.TargetTable;
import dev.caravan.spi.Target;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {
    private static final String SCHEMA = "CREATE TABLE IF NOT EXISTS thing (id TEXT NOT NULL PRIMARY KEY, name TEXT);";
    private static final TargetTable THING = table("thing", "id");

    @TempDir
    private Path folder;

    private Sample sample;

    @BeforeEach
    void makeTable() {
        sample = new Sample(folder.resolve("v2.db"), SCHEMA);
    }

    @AfterEach
    void close() {
        sample.close();
    }

    @Test
    void shouldWriteDataAndLedgerAsOne() {
        Target target = sample.opened(Existing.REJECT, THING);

        write(target, chunk(rows("id,name", row("a", "x"), row("b", "y"))));

        target.close();
        Target.Ledger found = sample.target(Existing.REJECT, THING).open(SCOPE);
        assertThat(found.epoch()).isEqualTo(2);
        assertThat(found.rows())
                .containsExactly(new LedgerRow(
                        "part", new Position(2, "to"), true, new Counts(2, 2, 0, 0, 0), Map.of(), "sha256:x", NOW));
        assertThat(sample.query("SELECT * FROM thing ORDER BY id")).containsExactly("a|x", "b|y");
    }

    @Test
    void shouldWriteTheLedgerOfAnEmptyChunk() {
        Target target = sample.opened(Existing.REJECT, THING);

        write(target, chunk(rows("id,name")));

        assertThat(sample.query("SELECT partition, done, read FROM caravan_ledger"))
                .containsExactly("part|1|0");
    }

    @Test
    void shouldRefuseAnotherDefinitionOnlyWhenRowsWereBegun() {
        LedgerScope changed = new LedgerScope("demo", "things", "digest-2", "1@here");
        Target first = sample.opened(Existing.REJECT, THING);
        first.close();
        Target second = sample.target(Existing.REJECT, THING);
        second.open(changed);
        write(second, chunk(rows("id,name", row("a", "x"))));
        second.close();

        Target third = sample.target(Existing.REJECT, THING);

        assertThatThrownBy(() -> third.open(SCOPE)).isInstanceOfSatisfying(CaravanException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.PIPELINE_CHANGED);
            assertThat(e).hasMessageContainingAll("'things'", "--fresh");
        });
        assertThat(sample.query("SELECT epoch FROM caravan_pipeline")).containsExactly("2");
    }

    @Test
    void shouldTakeTheFirstStartOfItsCallerOnlyWhenItKnowsNone() {
        Instant known = Instant.parse("2026-01-02T03:04:05.123456789Z");
        LedgerScope knowing = new LedgerScope("demo", "things", "digest-1", "1@here", false, known);

        Target.Ledger first = sample.target(Existing.REJECT, THING).open(knowing);
        LedgerScope later = new LedgerScope("demo", "things", "digest-1", "1@here", false, known.plusSeconds(9));
        Target.Ledger second = sample.target(Existing.REJECT, THING).open(later);

        assertThat(first.firstStart()).isEqualTo(Instant.parse("2026-01-02T03:04:05.123456Z"));
        assertThat(second.firstStart()).isEqualTo(first.firstStart());
    }

    @Test
    void shouldRefuseTheOlderOfTwoRuns() {
        Target older = sample.opened(Existing.REJECT, THING);
        write(older, chunk(rows("id,name", row("a", "x"))));
        Target younger = sample.target(Existing.REJECT, THING);
        younger.open(new LedgerScope("demo", "things", "digest-1", "99@there"));
        Chunk late = chunk(rows("id,name", row("late", "x")));

        assertThatThrownBy(() -> write(older, late)).isInstanceOfSatisfying(CaravanException.class, e -> {
            assertThat(e.code()).isEqualTo(ErrorCode.STALE_RUN);
            assertThat(e).hasMessageContaining("99@there");
        });

        assertThat(fates(late)).containsExactly(Fate.PENDING);
        assertThatThrownBy(() -> older.repair("thing", rows("id,name", row("late", "x"))))
                .isInstanceOf(CaravanException.class);
        assertThatThrownBy(() -> older.delete("thing", rows("id", row("a")))).isInstanceOf(CaravanException.class);
        write(younger, chunk(rows("id,name", row("b", "y"))));
        assertThat(sample.query("SELECT id FROM thing ORDER BY id")).containsExactly("a", "b");
    }

    @Test
    void shouldNotMindARunOfAnotherPipeline() {
        Target things = sample.opened(Existing.REJECT, THING);
        Target others = sample.target(Existing.REJECT, THING);
        others.open(new LedgerScope("demo", "others", "digest-9", "99@there"));

        write(things, chunk(rows("id,name", row("a", "x"))));
        write(others, chunk(rows("id,name", row("b", "y"))));

        assertThat(sample.query("SELECT pipeline, imported FROM caravan_ledger ORDER BY 1"))
                .containsExactly("others|1", "things|1");
    }

    @Test
    void shouldForgetTheLedgerAndNeverTheRows() {
        Target first = sample.opened(Existing.REJECT, THING);
        write(first, chunk(rows("id,name", row("a", "x"))));
        Target fresh = sample.target(Existing.REJECT, THING);

        fresh.forget(SCOPE);

        assertThatThrownBy(() -> write(first, chunk(rows("id,name", row("late", "x")))))
                .isInstanceOfSatisfying(
                        CaravanException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STALE_RUN));
        Target.Ledger ledger = fresh.open(new LedgerScope("demo", "things", "digest-2", "1@here"));
        assertThat(ledger.rows()).isEmpty();
        assertThat(ledger.firstStart()).isEqualTo(NOW);
        assertThat(sample.query("SELECT * FROM thing")).containsExactly("a|x");
    }

    @Test
    void shouldTakeItsTablesAwayWithTheLastMigration() {
        Target demo = sample.opened(Existing.REJECT, THING);
        Target other = sample.target(Existing.REJECT, THING);
        other.open(new LedgerScope("other", "things", "d", "1@here"));
        assertThat(demo.dropLedger("demo"))
                .isEqualTo(
                        "its rows in the tables caravan_ledger, caravan_pipeline, caravan_migration, which others use");
        assertThat(sample.query("SELECT migration FROM caravan_pipeline")).containsExactly("other");

        assertThat(other.dropLedger("other"))
                .isEqualTo("the tables caravan_ledger, caravan_pipeline, caravan_migration");

        assertThat(sample.query("SELECT name FROM sqlite_schema WHERE name LIKE 'caravan%'"))
                .isEmpty();
        assertThatThrownBy(() -> write(demo, chunk(rows("id,name", row("late", "x")))))
                .isInstanceOfSatisfying(
                        CaravanException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STALE_RUN));
        assertThat(demo.dropLedger("demo")).isEmpty();
        demo.forget(SCOPE);
    }

    @Test
    void shouldLookWithoutTakingOver() {
        Target target = sample.target(Existing.REJECT, THING);
        assertThat(target.look(SCOPE)).isEmpty();
        target.open(SCOPE);
        write(target, chunk(rows("id,name", row("a", "x"))));

        Target.Ledger seen = sample.target(Existing.REJECT, THING).look(SCOPE).orElseThrow();

        assertThat(seen.epoch()).isEqualTo(1);
        assertThat(seen.rows()).extracting(LedgerRow::partition).containsExactly("part");
        assertThat(sample.target(Sample.settings(folder.resolve("none.db")), Existing.REJECT, THING)
                        .look(SCOPE))
                .isEmpty();
        assertThat(folder.resolve("none.db")).doesNotExist();
    }

    @Test
    void shouldWriteNothingWhenKeepingTheRejectsFails() {
        Target target = sample.opened(Existing.REJECT, THING);
        Chunk chunk = chunk(rows("id,name", row("a", "x")));

        assertThatThrownBy(() -> target.write(chunk, settled -> {
                    throw new IllegalStateException("no room for rejects");
                }))
                .hasMessage("no room for rejects");

        assertThat(sample.query("SELECT count(*) FROM thing")).containsExactly("0");
        assertThat(sample.query("SELECT count(*) FROM caravan_ledger")).containsExactly("0");
        write(target, chunk(rows("id,name", row("a", "x"))));
        assertThat(sample.query("SELECT * FROM thing")).containsExactly("a|x");
    }

    @Test
    void shouldKnowAllFatesBeforeTheCommit() {
        sample.run("INSERT INTO thing VALUES ('a', 'other')");
        Target target = sample.opened(Existing.REJECT, THING);
        Chunk chunk = chunk(rows("id,name", row("a", "x"), row("b", "y")));

        target.write(chunk, settled -> {
            assertThat(fates(settled)).containsExactly(Fate.REJECTED, Fate.IMPORTED);
            assertThat(sample.query("SELECT count(*) FROM thing")).containsExactly("1");
            return Chunks.ledgerRow(settled);
        });

        assertThat(sample.query("SELECT read, imported, rejected FROM caravan_ledger"))
                .containsExactly("2|1|1");
    }
}
