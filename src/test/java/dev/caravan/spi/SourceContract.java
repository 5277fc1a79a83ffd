package dev.caravan.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.caravan.model.CaravanException;
import dev.caravan.model.CellType;
import dev.caravan.model.Chunk;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.JsonRecords;
import dev.caravan.model.Partition;
import dev.caravan.model.Position;
import dev.caravan.model.Records;
import dev.caravan.model.RowBuffer;
import dev.caravan.model.RowRecords;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link Source} promises. A kind extends it with a sample of at least two partitions, each of at least four
 * records, some of which may be rejected.
 */
public abstract class SourceContract {
    private final List<Source> sources = new ArrayList<>();

    /** A new source over the sample, not opened yet. */
    protected abstract Source source() throws Exception;

    /** The sample's partitions in order, each with what {@link #text} gives for its records. */
    protected abstract Map<String, List<String>> expected();

    /** Changes one record of the sample to another of the same length. */
    protected abstract void change(Partition partition) throws Exception;

    /** A record as text: a JSON record's bytes, or the values of a row, parted by {@code |}, vectors as hex; a reject's code. */
    protected static String text(Chunk chunk, int record) {
        if (!chunk.pending(record)) {
            long ordinal = chunk.records().ordinal(record);
            return chunk.rejects().stream()
                    .filter(reject -> reject.ordinal() == ordinal)
                    .findFirst()
                    .orElseThrow()
                    .code();
        }
        Records records = chunk.records();
        return records instanceof JsonRecords json ? json(json, record) : row(((RowRecords) records).rows(), record);
    }

    @AfterEach
    void closeAll() {
        sources.forEach(Source::close);
    }

    @Test
    void shouldGiveTheSamePartitionsInTheSameOrderAtEveryStart() throws Exception {
        List<Partition> first = made().open();

        List<Partition> second = made().open();

        assertThat(first)
                .isEqualTo(second)
                .extracting(Partition::id)
                .containsExactlyElementsOf(expected().keySet());
    }

    @Test
    void shouldGiveTheSameRecordsWhateverTheChunkSize() throws Exception {
        for (int most : new int[] {1, 2, 3, 1000}) {
            Source source = made();
            Map<String, List<String>> read = new LinkedHashMap<>();

            for (Partition partition : source.open()) {
                read.put(partition.id(), texts(chunks(source, partition, Position.START, most)));
            }

            assertThat(read).as("%d a chunk", most).isEqualTo(expected());
        }
    }

    @Test
    void shouldConnectChunksWithoutAGap() throws Exception {
        Source source = made();
        Partition partition = source.open().get(0);

        List<Chunk> chunks = chunks(source, partition, Position.START, 2);

        Position next = Position.START;
        for (Chunk chunk : chunks) {
            assertThat(chunk.partition()).isEqualTo(partition);
            assertThat(chunk.from()).isEqualTo(next);
            assertThat(chunk.records().count()).isBetween(chunk.last() ? 0 : 1, 2);
            for (int record = 0; record < chunk.records().count(); record++) {
                assertThat(chunk.records().ordinal(record)).isEqualTo(next.ordinal() + record);
            }
            assertThat(chunk.to().ordinal())
                    .isEqualTo(next.ordinal() + chunk.records().count());
            next = chunk.to();
        }
    }

    @Test
    void shouldGoOnFromEveryBorderInAnotherProcess() throws Exception {
        Source source = made();
        for (Partition partition : source.open()) {
            List<String> all = expected().get(partition.id());
            List<String> keys = keys(chunks(source, partition, Position.START, 1000));
            for (Chunk border : chunks(source, partition, Position.START, 1)) {
                Source other = made();
                other.open();

                List<Chunk> rest = chunks(other, partition, border.to(), 1000);

                int done = (int) border.to().ordinal();
                assertThat(texts(rest)).as("from %s", border.to()).isEqualTo(all.subList(done, all.size()));
                assertThat(keys(rest)).isEqualTo(keys.subList(done, all.size()));
            }
        }
    }

    @Test
    void shouldReadAgainWhatWasReadBefore() throws Exception {
        Source source = made();
        Partition partition = source.open().get(1);
        Chunk first = source.read(partition, Position.START, 2);
        Chunk second = source.read(partition, first.to(), 1);

        Chunk again = source.read(partition, first.to(), 1);
        Chunk fromStart = source.read(partition, Position.START, 2);

        assertThat(texts(List.of(again))).isEqualTo(texts(List.of(second)));
        assertThat(texts(List.of(fromStart))).isEqualTo(texts(List.of(first)));
        assertThat(again.to()).isEqualTo(second.to());
    }

    @Test
    void shouldHaveNothingBehindTheLastRecord() throws Exception {
        Source source = made();
        for (Partition partition : source.open()) {
            List<Chunk> chunks = chunks(source, partition, Position.START, 1000);

            Chunk behind = source.read(partition, chunks.get(chunks.size() - 1).to(), 1000);

            assertThat(behind.last()).isTrue();
            assertThat(behind.records().count()).isZero();
        }
    }

    @Test
    void shouldGiveKeysThatAreUniqueInThePipeline() throws Exception {
        Source source = made();
        List<String> keys = new ArrayList<>();

        for (Partition partition : source.open()) {
            keys.addAll(keys(chunks(source, partition, Position.START, 1000)));
        }

        assertThat(keys).doesNotHaveDuplicates();
    }

    @Test
    void shouldKeepItsIdentityUntilTheContentChanges() throws Exception {
        Source source = made();
        Partition partition = source.open().get(0);
        String identity = source.identity(partition);
        Source same = made();
        same.open();
        String sameIdentity = same.identity(partition);

        change(partition);

        Source changed = made();
        changed.open();
        assertThat(identity).isNotBlank().isEqualTo(sameIdentity);
        assertThat(changed.identity(partition)).isNotEqualTo(identity);
    }

    @Test
    void shouldKeepItsStampUntilTheContentChanges() throws Exception {
        Source source = made();
        Partition partition = source.open().get(0);
        String stamp = source.stamp(partition);
        Source same = made();
        same.open();

        assertThat(same.stamp(partition)).isEqualTo(stamp);
        if (!stamp.isEmpty()) {
            change(partition);
            Source changed = made();
            changed.open();
            assertThat(stamp).startsWith(Source.STAMP);
            assertThat(changed.stamp(partition)).startsWith(Source.STAMP).isNotEqualTo(stamp);
        }
    }

    /** A source may notice the change or read from a snapshot; it may not give some old and some new records. */
    @Test
    void shouldNotMixOldAndNewRecords() throws Exception {
        Source source = made();
        Partition partition = source.open().get(0);
        source.identity(partition);
        List<Chunk> read = new ArrayList<>(List.of(source.read(partition, Position.START, 1)));

        change(partition);

        try {
            read.addAll(chunks(source, partition, read.get(0).to(), 1));
            assertThat(texts(read)).isEqualTo(expected().get(partition.id()));
        } catch (CaravanException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.SOURCE_CHANGED);
        }
    }

    @Test
    void shouldBeReadByTwoThreadsAtOnce() throws Exception {
        Source source = made();
        List<Partition> partitions = source.open();
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            for (int round = 0; round < 20; round++) {
                Future<List<String>> first =
                        threads.submit(() -> texts(chunks(source, partitions.get(0), Position.START, 1)));
                Future<List<String>> second =
                        threads.submit(() -> texts(chunks(source, partitions.get(1), Position.START, 1)));

                assertThat(first.get(1, TimeUnit.MINUTES))
                        .isEqualTo(expected().get(partitions.get(0).id()));
                assertThat(second.get(1, TimeUnit.MINUTES))
                        .isEqualTo(expected().get(partitions.get(1).id()));
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void shouldCloseTwiceAndUnopened() throws Exception {
        Source source = made();
        source.read(source.open().get(0), Position.START, 1);

        assertThatCode(() -> {
                    source.close();
                    source.close();
                    source().close();
                })
                .doesNotThrowAnyException();
    }

    /** All chunks from a position on. */
    protected static List<Chunk> chunks(Source source, Partition partition, Position from, int most) {
        List<Chunk> chunks = new ArrayList<>();
        Position next = from;
        Chunk chunk;
        do {
            chunk = source.read(partition, next, most);
            chunks.add(chunk);
            next = chunk.to();
        } while (!chunk.last());
        return chunks;
    }

    /** The texts of all records of some chunks. */
    protected static List<String> texts(List<Chunk> chunks) {
        List<String> texts = new ArrayList<>();
        for (Chunk chunk : chunks) {
            for (int record = 0; record < chunk.records().count(); record++) {
                texts.add(text(chunk, record));
            }
        }
        return texts;
    }

    private Source made() throws Exception {
        Source source = source();
        sources.add(source);
        return source;
    }

    private static List<String> keys(List<Chunk> chunks) {
        List<String> keys = new ArrayList<>();
        for (Chunk chunk : chunks) {
            for (int record = 0; record < chunk.records().count(); record++) {
                keys.add(chunk.records().key(record));
            }
        }
        return keys;
    }

    private static String json(JsonRecords records, int record) {
        return new String(records.bytes(), records.offset(record), records.length(record), StandardCharsets.UTF_8);
    }

    private static String row(RowBuffer rows, int row) {
        List<String> values = new ArrayList<>();
        for (int column = 0; column < rows.columns().size(); column++) {
            CellType type = rows.type(row, column);
            boolean hex = type == CellType.VECTOR;
            String text = hex ? HexFormat.of().formatHex(rows.bytes(row, column)) : rows.text(row, column);
            values.add(type == CellType.NULL ? "null" : text);
        }
        return String.join("|", values);
    }
}
