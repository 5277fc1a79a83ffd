package dev.caravan.system.chroma;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class UpsertBodiesTest {
    private final UpsertBodies bodies = new UpsertBodies(true);

    @Test
    void shouldGiveWhatWasMadeAheadToItsRecordsAlone() {
        List<Outgoing> first = records("a", 3);
        List<Outgoing> second = records("b", 3);
        bodies.prepare(first);

        UpsertBody other = bodies.take(second);
        UpsertBody fewer = bodies.take(first.subList(0, 2));
        UpsertBody own = bodies.take(new ArrayList<>(first));

        assertThat(bytes(other)).isEqualTo(fresh(second));
        assertThat(bytes(fewer)).isEqualTo(fresh(first.subList(0, 2)));
        assertThat(bytes(own)).isEqualTo(fresh(first));
        assertThat(own).isNotSameAs(other).isNotSameAs(fewer);
    }

    @Test
    void shouldTellRecordsApartThatAreOnlyEqual() {
        List<Outgoing> made = records("a", 2);
        bodies.prepare(made);

        UpsertBody equal = bodies.take(records("a", 2));

        assertThat(bodies.take(made)).isNotSameAs(equal);
    }

    @Test
    void shouldLetTheOldestGiveWayWhenNobodyComesForIt() {
        List<List<Outgoing>> chunks = IntStream.range(0, 5)
                .mapToObj(chunk -> records("chunk" + chunk, 2))
                .toList();
        chunks.forEach(bodies::prepare);

        List<UpsertBody> taken = chunks.stream().map(bodies::take).toList();

        assertThat(taken).doesNotHaveDuplicates();
        for (int chunk = 0; chunk < 5; chunk++) {
            assertThat(bytes(taken.get(chunk))).isEqualTo(fresh(chunks.get(chunk)));
        }
    }

    @Test
    void shouldUseTheMemoryOfABodyAgain() {
        UpsertBody body = bodies.take(records("a", 2));
        bodies.give(body);
        List<Outgoing> next = records("b", 1);
        bodies.prepare(next);

        UpsertBody again = bodies.take(next);

        assertThat(again).isSameAs(body);
        assertThat(bytes(again)).isEqualTo(fresh(next));
    }

    private static byte[] fresh(List<Outgoing> records) {
        UpsertBody body = new UpsertBody(true);
        body.fill(records);
        return bytes(body);
    }

    private static byte[] bytes(UpsertBody body) {
        return Arrays.copyOf(body.bytes(), body.length());
    }

    private static List<Outgoing> records(String name, int count) {
        return IntStream.range(0, count)
                .mapToObj(row -> new Outgoing(
                        row,
                        "c",
                        name + row,
                        new Vector(new byte[] {0, 0, (byte) row, 63}, 0, 4),
                        "text " + row,
                        null,
                        new Metadata(Map.of("n", (long) row))))
                .toList();
    }
}
