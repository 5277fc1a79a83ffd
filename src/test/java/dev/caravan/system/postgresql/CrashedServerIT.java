package dev.caravan.system.postgresql;

import static dev.caravan.model.Fate.IMPORTED;
import static dev.caravan.spi.Chunks.SCOPE;
import static dev.caravan.spi.Chunks.fates;
import static dev.caravan.spi.Chunks.row;
import static dev.caravan.spi.Chunks.rows;
import static dev.caravan.spi.Chunks.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.model.CaravanException;
import dev.caravan.model.Chunk;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Existing;
import dev.caravan.model.Partition;
import dev.caravan.model.Position;
import dev.caravan.model.RowBuffer;
import dev.caravan.model.RowRecords;
import dev.caravan.spi.Chunks;
import dev.caravan.spi.Target;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A server that is killed before what it confirmed is on its disk, and comes up without it. */
class CrashedServerIT {
    private static final Partition PART = new Partition("part", "source", "", -1, -1);

    private EmbeddedPostgres server;
    private Sample sample;
    private Target target;

    @BeforeEach
    void start() throws IOException {
        // Nothing reaches the disk by itself in the time that a test takes
        server = EmbeddedPostgres.builder()
                .setServerConfig("listen_addresses", "127.0.0.1")
                .setServerConfig("wal_writer_delay", "10s")
                .setServerConfig("synchronous_commit", "on")
                .start();
        sample = new Sample("jdbc:postgresql://127.0.0.1:" + server.getPort() + "/postgres?user=postgres");
        sample.run("CREATE TABLE note (id bigint, body text)");
        target = sample.opened(Existing.REJECT, table("note"));
    }

    @AfterEach
    void stop() throws IOException {
        sample.close();
        server.close();
    }

    @Test
    void shouldWriteNothingBehindAChunkThatAKilledServerHasLost() throws Exception {
        write(target, 0, false, row(1, "a"), row(2, "b"));
        crash();
        Chunk behind = chunk(2, false, row(3, "c"));

        assertThatThrownBy(() -> writeOnceItIsUp(behind))
                .isInstanceOfSatisfying(
                        CaravanException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TARGET_UNUSABLE))
                .hasMessageContaining("lost what it had confirmed of partition 'part'");

        assertThat(sample.query("SELECT id FROM note")).isEmpty();
        Target again = sample.target(Existing.REJECT, table("note"));
        assertThat(again.open(SCOPE).rows()).isEmpty();
        write(again, 0, false, row(1, "a"), row(2, "b"));
        assertThat(fates(write(again, 2, true, row(3, "c")))).containsExactly(IMPORTED);
        assertThat(sample.query("SELECT id, body FROM note ORDER BY id")).containsExactly("1|a", "2|b", "3|c");
    }

    @Test
    void shouldHaveAllOfAPartitionOnTheDiskOnceItsLastChunkIsWritten() throws Exception {
        write(target, 0, false, row(1, "a"));
        write(target, 1, true, row(2, "b"));

        crash();

        assertThat(sample.query("SELECT id, body FROM note ORDER BY id")).containsExactly("1|a", "2|b");
        assertThat(sample.query("SELECT position_ordinal, done FROM caravan_ledger"))
                .containsExactly("2|t");
    }

    /** Kills one of the server's processes: it ends all others, forgets its memory and comes up with what its disk has. */
    private void crash() throws Exception {
        String process = sample.query("SELECT pid FROM pg_stat_activity WHERE backend_type = 'background writer'")
                .get(0);
        ProcessHandle writer = ProcessHandle.of(Long.parseLong(process)).orElseThrow();
        writer.destroyForcibly();
        writer.onExit().get(10, TimeUnit.SECONDS);
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!isUpWithout(process)) {
            assertThat(System.nanoTime()).as("the server comes up again").isLessThan(until);
            LockSupport.parkNanos(20_000_000);
        }
    }

    private boolean isUpWithout(String process) {
        try {
            return !sample.query("SELECT pid FROM pg_stat_activity WHERE backend_type = 'background writer'")
                    .contains(process);
        } catch (IllegalStateException notYet) {
            return false;
        }
    }

    /** The first try meets the connection that the server's end has cut, as a run's does. */
    private void writeOnceItIsUp(Chunk chunk) {
        try {
            target.write(chunk, Chunks::ledgerRow);
        } catch (CaravanException lost) {
            assertThat(lost.code()).isEqualTo(ErrorCode.IO_FAILED);
        }
        target.write(chunk, Chunks::ledgerRow);
    }

    private static Chunk write(Target into, long from, boolean last, Object[]... rows) {
        return Chunks.write(into, chunk(from, last, rows));
    }

    private static Chunk chunk(long from, boolean last, Object[]... rows) {
        RowBuffer buffer = rows("id,body", rows);
        RowRecords records = new RowRecords("source", buffer, new int[] {0}, from);
        Position to = new Position(from + rows.length, "to");
        Chunk chunk = new Chunk(PART, new Position(from, from == 0 ? "" : "to"), to, last, records);
        chunk.transformed(buffer, List.of(), List.of());
        return chunk;
    }
}
