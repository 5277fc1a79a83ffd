package dev.caravan.system.chroma;

import static dev.caravan.model.Fate.IMPORTED;
import static dev.caravan.model.Fate.REJECTED;
import static dev.caravan.spi.Chunks.SCOPE;
import static dev.caravan.spi.Chunks.chunk;
import static dev.caravan.spi.Chunks.fates;
import static dev.caravan.spi.Chunks.rejects;
import static dev.caravan.spi.Chunks.row;
import static dev.caravan.spi.Chunks.rows;
import static dev.caravan.spi.Chunks.table;
import static dev.caravan.spi.Chunks.write;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.model.CellType;
import dev.caravan.model.Chunk;
import dev.caravan.model.Existing;
import dev.caravan.model.RowBuffer;
import dev.caravan.servers.ChromaServer;
import dev.caravan.spi.Chunks.Cell;
import dev.caravan.spi.Target;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the server would take and lose, or change without a word. */
@ExtendWith(ChromaServer.class)
class ValuesIT {
    private static final List<String> COLUMNS = List.of("id", "document", "metadata", "embedding");

    private Sample sample;
    private String thing;

    @BeforeEach
    void makeDatabase(ChromaServer.Running server) {
        sample = new Sample(server);
        thing = sample.collection("thing", "");
    }

    @Test
    void shouldReplaceMetadataAndNotMerge() throws Exception {
        sample.add(thing, "a", "old", "{\"stale\":1,\"kept\":\"old\"}", 1, 2);

        Chunk chunk = write(opened(Existing.REPLACE), chunk(record("a", "{\"kept\":\"new\"}", 3, 4)));

        assertThat(fates(chunk)).containsExactly(IMPORTED);
        JsonNode records = sample.records("thing");
        assertThat(records.at("/metadatas/0")).hasToString("{\"kept\":\"new\"}");
        assertThat(records.at("/embeddings/0")).hasToString("[3.0,4.0]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"n\":9223372036854775807} | {\"n\":9223372036854775807}",
                "{\"n\":-9223372036854775808} | {\"n\":-9223372036854775808}",
                "{\"x\":0.1,\"y\":1e300} | {\"x\":0.1,\"y\":1.0E300}",
                "{\"x\":1.0} | {\"x\":1.0}",
                "{\"t\":true,\"f\":false} | {\"f\":false,\"t\":true}",
                "{\"s\":\"\",\"u\":\"\\u0001ü😀\"} | {\"s\":\"\",\"u\":\"\\u0001ü😀\"}"
            })
    void shouldKeepMetadataExactly(String given, String stored) throws Exception {
        Chunk chunk = write(opened(Existing.REJECT), chunk(record("a", given, 1, 2)));

        assertThat(fates(chunk)).as(rejects(chunk).toString()).containsExactly(IMPORTED);
        assertThat(sorted(sample.records("thing").at("/metadatas/0"))).isEqualTo(stored.strip());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"x\":-0.0} | inexact_number",
                "{\"n\":9223372036854775808123} | inexact_number",
                "{\"n\":0.1234567890123456789} | inexact_number",
                "{\"chroma:document\":\"x\"} | not_allowed",
                "{\"deep\":{\"a\":1}} | bad_type",
                "{\"list\":[1]} | bad_type",
                "[1] | bad_type"
            })
    void shouldRejectMetadataThatWouldNotStay(String given, String code) throws Exception {
        Chunk chunk = write(opened(Existing.REJECT), chunk(record("a", given, 1, 2)));

        assertThat(rejects(chunk)).containsExactly("0 " + code);
        assertThat(sample.records("thing").path("ids")).isEmpty();
    }

    @Test
    void shouldRejectVectorsThatAreNone() throws Exception {
        RowBuffer all = new RowBuffer(COLUMNS, 6);
        add(all, "fine", Sample.bytes(1, 2));
        add(all, "nan", Sample.bytes(1, Float.NaN));
        add(all, "infinite", Sample.bytes(Float.POSITIVE_INFINITY, 1));
        add(all, "long", Sample.bytes(1, 2, 3));
        add(all, "none", null);
        add(all, "also fine", Sample.bytes(-0.0f, Float.MIN_VALUE));

        Chunk chunk = write(opened(Existing.REJECT), chunk(all));

        assertThat(fates(chunk)).containsExactly(IMPORTED, REJECTED, REJECTED, REJECTED, REJECTED, IMPORTED);
        assertThat(rejects(chunk))
                .containsExactly("1 nan_embedding", "2 nan_embedding", "3 dimension_mismatch", "4 missing_embedding");
        assertThat(sample.records("thing").path("ids")).hasToString("[\"fine\",\"also fine\"]");
    }

    @Test
    void shouldShowNoValueInAReason() throws Exception {
        Chunk chunk = write(opened(Existing.REJECT), chunk(record("a", "{\"deep\":{\"hidden\":\"secret\"}}", 1, 2)));

        assertThat(chunk.rejects().get(0).reason()).contains("deep").doesNotContain("secret");
    }

    private Target opened(Existing existing) {
        Target target = sample.target(sample.settings(), existing, table("thing", "id"));
        target.open(SCOPE);
        return target;
    }

    private static RowBuffer record(String id, String metadata, float... vector) {
        return rows("id,document,metadata,embedding", row(id, "text", json(metadata), vector(vector)));
    }

    private static Cell json(String text) {
        return new Cell(CellType.JSON, text.getBytes(StandardCharsets.UTF_8));
    }

    private static Cell vector(float... numbers) {
        return new Cell(CellType.VECTOR, Sample.bytes(numbers));
    }

    private static void add(RowBuffer rows, String id, byte[] vector) {
        rows.beginRow(rows.rows());
        rows.addText(id);
        rows.addNull();
        rows.addNull();
        if (vector == null) {
            rows.addNull();
        } else {
            rows.addBytes(CellType.VECTOR, vector);
        }
        rows.endRow();
    }

    private static String sorted(JsonNode metadata) throws Exception {
        ObjectMapper json = new ObjectMapper();
        return json.writeValueAsString(json.treeToValue(metadata, TreeMap.class));
    }
}
