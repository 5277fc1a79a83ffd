package dev.caravan.system.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.model.Position;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Random documents, cut, against what Jackson makes of them. A failing seed stands in the test's name. */
class RecordFramerRandomTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    static LongStream seeds() {
        return LongStream.concat(LongStream.rangeClosed(1, 150), LongStream.of(System.nanoTime()));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void shouldCutAsJacksonReads(long seed) throws IOException {
        RandomJson json = new RandomJson(new Random(seed));
        List<String> elements = json.records(false);
        byte[] array = json.array(elements).getBytes(UTF_8);

        Framed framed = cut(array, Framing.START, seed);

        List<JsonNode> trees = new ArrayList<>();
        for (String record : framed.records) {
            trees.add(JSON.readTree(record));
        }
        JsonNode whole = JSON.readTree(array);
        assertThat(framed.records).isEqualTo(elements);
        assertThat(trees).containsExactlyElementsOf(whole);
        assertThat(framed.rejects).isEmpty();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void shouldCutLinesAndObjectsAlike(long seed) throws IOException {
        RandomJson json = new RandomJson(new Random(seed));
        List<String> objects = json.records(true);
        if (objects.isEmpty()) {
            objects = List.of("{}");
        }
        List<String> oneLine =
                objects.stream().map(object -> object.replace("\n", " ")).toList();

        Framed lines = cut(json.lines(oneLine).getBytes(UTF_8), Framing.LINES, seed);
        Framed linesByContent = cut((String.join("\n", oneLine) + "\n").getBytes(UTF_8), Framing.START, seed);
        Framed inARow = cut(String.join(" ", objects).getBytes(UTF_8), Framing.START, seed);

        assertThat(lines.records).isEqualTo(oneLine);
        assertThat(linesByContent.records).isEqualTo(oneLine);
        assertThat(inARow.records).isEqualTo(objects);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void shouldKeepWhatLiesBeforeADamagedByte(long seed) throws IOException {
        Random random = new Random(seed);
        RandomJson json = new RandomJson(random);
        byte[] sound = json.array(json.records(false)).getBytes(UTF_8);
        byte[] damaged = sound.clone();
        int at = random.nextInt(damaged.length);
        damaged[at] = (byte) (random.nextBoolean() ? random.nextInt(256) : "{}[]\",:\\\n".charAt(random.nextInt(9)));

        Framed before = cut(sound, Framing.START, seed);
        Framed after = cut(damaged, Framing.START, seed);
        Framed otherwise = cut(damaged, Framing.START, ~seed);

        // A number or word goes on in whatever stands right behind it
        int untouched = (int) before.ends.stream().filter(end -> end < at).count();
        assertThat(after.records.size()).isGreaterThanOrEqualTo(untouched);
        assertThat(after.records.subList(0, untouched)).isEqualTo(before.records.subList(0, untouched));
        assertThat(otherwise.records).isEqualTo(after.records);
        assertThat(after.records.stream().filter(record -> record.startsWith("broken_file@")))
                .hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void shouldNoticeEveryTruncation() throws IOException {
        byte[] whole = " [{\"a\\\"\":[1,{}]} , \"\u00fc\",-12.5,[],true ] ".getBytes(UTF_8);
        List<String> records = Framed.of(whole).records;
        int closed = whole.length - 1;

        for (int length = 0; length < whole.length; length++) {
            Framed framed = Framed.of(Arrays.copyOf(whole, length));

            boolean complete = length >= closed;
            int sound = framed.records.size() - (complete ? 0 : 1);
            assertThat(framed.records.subList(0, sound)).as("cut at %d", length).isEqualTo(records.subList(0, sound));
            assertThat(framed.rejects).hasSize(complete ? 0 : 1);
            assertThat(framed.rejects).allMatch(reject -> reject.code().equals("broken_file"));
        }
    }

    /** Cuts with a random window, in pieces of random lengths and chunks of random sizes, each read by a new framer. */
    private static Framed cut(byte[] bytes, Framing framing, long seed) throws IOException {
        Random random = new Random(seed);
        Limits limits = new Limits(1 << 20, 1000, 1 << 20, 1 + random.nextInt(64));
        InputStream pieces = Framed.inPieces(bytes, random);
        int most = 1 + random.nextInt(5);
        Framed framed = Framed.of(pieces, new FilePosition(framing, 0), Position.START, limits, most);
        Position border = framed.borders.get(random.nextInt(framed.borders.size()));
        FilePosition at = FilePosition.of(border);
        InputStream rest = new ByteArrayInputStream(bytes, (int) at.offset(), bytes.length);
        Framed resumed = Framed.of(rest, at, border, limits, 1000);
        assertThat(resumed.records).isEqualTo(framed.records.subList((int) border.ordinal(), framed.records.size()));
        return framed;
    }
}
