package dev.caravan.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecordShapeTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"id\":\"secret\",\"n\":12345,\"x\":-1e400,\"ok\":true,\"no\":null}|{id: text(6), n: number, x: number, ok: boolean, no: null}",
                "{\"a\":[1,[2,3],{\"b\":4}],\"o\":{\"k\":{\"l\":1},\"m\":[5]}}|{a: array(3), o: object(2)}",
                "{\"t\":\"a😀b\"}|{t: text(3)}",
                "{\"naïve key\":1,\"a.b\":2}|{naïve key: number, a.b: number}",
                "{\"<script>\":1,\"\\u202ex\":2}|{(a name of 8 characters): number, (a name of 2 characters): number}",
                "{}|{}",
                "[1,2]|array(2)",
                "\"secret\"|text(6)",
                "7|number",
                "''|empty",
                "secret|not JSON, 6 characters",
                "{\"a\":1,\"b\":\"secr|{a: number, then no JSON}",
                "{\"a\":1,\"b\":[1,2 [cut: the first 16 of 99 bytes]|{a: number, then no JSON}",
                "{\"a\"|{then no JSON}"
            })
    void shouldShowFieldsWithoutValues(String record, String expected) {
        assertThat(RecordShape.of(record)).isEqualTo(expected);
    }

    @Test
    void shouldBound() {
        StringBuilder record = new StringBuilder("{");
        for (int field = 0; field < 1_000; field++) {
            record.append(field == 0 ? "" : ",").append("\"f").append(field).append("\":0");
        }

        assertThat(RecordShape.of(record + "}")).hasSizeLessThan(500).endsWith("f29: number, ...}");
        assertThat(RecordShape.of("{\"a\":" + "[".repeat(5_000))).isEqualTo("{then no JSON}");
        assertThat(RecordShape.of(null)).isEqualTo("not readable");
    }
}
