package dev.caravan.system.neo4j;

import static dev.caravan.model.Fate.IMPORTED;
import static dev.caravan.model.Fate.REJECTED;
import static dev.caravan.spi.Chunks.SCOPE;
import static dev.caravan.spi.Chunks.fates;
import static dev.caravan.spi.Chunks.rejects;
import static dev.caravan.spi.Chunks.row;
import static dev.caravan.spi.Chunks.rows;
import static dev.caravan.spi.Chunks.write;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.model.CaravanException;
import dev.caravan.model.CellType;
import dev.caravan.model.Chunk;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Existing;
import dev.caravan.model.Partition;
import dev.caravan.model.Pipeline;
import dev.caravan.model.Position;
import dev.caravan.model.RowBuffer;
import dev.caravan.model.RowRecords;
import dev.caravan.model.SystemSettings;
import dev.caravan.servers.Neo4jServer;
import dev.caravan.spi.Catalogue;
import dev.caravan.spi.Chunks;
import dev.caravan.spi.Source;
import dev.caravan.spi.SystemKind.TargetTable;
import dev.caravan.spi.Target;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Neo4jServer.class)
class GraphTargetIT {
    private static final String MENTIONS = "(:Capture {id: capture_id})-[:MENTIONS]->(:Concept {id: concept_id})";
    private static final String ALL =
            "MATCH (a:Capture)-[r:MENTIONS]->(b:Concept) RETURN a.id, b.id, r.weight ORDER BY a.id, b.id";

    private final List<AutoCloseable> open = new ArrayList<>();
    private Neo4jServer.Running server;

    @BeforeEach
    void empty(Neo4jServer.Running running) {
        server = running;
        server.empty();
        server.ask("CREATE (:Capture {id: 1}), (:Capture {id: 2}), (:Concept {id: 'tea'}), (:Concept {id: 'milk'})");
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : open) {
            one.close();
        }
    }

    @Test
    void shouldWriteRelationshipsBetweenNodesThatAreThere() {
        server.ask(
                "MATCH (a:Capture {id: 2}), (b:Concept {id: 'tea'}) CREATE (a)-[:MENTIONS {weight: 0.5, seen: 'v2'}]->(b)");

        Chunk chunk = write(
                opened(MENTIONS, Existing.REJECT),
                Chunks.chunk(rows(
                        "capture_id,concept_id,weight",
                        row(1, "tea", 0.25),
                        row(1, "milk", null),
                        row(2, "tea", 0.5),
                        row(3, "tea", 1.0),
                        row(2, "coffee", 1.0),
                        row(1, "tea", 0.75))));

        assertThat(rejects(chunk))
                .containsExactly("3 constraint_violation", "4 constraint_violation", "5 duplicate_key");
        assertThat(chunk.counts().skipped()).isEqualTo(1);
        assertThat(chunk.rejects().get(0).reason()).contains("not in the graph", "capture_id, concept_id");
        assertThat(server.ask(ALL)).containsExactly("1|milk|null", "1|tea|0.25", "2|tea|0.5");
        assertThat(server.ask("MATCH (n) WHERE n:Capture OR n:Concept RETURN count(n)"))
                .containsExactly("4");
    }

    @Test
    void shouldReplaceKeepAndMendRelationships() {
        server.ask("MATCH (a:Capture {id: 1}), (b:Concept) CREATE (a)-[:MENTIONS {weight: 0.5, seen: 'v2'}]->(b)");
        RowBuffer other = rows("capture_id,concept_id,weight", row(1, "tea", 0.25));

        Chunk kept = write(opened(MENTIONS, Existing.KEEP), Chunks.chunk(other));
        assertThat(kept.kept()).hasSize(1);
        assertThat(server.ask(ALL)).containsExactly("1|milk|0.5", "1|tea|0.5");
        Target target = opened(MENTIONS, Existing.REPLACE);
        write(target, Chunks.chunk(other));
        assertThat(server.ask(ALL)).containsExactly("1|milk|0.5", "1|tea|0.25");
        assertThat(server.ask("MATCH ()-[r:MENTIONS]->(:Concept {id: 'tea'}) RETURN r.seen"))
                .containsExactly("v2");

        server.ask("MATCH (a:Capture {id: 1}), (b:Concept {id: 'milk'}) CREATE (a)-[:MENTIONS {weight: 0.5}]->(b)");
        target.deleteSurplus(MENTIONS, rows("capture_id,concept_id", row(1, "milk")));
        target.repair(MENTIONS, rows("capture_id,concept_id,weight", row(1, "milk", 0.5), row(2, "tea", 0.5)));
        assertThat(server.ask(ALL)).containsExactly("1|milk|0.5", "1|tea|0.25", "2|tea|0.5");
        target.delete(MENTIONS, rows("capture_id,concept_id", row(2, "tea")));
        assertThat(server.ask(ALL)).containsExactly("1|milk|0.5", "1|tea|0.25");
    }

    @Test
    void shouldGiveBackEveryValueAsItWas() {
        RowBuffer rows = rows(
                "id,truth,whole,real,tiny,text,bytes,json,decimal,none",
                row(
                        "a",
                        true,
                        Long.MIN_VALUE,
                        Math.PI,
                        -0.0,
                        "na\u00efve \u0000 \"quoted\" \ud83d\ude80\n",
                        new Chunks.Cell(CellType.BLOB, new byte[] {0, -1, 2}),
                        new Chunks.Cell(CellType.JSON, "{\"b\": 1}".getBytes(UTF_8)),
                        new Chunks.Cell(CellType.DECIMAL, "12345678901234567890.10".getBytes(UTF_8)),
                        null));
        write(opened("Odd `label`", Existing.REJECT, "id"), Chunks.chunk(rows));

        TargetTable table = new TargetTable("Odd `label`", List.of("id"));
        RowBuffer stored = Graphs.system().storedForm(settings(), table).of(rows);
        RowBuffer found = scan("Odd `label`", rows.columns(), List.of("id"), 10).get(0);

        assertThat(found.rows()).isEqualTo(1);
        for (int column = 0; column < rows.columns().size(); column++) {
            String name = rows.columns().get(column);
            assertThat(found.type(0, column)).as(name).isEqualTo(stored.type(0, column));
            assertThat(found.text(0, column)).as(name).isEqualTo(stored.text(0, column));
        }
        Chunk again = write(opened("Odd `label`", Existing.REJECT, "id"), Chunks.chunk(rows));
        assertThat(again.counts().skipped()).isEqualTo(1);
    }

    @Test
    void shouldReadByKeyAndGoOnAnywhere() {
        server.ask(
                "UNWIND range(1, 25) AS i MATCH (b:Concept {id: 'tea'}) CREATE (:Capture {id: i + 10})-[:MENTIONS {weight: i / 2.0}]->(b)");

        List<RowBuffer> parts =
                scan(MENTIONS, List.of("concept_id", "weight", "capture_id"), List.of("capture_id", "concept_id"), 10);

        assertThat(parts).extracting(RowBuffer::rows).containsExactly(10, 10, 5);
        assertThat(parts.get(2).text(0, 2)).isEqualTo("31");
        assertThat(parts.get(2).text(0, 1)).isEqualTo("10.5");
        try (Source source = Graphs.system()
                        .scan(
                                settings(),
                                MENTIONS,
                                List.of("capture_id", "concept_id"),
                                List.of("capture_id", "concept_id"));
                Catalogue catalogue = Graphs.system().catalogue(settings())) {
            Partition partition = source.open().get(0);
            Chunk late = source.read(partition, new Position(20, "20"), 10);
            assertThat(late.last()).isTrue();
            assertThat(((RowRecords) late.records()).rows().text(0, 0)).isEqualTo("31");
            Chunk early = source.read(partition, Position.START, 3);
            assertThat(((RowRecords) early.records()).rows().text(0, 0)).isEqualTo("11");
            assertThat(catalogue.count(MENTIONS)).isEqualTo(25);
            assertThat(catalogue.count("Capture")).isEqualTo(27);
        }
    }

    @Test
    void shouldRejectAloneWhatTheGraphRefuses() {
        Target target = opened("Capture", Existing.REJECT, "id");
        String tooLong = "k".repeat(100_000);

        Chunk chunk = write(
                target,
                Chunks.chunk(rows(
                        "id,name",
                        row(10, "a"),
                        row(tooLong, "b"),
                        row(11, "c"),
                        row(new Chunks.Cell(CellType.BLOB, new byte[3]), "d"),
                        row(12, new Chunks.Cell(CellType.VECTOR, new byte[8])))));

        assertThat(fates(chunk)).containsExactly(IMPORTED, REJECTED, IMPORTED, REJECTED, REJECTED);
        assertThat(rejects(chunk)).containsExactlyInAnyOrder("1 constraint_violation", "3 bad_type", "4 bad_type");
        assertThat(chunk.rejects())
                .allSatisfy(reject -> assertThat(reject.reason()).doesNotContain("kkk"));
        assertThat(server.ask("MATCH (n:Capture) WHERE n.id > 9 RETURN n.id, n.name ORDER BY n.id"))
                .containsExactly("10|a", "11|c");
    }

    @Test
    void shouldRejectAloneAChangeThatAnotherConstraintRefuses() {
        server.ask("CREATE CONSTRAINT FOR (n:Concept) REQUIRE n.name IS UNIQUE");
        server.ask("MATCH (n:Concept {id: 'tea'}) SET n.name = 'taken'");

        Chunk chunk = write(
                opened("Concept", Existing.REPLACE, "id"),
                Chunks.chunk(rows("id,name", row("milk", "taken"), row("tea", "taken"), row("oat", "other"))));

        assertThat(rejects(chunk)).containsExactly("0 constraint_violation");
        assertThat(server.ask("MATCH (n:Concept) RETURN n.id, n.name ORDER BY n.id"))
                .containsExactly("milk|null", "oat|other", "tea|taken");
    }

    @Test
    void shouldNotTakeAwayANodeThatOthersLeadTo() {
        server.ask("MATCH (a:Capture {id: 1}), (b:Concept {id: 'tea'}) CREATE (a)-[:MENTIONS]->(b)");
        Target target = opened("Concept", Existing.REJECT, "id");

        assertThatThrownBy(() -> target.delete("Concept", rows("id", row("tea"), row("milk"))))
                .isInstanceOf(CaravanException.class)
                .hasMessageContaining("has still relationships");
        assertThat(server.ask("MATCH (n:Concept) RETURN count(n)")).containsExactly("2");
    }

    @Test
    void shouldSayWhatIsWrongWithTheServer() throws Exception {
        assertThatThrownBy(() -> target(Graphs.settings("http://127.0.0.1:7474"), "Capture", Existing.REJECT, "id"))
                .hasMessageContaining("neo4j://HOST:PORT/DATABASE");
        assertThatThrownBy(() -> target(settings(), "(:A)-[:B]->(:C)", Existing.REJECT))
                .hasMessageContaining("neither a label nor a relationship");
        assertThatThrownBy(() -> target(Graphs.settings("bolt://127.0.0.1:1"), "Capture", Existing.REJECT, "id")
                        .open(SCOPE))
                .hasMessageContaining("nothing answers there");
        try (Neo4jServer.Running guarded = Neo4jServer.guarded()) {
            String url = guarded.url().replace("//", "//neo4j:secret@");
            assertThatThrownBy(() -> target(Graphs.settings(url), "Capture", Existing.REJECT, "id")
                            .open(SCOPE))
                    .isInstanceOfSatisfying(CaravanException.class, failure -> assertThat(failure.code())
                            .isEqualTo(ErrorCode.TARGET_UNUSABLE))
                    .hasMessageContaining("refuses this user or password")
                    .hasMessageNotContaining("secret");
        }
        server.ask("CREATE (:Twice {id: 1}), (:Twice {id: 1})");
        assertThatThrownBy(() -> opened("Twice", Existing.REJECT, "id")).hasMessageContaining("twice");
    }

    @Test
    void shouldGoOnAfterTheServerWasGone() throws Exception {
        Target target = opened("Capture", Existing.REJECT, "id");
        write(target, Chunks.chunk(rows("id", row(10))));
        server.kill();
        Chunk chunk = Chunks.chunk(rows("id", row(11), row(12)));
        assertThatThrownBy(() -> write(target, chunk))
                .isInstanceOfSatisfying(CaravanException.class, failure -> assertThat(failure.code())
                        .as("worth another try")
                        .isEqualTo(ErrorCode.IO_FAILED));

        server.start();
        Chunk again = write(target, Chunks.chunk(rows("id", row(11), row(12))));

        assertThat(fates(again)).containsExactly(IMPORTED, IMPORTED);
        assertThat(server.ask("MATCH (n:Capture) WHERE n.id > 9 RETURN n.id ORDER BY n.id"))
                .containsExactly("10", "11", "12");
    }

    private List<RowBuffer> scan(String table, List<String> columns, List<String> key, int most) {
        List<RowBuffer> parts = new ArrayList<>();
        try (Source source = Graphs.system().scan(settings(), table, columns, key)) {
            Partition partition = source.open().get(0);
            Position from = Position.START;
            Chunk chunk;
            do {
                chunk = source.read(partition, from, most);
                parts.add(((RowRecords) chunk.records()).rows());
                from = chunk.to();
            } while (!chunk.last());
        }
        return parts;
    }

    private Target opened(String table, Existing existing, String... key) {
        Target target = target(settings(), table, existing, key);
        target.open(SCOPE);
        return target;
    }

    private Target target(SystemSettings settings, String table, Existing existing, String... key) {
        Pipeline.Import into = new Pipeline.Import(settings, table, List.of(key), existing);
        Target target = Graphs.system()
                .target(into, List.of(new TargetTable(table, Graphs.system().key(into))));
        open.add(target);
        return target;
    }

    private SystemSettings settings() {
        return Graphs.settings(server);
    }
}
