package dev.caravan.repository;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.caravan.model.CaravanException;
import dev.caravan.model.CellType;
import dev.caravan.model.Chunk;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.JsonRecords;
import dev.caravan.model.Partition;
import dev.caravan.model.Position;
import dev.caravan.model.Reject;
import dev.caravan.model.RowBuffer;
import dev.caravan.model.RowRecords;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class RejectsTest {
    private static final PipelineName TURNS = new PipelineName("orders", "turns");

    @TempDir
    Path folder;

    private Database database;
    private Rejects rejects;

    @BeforeEach
    void open() {
        database = Database.open(folder, new TickingClock("2026-03-01T01:00:00Z"));
        rejects = new Rejects(database, new TickingClock("2026-03-01T02:00:00Z"));
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void shouldKeepARejectWithAllThatIsKnown() {
        Chunk chunk = Chunks.of("a.json", 10, "{\"x\":1}", "{\"y\":\"ü\"}");
        chunk.reject(1, "bad_type", "transform", "text of 3 characters where a number should be");

        rejects.save(TURNS, chunk);

        Reject reject = new Reject(
                "bad_type",
                "transform",
                "",
                "a.json#11",
                "a.json byte 1007",
                11,
                "text of 3 characters where a number should be");
        assertThat(rejects.page(TURNS, "a.json", 0, 10))
                .containsExactly(new KeptReject(
                        "a.json",
                        reject,
                        Disposition.REJECTED,
                        "{\"y\":\"ü\"}",
                        Instant.parse("2026-03-01T02:00:00Z")));
    }

    @Test
    void shouldReplaceWhatAnEarlierTryOfTheSameChunkKept() {
        rejects.save(TURNS, rejecting("a", 0, 10, 2, 3));
        rejects.save(TURNS, rejecting("a", 10, 20, 12));

        rejects.save(TURNS, rejecting("a", 0, 10, 3, 4));

        assertThat(ordinals("a")).containsExactly(3L, 4L, 12L);
    }

    @Test
    void shouldSampleTheFirstOfEachCode() {
        Chunk chunk = Chunks.of("a.json", 0, "{\"x\":0}", "{\"x\":1}", "{\"x\":2}", "{\"x\":3}", "{\"x\":4}");
        chunk.reject(0, "missing_field", "validate", "m");
        for (int record = 1; record < 4; record++) {
            chunk.reject(record, "bad_type", "transform", "b" + record);
        }
        rejects.save(TURNS, chunk);
        rejects.save(new PipelineName("orders", "others"), rejecting("b.json", 0, 10, 5));

        assertThat(rejects.samples(TURNS, 2))
                .extracting(kept -> kept.reject().code(), kept -> kept.reject().reason(), KeptReject::record)
                .containsExactly(
                        tuple("bad_type", "b1", "{\"x\":1}"),
                        tuple("bad_type", "b2", "{\"x\":2}"),
                        tuple("missing_field", "m", "{\"x\":0}"));
        assertThat(rejects.samples(TURNS, 0)).isEmpty();
    }

    @Test
    void shouldForgetFromAWatermarkOnInItsOwnPartitionOnly() {
        rejects.save(TURNS, rejecting("a", 0, 10, 1, 5, 6));
        rejects.save(TURNS, rejecting("b", 0, 10, 7));
        PipelineName other = new PipelineName("orders", "others");
        rejects.save(other, rejecting("a", 0, 10, 8));

        rejects.forgetFrom(TURNS, "a", 5);

        assertThat(ordinals("a")).containsExactly(1L);
        assertThat(ordinals("b")).containsExactly(7L);
        assertThat(rejects.page(other, "a", 0, 9)).hasSize(1);
        assertThat(rejects.partitions(TURNS)).containsExactly("a", "b");
        rejects.forget(TURNS);
        assertThat(rejects.partitions(TURNS)).isEmpty();
        assertThat(rejects.page(other, "a", 0, 9)).hasSize(1);
    }

    @Test
    void shouldCountRecordsAndChildrenByCodeAndDisposition() {
        Chunk chunk = rejecting("a", 0, 10, 1, 2);
        chunk.reject(3, "too_deep", "export", "r");
        chunk.rejectChild(4, "child", 1, "bad_code", "validate", "r");
        chunk.rejectChild(4, "child", 2, "bad_code", "validate", "r");
        chunk.keep(5, "the target has its own");

        rejects.save(TURNS, chunk);

        assertThat(rejects.rows(TURNS, "a")).isEqualTo(Map.of("", 3L, "child", 2L));
        assertThat(rejects.rows(TURNS, "b")).isEmpty();
        assertThat(rejects.counts(TURNS))
                .containsExactly(
                        new RejectCount(Disposition.REJECTED, "bad_code", 2, 2),
                        new RejectCount(Disposition.REJECTED, "too_deep", 1, 0),
                        new RejectCount(Disposition.KEPT, "kept_existing", 1, 0));
    }

    @Test
    void shouldTellVerificationWhatImportDecidedInARange() {
        Chunk chunk = Chunks.of("a", 100, 110);
        chunk.reject(0, "x", "validate", "r");
        chunk.reject(1, "duplicate_key", "import", "r");
        chunk.rejectChild(2, "child", 3, "constraint_violation", "import", "r");
        chunk.keep(3, "r");
        chunk.reject(9, "duplicate_key", "import", "r");
        rejects.save(TURNS, chunk);

        assertThat(rejects.decidedAtImport(TURNS, "a", 101, 109))
                .containsExactly(
                        new Rejects.Exempt(101, "", "duplicate_key", "r"),
                        new Rejects.Exempt(102, "child#3", "constraint_violation", "r"),
                        new Rejects.Exempt(103, "", "kept_existing", "r"));
    }

    @Test
    void shouldPageByRecordsAndNeverPartARecordFromItsChildren() {
        Chunk chunk = rejecting("a", 0, 10, 1, 4, 9);
        for (int number = 1; number <= 5; number++) {
            chunk.rejectChild(2, "child", number, "c", "validate", "r");
        }
        rejects.save(TURNS, chunk);

        assertThat(rejects.page(TURNS, "a", 0, 2))
                .extracting(kept -> kept.reject().ordinal())
                .containsExactly(1L, 2L, 2L, 2L, 2L, 2L);
        assertThat(rejects.page(TURNS, "a", 3, 2))
                .extracting(kept -> kept.reject().ordinal())
                .containsExactly(4L, 9L);
        assertThat(rejects.page(TURNS, "a", 10, 2)).isEmpty();
    }

    @Test
    void shouldTakeOutWhatAReplayMendedAndKeepWhatItDidNot() {
        Chunk first = rejecting("a", 0, 10, 1, 2, 3);
        first.rejectChild(4, "child", 1, "c", "validate", "r");
        first.rejectChild(4, "child", 2, "c", "validate", "r");
        rejects.save(TURNS, first);
        Chunk replay = Chunks.of("a", 0, 10);
        replay.reject(2, "other_code", "import", "still bad");
        replay.rejectChild(4, "child", 2, "c2", "validate", "still bad");

        rejects.saveReplayed(TURNS, replay);
        assertThat(ordinals("a")).as("nothing goes before the target commits").containsExactly(1L, 2L, 3L, 4L, 4L);
        rejects.removeReplayed(TURNS, replay, List.of(1L, 2L, 4L));

        assertThat(rejects.page(TURNS, "a", 0, 10))
                .extracting(kept -> kept.reject().ordinal() + kept.reject().child() + " "
                        + kept.reject().code())
                .containsExactly("2 other_code", "3 bad_code", "4child#2 c2");
    }

    @Test
    void shouldCutALongRecordBetweenCharactersAndSaySo() {
        String text = "x".repeat(65_535) + "ü" + "y".repeat(1000);
        Chunk chunk = Chunks.of("a", 0, text, "z".repeat(65_536));
        chunk.reject(0, "c", "s", "r");
        chunk.reject(1, "c", "s", "r");
        rejects.save(TURNS, chunk);

        List<KeptReject> kept = rejects.page(TURNS, "a", 0, 2);

        assertThat(kept.get(0).record()).isEqualTo("x".repeat(65_535) + " [cut: the first 65535 of 66537 bytes]");
        assertThat(kept.get(1).record()).isEqualTo("z".repeat(65_536));
    }

    @Test
    void shouldShowBytesThatAreNoTextAndKeepNul() {
        JsonRecords json = new JsonRecords("a", 0, 10);
        byte[] bytes = {'{', '"', (byte) 0xC0, (byte) 0x80, 0, 'x', (byte) 0xE2, (byte) 0x82};
        json.add(bytes, 0, bytes.length, 0);
        json.add(bytes, 0, 0, 9);
        Chunk chunk = Chunks.chunk(json, "a", 0);
        chunk.reject(0, "c", "s", "r");
        chunk.reject(1, "record_too_large", "export", "r");
        rejects.save(TURNS, chunk);

        List<KeptReject> kept = rejects.page(TURNS, "a", 0, 2);

        assertThat(kept.get(0).record()).isEqualTo("{\"\\xC0\\x80\u0000x\\xE2\\x82");
        assertThat(kept.get(1).record()).isNull();
    }

    @Test
    void shouldShowARowAsAnObject() {
        RowBuffer rows = new RowBuffer(List.of("id", "r", "d", "t", "b", "i", "n", "f"), 1);
        rows.beginRow(0);
        rows.addLong(Long.MIN_VALUE);
        rows.addDouble(0.1);
        rows.addBytes(CellType.DECIMAL, "12345678901234567890.10".getBytes(UTF_8));
        rows.addText("a\"ü\u0000");
        rows.addBytes(CellType.BLOB, new byte[] {0, (byte) 0xff});
        rows.addBytes(CellType.INVALID_TEXT, new byte[] {(byte) 0xc3});
        rows.addNull();
        rows.addBoolean(true);
        rows.endRow();
        RowRecords records = new RowRecords("t", rows, new int[] {0}, 5);
        Chunk chunk =
                new Chunk(new Partition("t", "t", "", 1, -1), new Position(5, ""), new Position(6, ""), true, records);
        chunk.reject(0, "invalid_utf8", "export", "r");

        rejects.save(TURNS, chunk);

        assertThat(rejects.page(TURNS, "t", 0, 1).get(0).record())
                .isEqualTo(
                        "{\"id\":-9223372036854775808,\"r\":0.1,\"d\":12345678901234567890.10,\"t\":\"a\\\"ü\\u0000\","
                                + "\"b\":\"x'00ff'\",\"i\":\"x'c3'\",\"n\":null,\"f\":true}");
    }

    @Test
    void shouldCountWholeRowsOfLongCells() {
        RowBuffer rows = new RowBuffer(List.of("a", "b"), 1);
        rows.beginRow(0);
        rows.addBytes(CellType.TEXT, "x".repeat(1_000_000).getBytes(UTF_8));
        rows.addText("end");
        rows.endRow();

        String text =
                RawRecord.of(new RowRecords("t", rows, new int[] {0}, 0), 0).text();

        assertThat(text)
                .startsWith("{\"a\":\"xxx")
                .hasSizeBetween(65_536, 65_600)
                .endsWith("of 1000018 bytes]");
    }

    @Test
    void shouldStopWithPathAndBytesWhenTheDiskIsFullAndKeepTheChunkWholeOrOut() {
        rejects.save(TURNS, rejecting("a", 0, 10, 1));
        long pages = number("PRAGMA page_count");
        allow(pages + 3);
        Chunk large = Chunks.of("a", 10, "s", "x".repeat(60_000), "y".repeat(60_000));
        for (int i = 0; i < 3; i++) {
            large.reject(i, "c", "s", "r");
        }

        assertThatThrownBy(() -> rejects.save(TURNS, large))
                .isInstanceOfSatisfying(CaravanException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.IO_FAILED);
                    assertThat(e.where()).endsWith("caravan.db");
                })
                .hasMessageMatching(".*at least 6\\d{4} bytes more are needed.*");
        assertThat(ordinals("a")).containsExactly(1L);

        allow(1_000_000);
        rejects.save(TURNS, large);
        assertThat(ordinals("a")).containsExactly(1L, 10L, 11L, 12L);
    }

    /** The limit is the connection's that writes. */
    private void allow(long pages) {
        database.write(session -> session.first("PRAGMA max_page_count = " + pages, row -> row.getLong(1)));
    }

    private long number(String sql) {
        return database.read(session -> session.first(sql, row -> row.getLong(1)))
                .orElseThrow();
    }

    private List<Long> ordinals(String partition) {
        return rejects.page(TURNS, partition, 0, 1000).stream()
                .map(kept -> kept.reject().ordinal())
                .toList();
    }

    private static Chunk rejecting(String partition, long from, long to, long... ordinals) {
        Chunk chunk = Chunks.of(partition, from, to);
        for (long ordinal : ordinals) {
            chunk.reject((int) (ordinal - from), "bad_code", "validate", "r");
        }
        return chunk;
    }
}
