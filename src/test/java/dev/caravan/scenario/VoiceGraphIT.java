package dev.caravan.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.servers.ChromaServer;
import dev.caravan.servers.Neo4jServer;
import dev.caravan.servers.PostgresServer;
import dev.caravan.servers.RedisServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The shipped migration of the voice agent where a graph is given: captures and concepts are there just as in PostgreSQL. */
@ExtendWith({ChromaServer.class, Neo4jServer.class, PostgresServer.class, RedisServer.class})
class VoiceGraphIT {
    private static final Path HOME =
            Path.of(System.getProperty("caravan.home", "")).toAbsolutePath();
    private static final String CAPTURES = "MATCH (c:Capture) RETURN c.id, c.session_id ORDER BY c.id";
    private static final String CONCEPTS = "MATCH (c:Concept) RETURN c.id, c.name ORDER BY c.id";
    private static final String LINKS =
            "MATCH (a:Capture)-[m:MENTIONS]->(c:Concept) RETURN a.id, c.id, m.weight ORDER BY a.id, c.id";

    @TempDir
    private Path folder;

    private Neo4jServer.Running graph;
    private Launched caravan;
    private List<String> settings;
    private String pg;

    @BeforeEach
    void open(
            ChromaServer.Running chroma,
            Neo4jServer.Running running,
            PostgresServer.Running postgres,
            RedisServer.Running redis)
            throws SQLException {
        graph = running;
        graph.empty();
        caravan = new Launched(folder);
        pg = postgres.database();
        settings = List.of(
                "v1.db=" + folder.resolve("v1.db"),
                "sessions.url=" + redis.url(redis.database()),
                "pg.url=" + pg,
                "vectors.url=" + chroma.url(),
                "vectors.database=" + chroma.database(),
                "embedding.model=all-minilm-l6-v2-q",
                "graph.url=" + graph.url());
        makeV1(300);
    }

    @Test
    void shouldCarryCapturesAndConceptsIntoTheGraphAfterAKill() throws Exception {
        assertThat(caravan.run(words("plan"))).as(caravan.said()).isZero();
        Launched killed = caravan.with("CARAVAN_TEST_KILL_AT", "after-targets:2")
                .with("JAVA_TOOL_OPTIONS", "-Dcaravan.test=true");
        assertThat(killed.run(words("run", "--only", "data", "-q", "--batch-size", "50")))
                .isEqualTo(137);

        assertThat(caravan.run(words("run", "--only", "data", "-q", "--batch-size", "50")))
                .as(caravan.said())
                .isZero();

        assertAsInPostgresql();
        assertThat(graph.ask("MATCH (c:Capture) RETURN count(c)")).containsExactly("300");
    }

    @Test
    void shouldFindAndMendWhatSomebodyHasChangedInTheGraph() throws Exception {
        assertThat(caravan.run(words("run", "--only", "data", "-q")))
                .as(caravan.said())
                .isZero();
        graph.ask("MATCH (c:Capture {id: 7}) SET c.session_id = 'other'");
        graph.ask("MATCH (:Capture {id: 8})-[m:MENTIONS]->() DELETE m");
        graph.ask("MATCH (:Capture {id: 9})-[m:MENTIONS]->() SET m.weight = 9.0");
        graph.ask(
                "MATCH (a:Capture {id: 10}), (c:Concept) WITH a, c LIMIT 1 CREATE (a)-[:MENTIONS {weight: 0.5}]->(c)");

        assertThat(caravan.run(words("verify"))).as(caravan.said()).isEqualTo(4);
        assertThat(caravan.said()).contains("graph.Capture", "MENTIONS");
        assertThat(caravan.run(words("verify", "--repair", "--delete-extra")))
                .as(caravan.said())
                .isZero();

        assertAsInPostgresql();
        assertThat(caravan.run(words("verify"))).as(caravan.said()).isZero();
    }

    private void assertAsInPostgresql() throws SQLException {
        assertThat(graph.ask(CAPTURES)).isEqualTo(query("SELECT id, session_id FROM captures ORDER BY id"));
        assertThat(graph.ask(CONCEPTS)).isNotEmpty().isEqualTo(query("SELECT id, name FROM concepts ORDER BY id"));
        assertThat(graph.ask(LINKS))
                .isNotEmpty()
                .isEqualTo(query("SELECT capture_id, concept_id, weight FROM capture_concepts ORDER BY 1, 2"));
    }

    private List<String> words(String verb, String... more) {
        List<String> words = new ArrayList<>(
                List.of(verb, HOME.resolve("config/migrations/voice-agent.yaml").toString()));
        words.addAll(List.of(more));
        settings.forEach(setting -> words.addAll(List.of("--set", setting)));
        return words;
    }

    private void makeV1(int count) throws SQLException {
        try (Connection v1 = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("v1.db"));
                Statement statement = v1.createStatement()) {
            statement.execute("CREATE TABLE captures (id INTEGER PRIMARY KEY AUTOINCREMENT, session_id TEXT NOT NULL,"
                    + " timestamp DATETIME DEFAULT CURRENT_TIMESTAMP, user_text TEXT NOT NULL, agent_text TEXT NOT NULL,"
                    + " metadata TEXT)");
            try (PreparedStatement insert = v1.prepareStatement(
                    "INSERT INTO captures (session_id, timestamp, user_text, agent_text) VALUES (?, ?, ?, ?)")) {
                String[] subjects = {"the neural network", "the bread oven", "a train ticket", "the herb garden"};
                for (int capture = 0; capture < count; capture++) {
                    insert.setString(1, "s" + capture % 9);
                    insert.setString(2, String.format("2025-11-01 08:%02d:00", capture % 60));
                    insert.setString(3, "What about " + subjects[capture % 4] + "?");
                    insert.setString(4, "We spoke of " + subjects[capture % 4] + " and " + subjects[capture % 3] + ".");
                    insert.executeUpdate();
                }
            }
        }
    }

    private List<String> query(String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(pg);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                List<String> cells = new ArrayList<>();
                for (int column = 1; column <= result.getMetaData().getColumnCount(); column++) {
                    cells.add(String.valueOf(result.getObject(column)));
                }
                rows.add(String.join("|", cells));
            }
        }
        return rows;
    }
}
