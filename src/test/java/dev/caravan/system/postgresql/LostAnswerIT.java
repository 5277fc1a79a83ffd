package dev.caravan.system.postgresql;

import static dev.caravan.model.Fate.IMPORTED;
import static dev.caravan.model.Fate.REJECTED;
import static dev.caravan.spi.Chunks.SCOPE;
import static dev.caravan.spi.Chunks.chunk;
import static dev.caravan.spi.Chunks.fates;
import static dev.caravan.spi.Chunks.rejects;
import static dev.caravan.spi.Chunks.row;
import static dev.caravan.spi.Chunks.rows;
import static dev.caravan.spi.Chunks.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.importer.Importer;
import dev.caravan.model.CaravanException;
import dev.caravan.model.Chunk;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Existing;
import dev.caravan.servers.CuttingProxy;
import dev.caravan.servers.PostgresServer;
import dev.caravan.spi.Chunks;
import dev.caravan.spi.Target;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A connection that is lost, also between a commit and its answer. The table has no key: a row written twice is there twice. */
@ExtendWith(PostgresServer.class)
class LostAnswerIT {
    private Sample sample;
    private CuttingProxy proxy;
    private Target target;

    @BeforeEach
    void open(PostgresServer.Running server) {
        sample = new Sample(server, "CREATE TABLE note (id bigint CHECK (id > 0), body text)");
        proxy = new CuttingProxy(server.port());
        String url = sample.url().replace(":" + server.port() + "/", ":" + proxy.port() + "/");
        target = sample.target(Sample.settings(url), Existing.REJECT, table("note"));
        target.open(SCOPE);
    }

    @AfterEach
    void close() throws Exception {
        sample.close();
        proxy.close();
    }

    @Test
    void shouldNotWriteAgainWhatWasCommittedWhenTheAnswerIsLost() {
        Importer importer = new Importer(target);
        Chunk chunk = chunk(rows("id,body", row(1, "a"), row(-1, "bad"), row(2, "b")));
        proxy.cutAt("COMMIT", true);

        assertPassing(() -> importer.write(chunk, Chunks::ledgerRow));
        assertThat(fates(chunk)).doesNotContain(IMPORTED);
        importer.write(chunk, Chunks::ledgerRow);

        assertThat(fates(chunk)).containsExactly(IMPORTED, REJECTED, IMPORTED);
        assertThat(rejects(chunk)).containsExactly("1 constraint_violation");
        assertThat(sample.query("SELECT id, body FROM note ORDER BY id")).containsExactly("1|a", "2|b");
        assertThat(sample.query("SELECT read, imported, rejected FROM caravan_ledger"))
                .containsExactly("3|2|1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"COMMIT", "COPY", "caravan_ledger", "FOR SHARE"})
    void shouldWriteOnceWhenTheServerNeverHeardOfIt(String word) {
        Importer importer = new Importer(target);
        sample.run("INSERT INTO note VALUES (1, 'there before')");
        Chunk chunk = chunk(rows("id,body", row(2, "b"), row(3, "c")));
        proxy.cutAt(word, false);

        assertPassing(() -> importer.write(chunk, Chunks::ledgerRow));
        importer.write(chunk, Chunks::ledgerRow);

        assertThat(proxy.waits()).isFalse();
        assertThat(fates(chunk)).containsExactly(IMPORTED, IMPORTED);
        assertThat(sample.query("SELECT id FROM note ORDER BY id")).containsExactly("1", "2", "3");
    }

    private static void assertPassing(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(CaravanException.class, e -> assertThat(e.code())
                .isEqualTo(ErrorCode.IO_FAILED));
    }
}
