package dev.caravan.system.postgresql;

import static dev.caravan.spi.Chunks.SCOPE;
import static dev.caravan.spi.Chunks.row;
import static dev.caravan.spi.Chunks.rows;
import static dev.caravan.spi.Chunks.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.model.Chunk;
import dev.caravan.model.Counts;
import dev.caravan.model.Existing;
import dev.caravan.model.Reject;
import dev.caravan.servers.PostgresServer;
import dev.caravan.spi.Chunks;
import dev.caravan.spi.SystemKind.TargetTable;
import dev.caravan.spi.Target;
import dev.caravan.spi.TransactionalTargetContract;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(PostgresServer.class)
class PostgresqlTargetContractIT extends TransactionalTargetContract {
    private Sample sample;

    @BeforeEach
    void makeTable(PostgresServer.Running server) {
        sample = new Sample(server, "CREATE TABLE thing (id text PRIMARY KEY, name text, size bigint)");
    }

    @Override
    protected Target target(Existing existing, TargetTable table) {
        return sample.target(existing, table);
    }

    @Test
    void shouldLeaveARowThatIsLaterThanTheRecords() throws Exception {
        sample.run("INSERT INTO thing VALUES ('older', 'v2', 1), ('later', 'v2', 9), ('even', 'v2', 5)");
        Target target = sample.unlessLater("size", new TargetTable("thing", List.of("id")));
        target.open(SCOPE);
        Chunk chunk = Chunks.chunk(rows(
                "id,name,size",
                row("older", "v1", 5),
                row("later", "v1", 5),
                row("even", "v1", 5),
                row("new", "v1", 5)));

        write(target, chunk);

        assertThat(things()).containsExactly("even|v1|5", "later|v2|9", "new|v1|5", "older|v1|5");
        assertThat(chunk.kept()).extracting(Reject::ordinal).containsExactly(1L);
        assertThat(chunk.counts()).isEqualTo(new Counts(4, 3, 0, 0, 1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE TABLE thing (id text, name text, size bigint)",
                "CREATE TABLE thing (id text, name text, size bigint) PARTITION BY LIST (size);"
                        + " CREATE TABLE ones PARTITION OF thing FOR VALUES IN (1, 5);"
                        + " CREATE TABLE others PARTITION OF thing DEFAULT"
            })
    void shouldMendKeysThatAreThereTwiceAsNothingIsUniqueAnyMore(String table) throws Exception {
        sample.run(
                "DROP TABLE thing; " + table,
                "INSERT INTO thing VALUES ('a', 'x', 1), ('b', 'same', 2), ('b', 'same', 1), ('c', 'one', 5), ('c', 'two', 6),"
                        + " ('d', 'y', 2), ('e', 'z', 1), ('b', 'same', 2)");
        Target target = sample.target(Existing.REJECT, new TargetTable("thing", List.of("id")));
        assertThatThrownBy(() -> target.open(SCOPE))
                .hasMessageContainingAll("key (id) of table 'thing' is not unique there", "--repair --delete-extra");

        target.openForRepair(SCOPE);
        target.deleteSurplus("thing", rows("id", row("b"), row("nobody")));
        target.repair("thing", rows("id,name,size", row("c", "right", 3), row("f", "missing", 4)));
        List<String> before = things();
        target.deleteSurplus("thing", rows("id", row("c")));
        target.delete("thing", rows("id", row("e")));

        assertThat(before)
                .hasSize(7)
                .containsAll(List.of("a|x|1", "c|right|3", "c|right|3", "d|y|2", "e|z|1", "f|missing|4"))
                .anyMatch(row -> row.startsWith("b|same|"));
        assertThat(things()).containsExactly("a|x|1", before.get(1), "c|right|3", "d|y|2", "f|missing|4");
    }

    @Override
    protected List<String> things() {
        return sample.query("SELECT id, name, size FROM thing ORDER BY id");
    }
}
