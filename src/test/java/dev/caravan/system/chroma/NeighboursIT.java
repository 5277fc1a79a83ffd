package dev.caravan.system.chroma;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.SystemSettings;
import dev.caravan.servers.ChromaServer;
import dev.caravan.spi.NearestNeighbours;
import dev.caravan.spi.NearestNeighbours.Neighbour;
import java.time.Clock;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Caravan works out as the nearest, against what a real server finds in so few vectors that its index misses none. */
@ExtendWith(ChromaServer.class)
class NeighboursIT {
    private static final int VECTORS = 300;
    private static final int DIMENSION = 12;

    private final Random random = new Random(11);

    @ParameterizedTest
    @ValueSource(strings = {"cosine", "l2", "ip"})
    void shouldMeasureAsTheServerDoes(String space, ChromaServer.Running server) {
        String database = server.database();
        fill(server, database, space);
        try (NearestNeighbours neighbours = new ChromaSystem(Clock.systemUTC())
                .neighbours(settings(server, database))
                .orElseThrow()) {
            assertThat(neighbours.size("notes")).isEqualTo(new NearestNeighbours.Size(VECTORS, DIMENSION));
            List<float[]> queries = neighbours.draw(List.of("notes"), 7, new Random(5));
            assertThat(queries).hasSize(7).doesNotHaveDuplicates();

            List<List<Neighbour>> exact = neighbours.exact("notes", queries, 9);

            for (int query = 0; query < queries.size(); query++) {
                List<Neighbour> found = neighbours.search("notes", queries.get(query), 9);
                assertThat(exact.get(query))
                        .extracting(Neighbour::key)
                        .isEqualTo(found.stream().map(Neighbour::key).toList());
                for (int place = 0; place < 9; place++) {
                    assertThat(exact.get(query).get(place).distance())
                            .isCloseTo(found.get(place).distance(), within(1e-4));
                }
            }
        }
    }

    private void fill(ChromaServer.Running server, String database, String space) {
        String place = "/api/v2/tenants/default_tenant/databases/" + database + "/collections";
        JsonNode made = server.call(
                "POST", place, "{\"name\":\"notes\",\"configuration\":{\"hnsw\":{\"space\":\"" + space + "\"}}}");
        ObjectNode body = new ObjectMapper().createObjectNode();
        for (int number = 0; number < VECTORS; number++) {
            body.withArray("ids").add("n" + number);
            var vector = body.withArray("embeddings").addArray();
            for (int index = 0; index < DIMENSION; index++) {
                vector.add((float) random.nextGaussian());
            }
        }
        server.call("POST", place + "/" + made.path("id").asText() + "/add", body.toString());
    }

    private static SystemSettings settings(ChromaServer.Running server, String database) {
        return new SystemSettings(
                "notes",
                "chroma",
                server.url(),
                List.of(),
                JsonNodeFactory.instance.objectNode().put("database", database),
                "here");
    }
}
