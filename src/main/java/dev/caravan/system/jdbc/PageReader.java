package dev.caravan.system.jdbc;

import dev.caravan.model.Chunk;
import dev.caravan.model.Partition;
import dev.caravan.model.Position;
import dev.caravan.model.RejectCode;
import dev.caravan.model.RowBuffer;
import dev.caravan.model.RowRecords;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Reads one page of a partition. */
final class PageReader {
    /** A chunk ends early once its values have so many bytes. */
    private static final int PAGE_BYTES = 8 << 20;

    private final TableQuery query;
    private final Partition partition;
    private final CellReader cells;
    private final Map<Integer, String[]> rejects = new TreeMap<>();

    PageReader(TableQuery query, Partition partition) {
        this.query = query;
        this.partition = partition;
        this.cells = new CellReader(query.server().zeroDates());
    }

    Chunk read(Connection connection, Position from, int most) throws SQLException {
        KeyRange range = KeyRange.parse(partition.range());
        KeyToken after = KeyToken.parse(from.token());
        RowBuffer rows = new RowBuffer(query.names(), Math.min(most, 8192));
        boolean last;
        int asked = most == Integer.MAX_VALUE ? most : most + 1;
        try (PreparedStatement statement =
                        query.page(connection, after == null ? range.after() : after, range.upTo(), asked);
                ResultSet row = statement.executeQuery()) {
            last = fill(row, rows, most);
        }
        return chunk(from, rows, last);
    }

    /** True when nothing follows. */
    private boolean fill(ResultSet row, RowBuffer rows, int most) throws SQLException {
        List<JdbcColumn> columns = query.table().columns();
        long bytes = 0;
        while (row.next()) {
            if (rows.rows() == most || bytes > PAGE_BYTES) {
                return false;
            }
            int number = rows.rows();
            rows.beginRow(number);
            for (int column = 0; column < columns.size(); column++) {
                bytes += cells.copy(row, column + 1, columns.get(column).form(), rows);
                if (cells.noDate()) {
                    rejects.put(number, new String[] {
                        RejectCode.OUT_OF_RANGE.code(),
                        "column '" + columns.get(column).name()
                                + "' holds a date that does not exist; say 'zero-dates: \"null\"' of the system to leave"
                                + " such out"
                    });
                }
            }
            rows.endRow();
            if (query.guarded() && row.getBoolean(columns.size() + 1)) {
                rejects.put(number, new String[] {
                    RejectCode.RECORD_TOO_LARGE.code(),
                    "a value of it has more than " + query.server().longest()
                            + " bytes; raise 'max-record-bytes' of the system"
                });
            }
        }
        return true;
    }

    private Chunk chunk(Position from, RowBuffer rows, boolean last) {
        int count = rows.rows();
        int[] key = query.keyCells();
        String token =
                count == 0 ? from.token() : KeyToken.of(rows, count - 1, key).toString();
        RowRecords records = new RowRecords(partition.table(), rows, key, from.ordinal());
        Chunk chunk = new Chunk(partition, from, new Position(from.ordinal() + count, token), last, records);
        rejects.forEach((record, reject) -> chunk.reject(record, reject[0], "export", reject[1]));
        return chunk;
    }
}
