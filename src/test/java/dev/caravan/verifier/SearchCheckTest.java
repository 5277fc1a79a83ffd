package dev.caravan.verifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.caravan.model.Finding;
import dev.caravan.spi.NearestNeighbours;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class SearchCheckTest {
    private final Fake source = new Fake();
    private final Fake target = new Fake();
    private long nanos;

    @Test
    void shouldPassWhereTheIndexFindsAllThatIsNear() {
        fill(source, 40);
        fill(target, 40);
        SearchCheck check = check(0.99, Double.POSITIVE_INFINITY, 1, Map.of());

        List<Finding> findings = check.run();

        assertThat(findings).extracting(Finding::kind).containsExactly("notice");
        assertThat(check.measures().compared()).isEqualTo(8);
        assertThat(check.measures().different()).isZero();
        assertThat(check.measures().figures())
                .containsEntry("recall", 1.0)
                .containsEntry("source_recall", 1.0)
                .containsEntry("overlap", 1.0)
                .containsEntry("working", 1.0)
                .containsEntry("p99_ms", 2.0);
    }

    @Test
    void shouldMeasureAnIndexThatLosesNeighbours() {
        fill(source, 40);
        fill(target, 40);
        target.loses = 2;
        SearchCheck check = check(0.9, Double.POSITIVE_INFINITY, 1, Map.of());

        List<Finding> findings = check.run();

        assertThat(findings).extracting(Finding::kind).containsExactly("notice", "recall");
        assertThat(findings.get(1).detail()).contains("0.6000", "the source's finds 1.0000");
        assertThat(check.measures().figures().get("recall")).isCloseTo(0.6, within(1e-9));
        assertThat(check.measures().figures().get("overlap")).isCloseTo(0.6, within(1e-9));
    }

    @Test
    void shouldNotBlameTheTargetForWhatItsSourceFindsOtherwise() {
        fill(source, 40);
        fill(target, 40);
        source.loses = 3;
        SearchCheck check = check(0.99, Double.POSITIVE_INFINITY, 1, Map.of());

        assertThat(check.run()).extracting(Finding::kind).containsExactly("notice");
        assertThat(check.measures().figures().get("source_recall")).isCloseTo(0.4, within(1e-9));
    }

    @Test
    void shouldCountAsFoundWhatIsAsNearAsTheLast() {
        for (int number = 0; number < 20; number++) {
            target.vectors.put("same-" + number, new float[] {1, 1});
        }
        target.fromTheEnd = true;

        assertThat(check(0.99, Double.POSITIVE_INFINITY, 1, Map.of()).run())
                .extracting(Finding::kind)
                .containsExactly("notice");
    }

    @Test
    void shouldNameGivenQueriesThatDoNotWork() {
        fill(target, 40);
        Map<String, float[]> given = new TreeMap<>(Map.of(
                "near", new float[] {3, 3}, "far", new float[] {900, 900}, "other model", new float[] {1, 2, 3}));
        SearchCheck check = check(0.5, 4, 0.9, given);

        List<Finding> findings = check.run();

        assertThat(findings)
                .filteredOn(finding -> finding.kind().equals("search"))
                .extracting(Finding::where)
                .containsExactly("far in notes", "other model in notes");
        assertThat(findings.toString()).contains("away, not below 4.0", "vectors of as many numbers");
        assertThat(check.measures().different()).isEqualTo(2);
        assertThat(check(0.5, 4, 0.3, given).run())
                .as("a third is enough")
                .extracting(Finding::kind)
                .containsOnly("notice");
    }

    @Test
    void shouldFailWhereNothingIsToBeFound() {
        assertThat(check(0.5, 1, 0, Map.of()).run()).extracting(Finding::kind).contains("search");
    }

    private SearchCheck check(double recall, double distance, double accept, Map<String, float[]> vectors) {
        return new SearchCheck(
                new SearchOptions(8, 5, recall, distance, accept, vectors),
                List.of(new SearchOptions.Tables(List.of("notes"), List.of("notes"))),
                () -> source.vectors.isEmpty() ? null : source,
                () -> target,
                new Random(3),
                () -> nanos += 2_000_000);
    }

    private static void fill(Fake into, int count) {
        for (int number = 0; number < count; number++) {
            into.vectors.put("n" + number, new float[] {number % 7, number});
        }
    }

    /** An index over a map; it can lose some of what it should find. */
    private static final class Fake implements NearestNeighbours {
        private final Map<String, float[]> vectors = new TreeMap<>();
        private int loses;
        private boolean fromTheEnd;

        @Override
        public List<float[]> draw(List<String> tables, int count, RandomGenerator random) {
            return vectors.values().stream().limit(count).toList();
        }

        @Override
        public Size size(String table) {
            return new Size(vectors.size(), 2);
        }

        @Override
        public List<Neighbour> search(String table, float[] query, int top) {
            List<Neighbour> all = all(query);
            return fromTheEnd ? all.subList(all.size() - top, all.size()) : all.subList(0, top - loses);
        }

        @Override
        public List<List<Neighbour>> exact(String table, List<float[]> queries, int top) {
            return queries.stream()
                    .map(query -> query.length == 2 ? all(query).subList(0, top) : List.<Neighbour>of())
                    .toList();
        }

        @Override
        public void close() {
            // Holds nothing
        }

        private List<Neighbour> all(float[] query) {
            List<Neighbour> all = new ArrayList<>();
            vectors.forEach((key, vector) ->
                    all.add(new Neighbour("notes", key, Math.hypot(vector[0] - query[0], vector[1] - query[1]))));
            all.sort(java.util.Comparator.comparingDouble(Neighbour::distance));
            return all;
        }
    }
}
