package dev.caravan.transformer;

import static dev.caravan.transformer.Samples.apply;
import static dev.caravan.transformer.Samples.code;
import static dev.caravan.transformer.Samples.col;
import static dev.caravan.transformer.Samples.from;
import static dev.caravan.transformer.Samples.reject;
import static dev.caravan.transformer.Samples.row;
import static dev.caravan.transformer.Samples.table;
import static dev.caravan.transformer.Samples.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.caravan.model.ChildRows;
import dev.caravan.model.Chunk;
import dev.caravan.model.Fate;
import dev.caravan.model.RowBuffer;
import dev.caravan.model.TableShape;
import dev.caravan.model.Transform;
import dev.caravan.spi.Mapping;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChildMappingTest {
    private static final TableShape TURNS = table(
            "turns",
            "id TEXT",
            "conversation TEXT!",
            "number INTEGER!",
            "role TEXT",
            "utterance TEXT",
            "response TEXT");

    private final Mapping mapping =
            mapping(col("id").derived().build(), col("topic").first("topic").build());

    @Test
    void shouldNumberRowsFromOneAndGiveThemTheirParent() {
        Chunk chunk = apply(
                mapping(
                        col("id").first("id").build(),
                        col("topic").first("topic").build()),
                "{\"turns\":[{\"role\":\"user\",\"utterance\":\"hi\"},{\"utterance\":\"again\",\"response\":\"yes\"}],\"id\":\"c1\"}",
                "{\"id\":\"c2\"}",
                "{\"id\":\"c3\",\"turns\":[{}]}");

        RowBuffer turns = chunk.children().get(0).rows();
        assertThat(turns.columns()).containsExactly("conversation", "number", "id", "role", "utterance", "response");
        assertThat(chunk.children().get(0).numbers()).isEqualTo(1);
        assertThat(withoutId(turns))
                .containsExactly(
                        List.of("TEXT:c1", "INTEGER:1", "TEXT:user", "TEXT:hi", "NULL"),
                        List.of("TEXT:c1", "INTEGER:2", "TEXT:user", "TEXT:again", "TEXT:yes"),
                        List.of("TEXT:c3", "INTEGER:1", "TEXT:user", "NULL", "NULL"));
        assertThat(List.of(turns.record(0), turns.record(1), turns.record(2))).containsExactly(0, 0, 2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"turns\":[{\"utterance\":\"t\"}],\"messages\":[{\"utterance\":\"m\"}]}|TEXT:t",
                "{\"messages\":[{\"utterance\":\"m\"}],\"turns\":[{\"utterance\":\"t\"}]}|TEXT:t",
                "{\"turns\":null,\"messages\":[{\"utterance\":\"m\"}]}|TEXT:m",
                "{\"messages\":[{\"utterance\":\"m\"}]}|TEXT:m",
                "{\"data\":{\"log\":[{\"utterance\":\"l\"}]}}|TEXT:l",
                "{\"turns\":[],\"messages\":[{\"utterance\":\"m\"}]}|none",
                "{}|none"
            })
    void shouldTakeTheFirstArrayInTheOrderOfPreference(String record, String expected) {
        RowBuffer turns = apply(mapping, record).children().get(0).rows();

        assertThat(turns.rows() == 0 ? "none" : Samples.cell(turns, 0, 4)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"{}", "\"text\"", "7", "false"})
    void shouldRejectTheParentWhereNoArrayStands(String value) {
        Chunk chunk = apply(mapping, "{\"turns\":" + value + ",\"messages\":[{}]}");

        assertThat(code(chunk)).isEqualTo("bad_type");
        assertThat(reject(chunk).child()).isEmpty();
        assertThat(chunk.rows().rows()).isZero();
        assertThat(chunk.children().get(0).rows().rows()).isZero();
    }

    @Test
    void shouldRejectABadChildAloneAndKeepTheNumbersOfTheOthers() {
        Chunk chunk = apply(
                mapping,
                "{\"turns\":[{\"utterance\":\"a\"},{\"utterance\":5},7,null,[],{\"utterance\":\"\\ud800\"},{\"utterance\":\"g\"}]}");

        assertThat(chunk.rejects())
                .extracting("code", "child", "ordinal", "key")
                .containsExactly(
                        tuple("bad_type", "turns#2", 0L, "a/memories.json#0"),
                        tuple("not_an_object", "turns#3", 0L, "a/memories.json#0"),
                        tuple("not_an_object", "turns#4", 0L, "a/memories.json#0"),
                        tuple("not_an_object", "turns#5", 0L, "a/memories.json#0"),
                        tuple("lone_surrogate", "turns#6", 0L, "a/memories.json#0"));
        assertThat(chunk.fate(0)).isEqualTo(Fate.PENDING);
        assertThat(chunk.rows().rows()).isEqualTo(1);
        RowBuffer turns = chunk.children().get(0).rows();
        assertThat(turns.rows()).isEqualTo(2);
        assertThat(turns.longValue(1, 1)).isEqualTo(7);
        assertThat(Samples.cell(turns, 1, 4)).isEqualTo("TEXT:g");
    }

    @Test
    void shouldCountRejectedChildrenApart() {
        Chunk chunk = apply(mapping, "{\"turns\":[{\"utterance\":\"a\"},{\"utterance\":5}]}");
        chunk.settle(0, Fate.IMPORTED);

        assertThat(chunk.counts().imported()).isEqualTo(1);
        assertThat(chunk.childCounts(0).read()).isEqualTo(2);
        assertThat(chunk.childCounts(0).imported()).isEqualTo(1);
        assertThat(chunk.childCounts(0).rejected()).isEqualTo(1);
    }

    @Test
    void shouldTakeTheChildrenAlongWhenTheParentIsRejected() {
        Chunk chunk = apply(
                mapping,
                "{\"turns\":[{\"utterance\":\"a\"}],\"topic\":5}",
                "{\"turns\":[{\"utterance\":\"b\",\"utterance\":\"b\"}]}",
                "{\"turns\":[{\"utterance\":\"c\"}]}");

        assertThat(chunk.rejects())
                .extracting("code", "child")
                .containsExactly(tuple("bad_type", ""), tuple("duplicate_field", ""));
        RowBuffer turns = chunk.children().get(0).rows();
        assertThat(turns.rows()).isEqualTo(1);
        assertThat(Samples.cell(turns, 0, 4)).isEqualTo("TEXT:c");
        assertThat(turns.record(0)).isEqualTo(2);
    }

    @Test
    void shouldGiveMessagesToTheSideTheirRoleNames() {
        Chunk chunk = apply(
                mapping,
                "{\"messages\":[{\"role\":\"user\",\"content\":\"q\"},{\"content\":\"a\",\"role\":\"Assistant\"},{\"content\":\"?\"}]}");

        List<List<String>> turns = withoutId(chunk.children().get(0).rows());
        assertThat(turns.get(0).subList(3, 5)).containsExactly("TEXT:q", "NULL");
        assertThat(turns.get(1).subList(3, 5)).containsExactly("NULL", "TEXT:a");
        assertThat(turns.get(2).subList(3, 5)).containsExactly("NULL", "NULL");
    }

    @Test
    void shouldDeriveIdsOfParentAndChildren() {
        Chunk chunk = apply(mapping, "{}", "{\"turns\":[{},{}]}");

        ChildRows turns = chunk.children().get(0);
        DerivedIds ids = new DerivedIds("family", "memories");
        assertThat(turns.rows().bytes(1, 0)).isEqualTo(ids.ofRecord("a/memories.json#1"));
        assertThat(turns.rows().bytes(1, 0)).isEqualTo(chunk.rows().bytes(1, 0));
        assertThat(turns.rows().bytes(0, 2)).isEqualTo(ids.ofChild("turns", "a/memories.json#1", 1));
        assertThat(turns.rows().bytes(1, 2)).isEqualTo(ids.ofChild("turns", "a/memories.json#1", 2));
    }

    private static Mapping mapping(Transform.Column... columns) {
        Transform.Children children = new Transform.Children(
                "turns",
                List.of(from("turns"), from("messages"), from(".data.log")),
                "conversation",
                "number",
                List.of(
                        col("id").derived().build(),
                        col("role").first("role").otherwise("\"user\"").build(),
                        col("utterance")
                                .first(from("utterance"), when("content", "role", "user", "human"))
                                .build(),
                        col("response")
                                .first(from("response"), when("content", "role", "assistant", "bot"))
                                .build()));
        return Mappings.of(
                new Transform.Fields(List.of(columns), List.of(children)),
                Samples.context(table("conversations", "id TEXT", "topic TEXT"), TURNS));
    }

    private static List<List<String>> withoutId(RowBuffer rows) {
        List<List<String>> all = new ArrayList<>();
        for (int row = 0; row < rows.rows(); row++) {
            List<String> cells = new ArrayList<>(row(rows, row));
            cells.remove(2);
            all.add(cells);
        }
        return all;
    }
}
