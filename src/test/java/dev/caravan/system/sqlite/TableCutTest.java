package dev.caravan.system.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.caravan.model.Partition;
import dev.caravan.relational.Sql;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TableCutTest {
    private static final int ROWS = 250_000;

    @TempDir
    Path folder;

    @Test
    void shouldCutByArithmeticWhereFewRowidsAreMissing() throws SQLException {
        try (Connection connection = table("i * 10 / 9")) {
            List<Partition> partitions = cut(connection, false);

            assertThat(partitions).hasSize(5);
            assertThat(partitions).extracting(Partition::range).startsWith("1..55556", "55557..111112");
            assertThat(inRanges(connection, partitions)).isEqualTo(ROWS);
            assertThat(records(partitions)).isCloseTo(ROWS, within(ROWS / 50L));
        }
    }

    @Test
    void shouldCountWhereARangeOfRowidsIsMissing() throws SQLException {
        try (Connection connection = table("CASE WHEN i > 20000 THEN i + 1000000 ELSE i END")) {
            List<Partition> partitions = cut(connection, false);

            assertThat(partitions).extracting(Partition::records).containsOnly(ROWS / 5L);
            assertThat(inRanges(connection, partitions.subList(0, 1))).isEqualTo(ROWS / 5L);
            assertThat(inRanges(connection, partitions)).isEqualTo(ROWS);
        }
    }

    @Test
    void shouldReachTheHighestRowidsThereAre() throws SQLException {
        try (Connection connection = table("9223372036854775807 - " + ROWS + " + i")) {
            List<Partition> partitions = cut(connection, false);

            assertThat(inRanges(connection, partitions)).isEqualTo(ROWS);
            assertThat(partitions).extracting(Partition::records).containsOnly(ROWS / 5L);
        }
    }

    @Test
    void shouldTellTheRecordsOfALargeTableThatStaysWhole() throws SQLException {
        try (Connection connection = table("i")) {
            assertThat(cut(connection, true)).containsExactly(new Partition("t", "t", "", ROWS, -1));
        }
    }

    private Connection table(String rowid) throws SQLException {
        Sample sample = new Sample(folder.resolve("data.db"));
        sample.run(
                "CREATE TABLE t (id INTEGER PRIMARY KEY)",
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + ROWS
                        + ") INSERT INTO t SELECT " + rowid + " FROM n");
        return sample.connect();
    }

    private static List<Partition> cut(Connection connection, boolean whole) throws SQLException {
        SqliteTable table = new TableReader(connection).table("t").orElseThrow();
        List<String> id = List.of("id");
        return new TableCut(connection, new PageQuery(table, id, id, List.of("BINARY"), id), whole).partitions();
    }

    private static long records(List<Partition> partitions) {
        return partitions.stream().mapToLong(Partition::records).sum();
    }

    private static long inRanges(Connection connection, List<Partition> partitions) throws SQLException {
        long rows = 0;
        for (Partition partition : partitions) {
            String[] ends = partition.range().split("\\.\\.");
            rows += Sql.one(
                    connection,
                    "SELECT count(*) FROM t WHERE id BETWEEN ? AND ?",
                    Long.valueOf(ends[0]),
                    Long.valueOf(ends[1]));
        }
        return rows;
    }
}
