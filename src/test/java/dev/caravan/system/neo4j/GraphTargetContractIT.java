package dev.caravan.system.neo4j;

import dev.caravan.model.Existing;
import dev.caravan.model.Pipeline;
import dev.caravan.servers.Neo4jServer;
import dev.caravan.spi.SystemKind.TargetTable;
import dev.caravan.spi.Target;
import dev.caravan.spi.TransactionalTargetContract;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.ExtendWith;

/** A thing is a node. */
@ExtendWith(Neo4jServer.class)
class GraphTargetContractIT extends TransactionalTargetContract {
    private Neo4jServer.Running server;

    @BeforeEach
    void empty(Neo4jServer.Running running) {
        server = running;
        server.empty();
    }

    @Override
    protected Target target(Existing existing, TargetTable table) {
        Pipeline.Import into = new Pipeline.Import(Graphs.settings(server), table.table(), table.key(), existing);
        return Graphs.system().target(into, List.of(table));
    }

    @Override
    protected List<String> things() {
        return server.ask("MATCH (n:thing) RETURN n.id, n.name, n.size ORDER BY n.id");
    }
}
