package dev.caravan.importer;

import static dev.caravan.model.Fate.IMPORTED;
import static dev.caravan.model.Fate.REJECTED;
import static dev.caravan.model.Fate.SKIPPED;
import static dev.caravan.spi.Chunks.chunk;
import static dev.caravan.spi.Chunks.fates;
import static dev.caravan.spi.Chunks.row;
import static dev.caravan.spi.Chunks.rows;
import static dev.caravan.spi.Chunks.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.NullNode;
import dev.caravan.model.Chunk;
import dev.caravan.model.Counts;
import dev.caravan.model.Existing;
import dev.caravan.model.Pipeline;
import dev.caravan.model.Reject;
import dev.caravan.model.SystemSettings;
import dev.caravan.spi.Chunks;
import dev.caravan.spi.SystemKind.TargetTable;
import dev.caravan.spi.Target;
import dev.caravan.system.sqlite.SqliteSystem;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A record ends in all targets or in none, whatever one of them thinks of it and wherever a write breaks off. */
class SeveralTargetsTest {
    private static final TargetTable THING = new TargetTable("thing", List.of("id"));

    private final SqliteSystem sqlite = new SqliteSystem(Clock.systemUTC());
    private final List<Target> open = new ArrayList<>();
    private final Shelf shelf = new Shelf();

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        open.forEach(Target::close);
    }

    @Test
    void shouldWriteAllAndKeepTheLedgerInTheFirst() throws SQLException {
        Target all = several(database("a", Existing.REJECT), shelf("s"), database("b", Existing.REJECT));

        Chunk chunk = write(all, chunk(rows("id,name", row("1", "one"), row("2", "two"))));

        assertThat(fates(chunk)).containsExactly(IMPORTED, IMPORTED);
        assertThat(things("a")).containsExactly("1|one", "2|two").isEqualTo(things("b"));
        assertThat(shelf.rows).hasToString("{1=one, 2=two}");
        assertThat(ledgers("a")).isEqualTo(1);
        assertThat(ledgers("b")).isZero();
        assertThat(shelf.ledgers).isZero();
    }

    @Test
    void shouldTakeOutOfAllWhatOneRefuses() throws SQLException {
        database("b", Existing.REJECT);
        run("b", "INSERT INTO thing VALUES ('2', 'another')");
        Target all = several(database("a", Existing.REJECT), shelf("s"), database("b", Existing.REJECT));

        Chunk chunk = write(all, chunk(rows("id,name", row("1", "one"), row("2", "two"), row("3", "three"))));

        assertThat(chunk.counts()).isEqualTo(new Counts(3, 2, 0, 1, 0));
        assertThat(chunk.rejects()).extracting(Reject::code).containsExactly("already_exists");
        assertThat(chunk.rejects().get(0).reason()).startsWith("b: table 'thing' has a row");
        assertThat(things("a")).containsExactly("1|one", "3|three");
        assertThat(things("b")).containsExactly("1|one", "2|another", "3|three");
        assertThat(shelf.rows).hasToString("{1=one, 3=three}");
    }

    @Test
    void shouldTakeOutOfAFirstOneWithoutTransactionsToo() throws SQLException {
        Shelf other = new Shelf();
        other.refused.add("1");
        Target all = several(shelf("s"), part("t", other, false));

        Chunk chunk = write(all, chunk(rows("id,name", row("1", "one"), row("2", "two"))));

        assertThat(fates(chunk)).containsExactly(REJECTED, IMPORTED);
        assertThat(shelf.rows).hasToString("{2=two}");
        assertThat(other.rows).hasToString("{2=two}");
        assertThat(shelf.ledgers).isEqualTo(1);
    }

    @Test
    void shouldLeaveARowAloneThatMayBeAnotherRecords() {
        Shelf clashing = new Shelf();
        clashing.code = "duplicate_key";
        clashing.refused.add("1");
        shelf.rows.put("1", "one");
        Target all = several(shelf("s"), part("t", clashing, false));

        Chunk chunk = write(all, chunk(rows("id,name", row("1", "one"))));

        assertThat(fates(chunk)).containsExactly(REJECTED);
        assertThat(shelf.deleted).isEmpty();
    }

    @Test
    void shouldHealWhatAFailureLeftBehind() throws SQLException {
        shelf.failsBefore = "2";
        Target all = several(database("a", Existing.REJECT), shelf("s"));
        Chunk chunk = chunk(rows("id,name", row("1", "one"), row("2", "two")));

        assertThatThrownBy(() -> new Importer(all).write(chunk, Chunks::ledgerRow))
                .hasMessage("the shelf breaks");
        assertThat(things("a")).isEmpty();
        assertThat(ledgers("a")).isZero();
        assertThat(shelf.rows).as("half of it is there").hasToString("{1=one}");
        shelf.failsBefore = "";
        new Importer(all).write(chunk, Chunks::ledgerRow);

        assertThat(fates(chunk)).containsExactly(IMPORTED, IMPORTED);
        assertThat(things("a")).containsExactly("1|one", "2|two");
        assertThat(shelf.rows).hasToString("{1=one, 2=two}");
    }

    @Test
    void shouldGiveTheOthersWhatTheFirstKeepsOrHas() throws SQLException {
        database("a", Existing.KEEP);
        run("a", "INSERT INTO thing VALUES ('1', 'kept'), ('2', 'two')");
        Target all = several(database("a", Existing.KEEP), shelf("s"));

        Chunk chunk = write(all, chunk(rows("id,name", row("1", "one"), row("2", "two"))));

        assertThat(fates(chunk)).containsExactly(SKIPPED, IMPORTED);
        assertThat(chunk.kept()).hasSize(1);
        assertThat(things("a")).containsExactly("1|kept", "2|two");
        assertThat(shelf.rows).hasToString("{1=one, 2=two}");
    }

    private Target several(Part... parts) {
        Target all = new SeveralTargets(List.of(parts));
        all.open(Chunks.SCOPE);
        return all;
    }

    private Part shelf(String name) {
        return part(name, shelf, false);
    }

    private Part database(String name, Existing existing) throws SQLException {
        run(name, "CREATE TABLE IF NOT EXISTS thing (id TEXT PRIMARY KEY, name TEXT)");
        SystemSettings settings = new SystemSettings(
                name, "sqlite", file(name).toString(), List.of(), NullNode.getInstance(), "m.yaml:3:5");
        Target target = sqlite.target(new Pipeline.Import(settings, "thing", List.of("id"), existing), List.of(THING));
        open.add(target);
        return part(name, target, true);
    }

    private static Part part(String name, Target target, boolean transactional) {
        return new Part(name, target, "thing", List.of(THING), Chunk::rows, true, transactional);
    }

    private Path file(String name) {
        return folder.resolve(name + ".db");
    }

    private List<String> things(String name) throws SQLException {
        return query(name, "SELECT id || '|' || name FROM thing ORDER BY id");
    }

    private int ledgers(String name) throws SQLException {
        return Integer.parseInt(
                query(name, "SELECT count(*) FROM caravan_ledger").get(0));
    }

    private List<String> query(String name, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file(name));
                ResultSet row = connection.createStatement().executeQuery(sql)) {
            List<String> rows = new ArrayList<>();
            while (row.next()) {
                rows.add(row.getString(1));
            }
            return rows;
        }
    }

    private void run(String name, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file(name))) {
            connection.createStatement().executeUpdate(sql);
        }
    }
}
