package dev.caravan.system.chroma;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PageTest {
    @Test
    void shouldReadEveryNumberAsTheNearestFloat() throws IOException {
        List<String> numbers =
                new ArrayList<>(List.of("0", "-0.0", "1", "-1.5e-3", "1E2", "3.4028235e38", "1e39", "1e-46"));
        Random random = new Random(7);
        for (int n = 0; n < 40_000; n++) {
            float any = Float.intBitsToFloat(random.nextInt());
            float usual = random.nextFloat() * 2 - 1;
            if (Float.isFinite(any)) {
                numbers.add(Float.toString(any));
                numbers.add(Double.toString(((double) any + (double) Math.nextUp(any)) / 2));
            }
            numbers.add(Float.toString(usual));
            numbers.add(Double.toString(usual));
            numbers.add(Double.toString(random.nextGaussian()));
            numbers.add(Long.toString(random.nextLong()));
        }
        numbers.removeIf(number -> number.matches(".*[a-zA-DF-Z].*"));

        Page page = page("{\"ids\":[\"a\"],\"embeddings\":[[" + String.join(",", numbers) + "]]}");

        Vector vector = new Vector(page.vectors(), page.vectorStart(0), page.vectorLength(0));
        assertThat(vector.dimension()).isEqualTo(numbers.size());
        for (int n = 0; n < numbers.size(); n++) {
            assertThat(Float.floatToRawIntBits(vector.get(n)))
                    .as(numbers.get(n))
                    .isEqualTo(Float.floatToRawIntBits(Float.parseFloat(numbers.get(n))));
        }
    }

    @Test
    void shouldReadVectorsWhereverTheyStand() throws IOException {
        String long1 = "\"" + "x]}\\\"embeddings\\\":[".repeat(3000) + "\"";
        String ids = "\"ids\":[\"a\",\"b\",\"c\"]";
        String documents = "\"documents\":[" + long1 + ",null,\"d\"]";
        String vectors = "\"embeddings\" : [ [1.5, -2], null , [null,4e0] ]";
        String more = "\"include\":[\"x\"],\"metadatas\":[null,{\"k\":1},null]";

        for (List<String> order : List.of(
                List.of(ids, documents, vectors, more),
                List.of(vectors, more, documents, ids),
                List.of(more, ids, documents, vectors))) {
            Page page = page("{" + String.join(",", order) + "}\n");

            assertThat(page.count()).isEqualTo(3);
            assertThat(page.document(0).length()).isEqualTo(17 * 3000);
            assertThat(page.document(2)).isEqualTo("d");
            assertThat(page.metadata(1).values()).containsEntry("k", 1L);
            assertThat(page.hasVector(1)).isFalse();
            assertThat(vector(page, 0)).containsExactly(1.5f, -2f);
            assertThat(vector(page, 2)).containsExactly(Float.NaN, 4f);
        }
    }

    @Test
    void shouldRefuseAnAnswerThatEndsOrIsOtherwise() {
        String whole = "{\"ids\":[\"a\"],\"embeddings\":[[1.5,2.5]],\"documents\":[null]}";

        for (int length = 0; length < whole.length(); length++) {
            String cut = whole.substring(0, length);
            assertThatThrownBy(() -> page(cut)).as(cut).isInstanceOf(IOException.class);
        }
        for (String wrong :
                List.of("[[\"1\"]]", "[{}]", "[1]", "[[1.5,-]]", "[[true]]", "[[" + "1".repeat(70) + "]]")) {
            assertThatThrownBy(() -> page("{\"ids\":[\"a\"],\"embeddings\":" + wrong + "}"))
                    .as(wrong)
                    .isInstanceOf(IOException.class);
        }
    }

    private static List<Float> vector(Page page, int index) {
        Vector vector = new Vector(page.vectors(), page.vectorStart(index), page.vectorLength(index));
        List<Float> numbers = new ArrayList<>();
        for (int n = 0; n < vector.dimension(); n++) {
            numbers.add(vector.get(n));
        }
        return numbers;
    }

    /** Read in small pieces, as a network gives them. */
    private static Page page(String answer) throws IOException {
        InputStream pieces = new ByteArrayInputStream(answer.getBytes(UTF_8)) {
            @Override
            public synchronized int read(byte[] into, int offset, int length) {
                return super.read(into, offset, Math.min(length, 1021));
            }
        };
        return Page.read(pieces, new byte[64]);
    }
}
