package dev.caravan.system.neo4j;

import dev.caravan.model.TableShape;
import dev.caravan.model.TableShape.Accepts;
import dev.caravan.model.TableShape.Column;
import dev.caravan.spi.Catalogue;
import java.util.List;
import java.util.Optional;

/** What tables a graph has: one for every label and relationship that can be thought of. */
final class GraphCatalogue implements Catalogue {
    private final Neo4jServer server;
    private final String place;

    /**
     * A catalogue; nothing is opened.
     *
     * @param place of the system in its file, for mistakes
     */
    GraphCatalogue(Neo4jServer server, String place) {
        this.server = server;
        this.place = place;
    }

    @Override
    public Optional<TableShape> table(String name) {
        List<String> key = GraphTable.of(name, List.of(), place).key();
        List<Column> columns = key.stream()
                .map(column -> new Column(column, "", Accepts.ANY, true, false))
                .toList();
        return Optional.of(new TableShape(name, columns, key, true));
    }

    @Override
    public long count(String table) {
        return count(server, GraphTable.of(table, List.of(), place));
    }

    static long count(Neo4jServer server, GraphTable table) {
        return server.read(
                transaction -> transaction.run(table.count()).single().get(0).asLong());
    }

    @Override
    public void close() {
        server.close();
    }
}
