package dev.caravan.system.postgresql;

import dev.caravan.model.Chunk;
import dev.caravan.model.Partition;
import dev.caravan.model.Position;
import dev.caravan.model.RejectCode;
import dev.caravan.model.RowBuffer;
import dev.caravan.model.RowBuffers;
import dev.caravan.model.RowRecords;
import dev.caravan.relational.Sql;
import dev.caravan.system.postgresql.type.Codec;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Reads one partition with a connection of its own. The COPY goes on from chunk to chunk as long as each begins where the last
 * one ended. Used by one thread at a time.
 */
final class PartitionReader implements AutoCloseable {
    /** A chunk ends early once its values have so many bytes. */
    private static final int CHUNK_BYTES = 16 << 20;

    private final Connection connection;
    private final Partition partition;
    private final TableQuery query;
    private final RowBuffers buffers;
    private final List<Codec> codecs = new ArrayList<>();
    private final List<String> names;
    private CopyStream stream;
    private Position stands;

    PartitionReader(Connection connection, Partition partition, TableQuery query, RowBuffers buffers) {
        this.connection = connection;
        this.partition = partition;
        this.query = query;
        this.buffers = buffers;
        this.names = query.names();
        query.reads().forEach(read -> codecs.add(TableChoice.codec(read)));
        if (query.byPlace()) {
            codecs.add(new PlaceCodec(query.table().name()));
        }
    }

    /** False when another reader is needed: a COPY can only go on. */
    boolean canRead(Position from) {
        return stands == null || stands.equals(from);
    }

    Chunk read(Position from, int most) throws SQLException {
        if (stands == null) {
            begin(from);
        }
        RowBuffer rows = buffers.take(names, Math.min(most, 8192));
        BitSet tooLarge = new BitSet();
        long bytes = 0;
        while (rows.rows() < most && bytes < CHUNK_BYTES && stream.hasNext()) {
            int number = rows.rows();
            bytes += stream.nextLength();
            rows.beginRow(number);
            if (stream.next(rows)) {
                tooLarge.set(number);
            }
            rows.endRow();
        }
        return chunk(from, rows, tooLarge);
    }

    @Override
    public void close() {
        PostgresqlServer.closeQuietly(connection);
    }

    private void begin(Position from) throws SQLException {
        stream = query.byPlace()
                ? placed(from.token())
                : keyed(KeyToken.parse(from.token(), query.order().size()));
        stands = from;
    }

    private CopyStream keyed(KeyToken after) throws SQLException {
        KeyRange range = KeyRange.parse(partition.range(), query.order().size());
        return new CopyStream(connection, query.page(after == null ? range.after() : after, range.upTo()), codecs);
    }

    /** Sorted by the server, they would be copied once more there. */
    private CopyStream placed(String after) throws SQLException {
        Sql.run(connection, "SET LOCAL max_parallel_workers_per_gather = 0; SET LOCAL synchronize_seqscans = off");
        return new CopyStream(connection, query.behind(after), codecs);
    }

    private Chunk chunk(Position from, RowBuffer rows, BitSet tooLarge) {
        int count = rows.rows();
        String token = count == 0 ? from.token() : token(rows, count - 1);
        RowRecords records = new RowRecords(
                partition.table(),
                rows,
                query.keyCells(),
                from.ordinal(),
                query.reads().size());
        stands = new Position(from.ordinal() + count, token);
        Chunk chunk = new Chunk(partition, from, stands, !stream.hasNext(), records);
        for (int record = tooLarge.nextSetBit(0); record >= 0; record = tooLarge.nextSetBit(record + 1)) {
            chunk.reject(
                    record,
                    RejectCode.RECORD_TOO_LARGE.code(),
                    "export",
                    "a value of it has more than " + TableQuery.LONGEST_VALUE + " bytes");
        }
        return chunk;
    }

    private String token(RowBuffer rows, int row) {
        return query.byPlace()
                ? rows.text(row, query.orderCells()[0])
                : KeyToken.of(rows, row, query.orderCells()).toString();
    }
}
