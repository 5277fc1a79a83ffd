package dev.caravan.traffic.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.model.Mirror;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class AnswerComparisonTest {
    @Test
    void shouldAgreeOnTheSameFactsInAnotherForm() {
        assertThat(paths(all(), "{\"a\":1,\"b\":[1.50,null]}", "{ \"b\": [1.5, null], \"a\": 1.0 }"))
                .isEmpty();
    }

    @Test
    void shouldNameEachPathThatDiffersWithTheRecordBehindIt() {
        String v1 = "{\"items\":[{\"id\":7,\"price\":2},{\"id\":8,\"price\":3,\"odd key\":1}]}";
        String v2 = "{\"items\":[{\"id\":7,\"price\":2},{\"id\":8,\"price\":4}],\"more\":null}";

        List<Difference> found = differences(all(), v1, v2);

        assertThat(found)
                .extracting(Difference::path, Difference::record)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(".items[].price", "id 8"),
                        org.assertj.core.groups.Tuple.tuple(".items[].[\"odd key\"]", "id 8"),
                        org.assertj.core.groups.Tuple.tuple(".more", ""));
    }

    @Test
    void shouldTellTextFromNumberAndNullFromNothing() {
        assertThat(paths(all(), "{\"a\":1,\"b\":null}", "{\"a\":\"1\"}")).containsExactly(".a", ".b");
    }

    @Test
    void shouldLeaveIgnoredPathsOut() {
        Mirror.Compare how = new Mirror.Compare(
                List.of(".at", ".items[].seen", ".a.b"), List.of(), List.of(), Map.of(), List.of(), 0);

        assertThat(paths(
                        how,
                        "{\"at\":1,\"a\":\"text\",\"items\":[{\"seen\":1,\"n\":1}]}",
                        "{\"at\":2,\"a\":\"text\",\"items\":[{\"seen\":2,\"n\":2}]}"))
                .containsExactly(".items[].n");
    }

    @Test
    void shouldCompareChosenPathsAlone() {
        Mirror.Compare how = new Mirror.Compare(List.of(), List.of(".intent"), List.of(), Map.of(), List.of(), 0);

        assertThat(paths(how, "{\"intent\":\"on\",\"text\":\"a\"}", "{\"intent\":\"on\",\"text\":\"b\"}"))
                .isEmpty();
        assertThat(paths(how, "{\"intent\":\"on\"}", "{\"intent\":\"off\"}")).containsExactly(".intent");
        assertThat(paths(how, "{\"intent\":\"on\"}", "{}")).hasSize(1);
        assertThat(paths(how, "{\"intent\":\"on\"}", "gateway is gone")).hasSize(1);
    }

    @Test
    void shouldForgiveNumbersWithinTheirTolerance() {
        Mirror.Compare how = new Mirror.Compare(
                List.of(), List.of(), List.of(), Map.of(".t", "0.5", ".items[].p", "1%"), List.of(), 0);

        assertThat(paths(how, "{\"t\":20.0,\"items\":[{\"p\":100}]}", "{\"t\":20.5,\"items\":[{\"p\":101}]}"))
                .isEmpty();
        assertThat(paths(how, "{\"t\":20.0,\"items\":[{\"p\":100}]}", "{\"t\":20.6,\"items\":[{\"p\":101.5}]}"))
                .containsExactly(".t", ".items[].p");
    }

    @Test
    void shouldTakeListsInAnyOrderWhereTheFileSaysSo() {
        Mirror.Compare how =
                new Mirror.Compare(List.of(), List.of(), List.of(), Map.of(), List.of(".items", ".tags"), 0);
        String v1 = "{\"items\":[{\"id\":1,\"n\":1},{\"id\":2,\"n\":2}],\"tags\":[\"a\",\"b\",\"b\"],\"list\":[1,2]}";

        assertThat(
                        paths(
                                how,
                                v1,
                                "{\"items\":[{\"id\":2,\"n\":2},{\"id\":1,\"n\":1}],\"tags\":[\"b\",\"a\",\"b\"],\"list\":[1,2]}"))
                .isEmpty();
        assertThat(
                        differences(
                                how,
                                v1,
                                "{\"items\":[{\"id\":2,\"n\":9},{\"id\":1,\"n\":1}],\"tags\":[\"b\",\"a\",\"a\"],\"list\":[2,1]}"))
                .extracting(Difference::path)
                .containsExactly(".items[].n", ".tags[]", ".list[]", ".list[]");
    }

    @Test
    void shouldCompareStatusAndNamedHeaders() {
        AnswerComparison comparison = new AnswerComparison(
                new Mirror.Compare(List.of(), List.of(), List.of("Content-Language"), Map.of(), List.of(), 0), 1 << 20);
        Answer one = answer(200, Map.of("content-language", "de", "date", "1"), "{}");
        Answer other = answer(404, Map.of("date", "2"), "{}");

        assertThat(comparison.differences(one, other))
                .extracting(Difference::path)
                .containsExactly("status", "header content-language");
        assertThat(comparison.same(one, other)).isFalse();
    }

    @Test
    void shouldCompareWhatIsNoJsonByteByByteAndPackedBodiesUnpacked() throws IOException {
        AnswerComparison comparison = new AnswerComparison(Mirror.Compare.ALL, 1 << 20);
        Answer plain = answer(200, Map.of(), "{\"a\":1}");
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write("{\"a\": 1}".getBytes(StandardCharsets.UTF_8));
        }
        Answer zipped =
                new Answer(200, Map.of("content-encoding", "gzip"), packed.toByteArray(), packed.size(), false, 1);

        assertThat(comparison.differences(plain, zipped)).isEmpty();
        assertThat(paths(all(), "{ not json", "{ not json ")).containsExactly("body");
        assertThat(paths(all(), "{\"a\":1} more", "{\"a\":1} more")).isEmpty();
    }

    private static Mirror.Compare all() {
        return Mirror.Compare.ALL;
    }

    private static List<String> paths(Mirror.Compare how, String v1, String v2) {
        return differences(how, v1, v2).stream().map(Difference::path).toList();
    }

    private static List<Difference> differences(Mirror.Compare how, String v1, String v2) {
        return new AnswerComparison(how, 1 << 20).differences(answer(200, Map.of(), v1), answer(200, Map.of(), v2));
    }

    static Answer answer(int status, Map<String, String> headers, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return new Answer(status, headers, bytes, bytes.length, false, 1_000_000);
    }
}
