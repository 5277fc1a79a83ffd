package dev.caravan.system.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.model.ErrorCode;
import dev.caravan.model.Partition;
import dev.caravan.model.Position;
import dev.caravan.model.RowBuffers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.ProgressHandler;

class PageQueryTest {
    private static final String MANY =
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000) INSERT INTO t ";
    private static final int STEPS = 1000;

    @TempDir
    private Path folder;

    @Test
    void shouldGoToALatePageOfARangeWithoutGoingThroughTheEarlierOnes() throws Exception {
        make("CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT)", MANY + "SELECT i, 'v' FROM n");

        assertThat(steps("1..100000", "[99990]")).isLessThan(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " COLLATE NOCASE"})
    void shouldGoToALatePageOfAKeyOfSeveralColumns(String collation) throws Exception {
        make(
                "CREATE TABLE t (tenant TEXT" + collation
                        + ", n INTEGER, v TEXT, PRIMARY KEY (tenant, n)) WITHOUT ROWID",
                MANY + "SELECT 'one', i, 'v' FROM n");

        assertThat(steps("", "[\"one\",99990]")).isLessThan(2);
    }

    /** How many thousand steps SQLite's machine takes for a page of five rows behind a key. */
    private int steps(String range, String after) throws SQLException {
        SqliteFile file = SqliteFile.of(path(), ErrorCode.SOURCE_UNUSABLE);
        AtomicInteger steps = new AtomicInteger();
        try (Connection connection = file.reading()) {
            PageQuery query = new TableChoice("t", List.of(), List.of(), false, false).query(connection, file);
            PartitionReader reader = new PartitionReader(
                    connection, null, new Partition("t", "t", range, 100_000, -1), query, new RowBuffers(), () -> {});
            ProgressHandler.setHandler(connection, STEPS, counting(steps));
            assertThat(reader.read(new Position(99_990, after), 5).records().count())
                    .isEqualTo(5);
        }
        return steps.get();
    }

    private static ProgressHandler counting(AtomicInteger steps) {
        return new ProgressHandler() {
            @Override
            protected int progress() {
                steps.incrementAndGet();
                return 0;
            }
        };
    }

    private void make(String... statements) {
        new Sample(Path.of(path()), statements).close();
    }

    private String path() {
        return folder.resolve("v1.db").toString();
    }
}
