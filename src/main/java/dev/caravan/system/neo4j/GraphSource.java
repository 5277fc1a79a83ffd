package dev.caravan.system.neo4j;

import static java.util.Objects.requireNonNull;

import dev.caravan.model.Chunk;
import dev.caravan.model.Partition;
import dev.caravan.model.Position;
import dev.caravan.model.RowBuffer;
import dev.caravan.model.RowBuffers;
import dev.caravan.model.RowRecords;
import dev.caravan.spi.Source;
import java.util.List;
import java.util.Map;
import org.neo4j.driver.AccessMode;
import org.neo4j.driver.Record;
import org.neo4j.driver.Result;
import org.neo4j.driver.Session;
import org.neo4j.driver.exceptions.Neo4jException;

/** Reads the rows of one table of a graph, for verification: one query, whose answer comes as it is taken. */
final class GraphSource implements Source {
    private final Neo4jServer server;
    private final GraphTable table;
    private final List<String> columns;
    private final RowBuffers buffers = new RowBuffers();
    private Session session;
    private Result result;
    private long read;

    GraphSource(Neo4jServer server, GraphTable table, List<String> columns) {
        this.server = server;
        this.table = table;
        this.columns = List.copyOf(columns);
    }

    @Override
    public List<Partition> open() {
        return List.of(new Partition(table.name(), table.name(), "", GraphCatalogue.count(server, table), -1));
    }

    @Override
    public String identity(Partition partition) {
        throw new UnsupportedOperationException("a graph is not copied from, only looked at");
    }

    @Override
    public Chunk read(Partition partition, Position from, int most) {
        requireNonNull(from, "from is null");
        try {
            goTo(from.ordinal());
            RowBuffer rows = buffers.take(columns, most);
            while (rows.rows() < most && result.hasNext()) {
                add(rows, result.next());
            }
            read += rows.rows();
            int[] key = table.key().stream().mapToInt(columns::indexOf).toArray();
            RowRecords records = new RowRecords(table.name(), rows, key, from.ordinal());
            return new Chunk(partition, from, new Position(read, Long.toString(read)), !result.hasNext(), records);
        } catch (Neo4jException e) {
            throw Neo4jFailure.of(e, server.address());
        }
    }

    @Override
    public void done(Chunk chunk) {
        buffers.give(chunk);
    }

    @Override
    public void close() {
        end();
        server.close();
    }

    private void goTo(long ordinal) {
        if (result == null || read > ordinal) {
            end();
            session = server.session(AccessMode.READ);
            result = session.run(table.scan(columns), Map.of());
            read = 0;
        }
        for (; read < ordinal && result.hasNext(); read++) {
            result.next();
        }
    }

    private void end() {
        if (session != null) {
            session.close();
            session = null;
            result = null;
        }
    }

    private void add(RowBuffer rows, Record record) {
        rows.beginRow(rows.rows());
        for (int column = 0; column < columns.size(); column++) {
            GraphValues.add(rows, record.get(column));
        }
        rows.endRow();
    }
}
