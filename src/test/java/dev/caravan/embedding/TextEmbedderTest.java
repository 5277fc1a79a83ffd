package dev.caravan.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The real models: what they say is near must be near, and the same text must give the same numbers however it comes. */
class TextEmbedderTest {
    private static final TextEmbedder QUANTISED = new TextEmbedder("all-minilm-l6-v2-q", "m.yaml:1:1", 2);

    @AfterAll
    static void close() {
        QUANTISED.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"all-minilm-l6-v2", "all-minilm-l6-v2-q"})
    void shouldKnowWhichTextsSpeakOfTheSame(String model) {
        List<String> texts =
                List.of("I am learning about neural networks", "Studying machine learning", "The bread is in the oven");
        try (TextEmbedder embedder = new TextEmbedder(model, "m.yaml:1:1", 2)) {
            List<byte[]> vectors = embedder.embed(texts);

            assertThat(vectors).allSatisfy(vector -> assertThat(vector).hasSize(384 * 4));
            assertThat(cosine(vectors.get(0), vectors.get(0))).isEqualTo(1, within(1e-6));
            assertThat(cosine(vectors.get(0), vectors.get(1))).isGreaterThan(0.4);
            assertThat(cosine(vectors.get(0), vectors.get(2))).isLessThan(0.2);
        }
    }

    @Test
    void shouldGiveEachTextTheSameNumbersWhateverItsCompany() {
        String text = "a capture that is embedded again after a crash";
        List<String> crowd = new ArrayList<>();
        for (int number = 0; number < 40; number++) {
            crowd.add("text " + number + " of another length ".repeat(number % 5));
        }
        crowd.set(17, text);

        byte[] alone = QUANTISED.embed(List.of(text)).get(0);
        byte[] among = QUANTISED.embed(crowd).get(17);

        assertThat(among).isEqualTo(alone);
    }

    @Test
    void shouldReadNoFurtherThanTheModelAndCountThat() {
        long before = QUANTISED.cut();
        String beginning = "word ".repeat(254);

        byte[] whole = QUANTISED.embed(List.of(beginning.strip())).get(0);
        assertThat(QUANTISED.cut()).as("254 words and two marks are 256 tokens").isEqualTo(before);
        byte[] longer =
                QUANTISED.embed(List.of(beginning + "and something else")).get(0);

        assertThat(longer).isEqualTo(whole);
        assertThat(QUANTISED.cut()).isEqualTo(before + 1);
    }

    @Test
    void shouldTakeTextsOfAnyKind() {
        List<byte[]> vectors = QUANTISED.embed(List.of("ü 漢字 \uD83D\uDE80", "\u0001", "x".repeat(100_000)));

        assertThat(vectors).allSatisfy(vector -> {
            for (float number : floats(vector)) {
                assertThat(number).isFinite();
            }
        });
    }

    @Test
    void shouldNameTheModelsThereAre() {
        assertThatThrownBy(() -> new TextEmbedder("gpt-9", "m.yaml:7:3"))
                .isInstanceOfSatisfying(CaravanException.class, e -> {
                    assertThat(e.code()).isEqualTo(ErrorCode.FILE_INVALID);
                    assertThat(e.where()).isEqualTo("m.yaml:7:3");
                })
                .hasMessageContaining("'gpt-9'")
                .hasMessageContaining("all-minilm-l6-v2, all-minilm-l6-v2-q");
    }

    private static double cosine(byte[] one, byte[] other) {
        float[] left = floats(one);
        float[] right = floats(other);
        double product = 0;
        for (int index = 0; index < left.length; index++) {
            product += left[index] * right[index];
        }
        return product;
    }

    private static float[] floats(byte[] vector) {
        float[] floats = new float[vector.length / 4];
        ByteBuffer.wrap(vector).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(floats);
        return floats;
    }
}
