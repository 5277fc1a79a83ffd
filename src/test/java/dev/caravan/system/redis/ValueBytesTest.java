package dev.caravan.system.redis;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ValueBytesTest {
    private static final String LETTERS = "az09 \"\\/\b\t\n\f\r\u0000\u0001\u001f\u007f\u0080é\u2028€\uffff";

    private final ObjectMapper json = new ObjectMapper(JsonFactory.builder()
            .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
            .build());
    private final Random random = new Random(7);

    @Test
    void shouldWriteWhatAGeneralWriterWrites() throws Exception {
        for (int round = 0; round < 2000; round++) {
            Map<String, Object> value = new LinkedHashMap<>();
            value.put(text(), text());
            value.put("list" + text(), List.of(text(), List.of(), List.of(text(), Map.of("in", text())), 17));
            value.put("end", text().repeat(random.nextInt(40)));

            JsonBytes written = new JsonBytes();
            write(written, value);

            assertThat(written.toBytes()).isEqualTo(json.writeValueAsBytes(value));
            assertThat(written.size()).isEqualTo(written.toBytes().length);
        }
    }

    @Test
    void shouldWriteMomentsAsInstantsDo() {
        LongStream edges = LongStream.of(0, 1, 999, 1000, 86_399_999, 951_782_400_000L, 253_402_300_799_999L);
        LongStream more = LongStream.concat(
                LongStream.of(253_402_300_800_000L, Long.MAX_VALUE), random.longs(5000, 0, 253_402_300_800_000L));

        LongStream.concat(edges, more).forEach(millis -> assertThat(MomentBytes.of(millis))
                .asString(UTF_8)
                .isEqualTo(Instant.ofEpochMilli(millis).toString()));
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(12); length > 0; length--) {
            text.append(random.nextInt(9) == 0 ? "😀" : LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return text.toString();
    }

    private static void write(JsonBytes json, Object value) {
        if (value instanceof Map<?, ?> map) {
            json.begin('{');
            map.forEach((name, part) -> write(json.name(((String) name).getBytes(UTF_8)), part));
            json.end('}');
        } else if (value instanceof List<?> list) {
            json.begin('[');
            list.forEach(part -> write(json, part));
            json.end(']');
        } else if (value instanceof String text) {
            json.text(text.getBytes(UTF_8));
        } else {
            json.number(value.toString());
        }
    }
}
