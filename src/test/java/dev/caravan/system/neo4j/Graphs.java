package dev.caravan.system.neo4j;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.caravan.model.SystemSettings;
import dev.caravan.servers.Neo4jServer;
import dev.caravan.spi.Chunks;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;

/** What the tests of graphs share. */
final class Graphs {
    private Graphs() {}

    static Neo4jSystem system() {
        return new Neo4jSystem(Clock.fixed(Chunks.NOW, ZoneOffset.UTC));
    }

    static SystemSettings settings(Neo4jServer.Running server) {
        return settings(server.url());
    }

    static SystemSettings settings(String url) {
        return new SystemSettings(
                "graph", "neo4j", url, List.of(), JsonNodeFactory.instance.objectNode(), "demo.yaml:3:5");
    }
}
