package dev.caravan.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class BenchResultTest {

    @Test
    void shouldTakeTheMiddleOfTheRounds() {
        CaseResult result = result(loads(100, 2, 4, 3), loads(100, 1, 1, 1));

        assertThat(result.rows().get(0).median(Measure.LOAD)).hasValue(3);
        assertThat(result.rows().get(0).median(Measure.RECORDS_PER_SECOND)).hasValue(100 / 3.0);
        assertThat(result.rows().get(0).median(Measure.VERIFY)).isEmpty();
    }

    @Test
    void shouldTakeTheMeanOfTheTwoMiddleRounds() {
        CaseResult result = result(loads(100, 8, 2, 4, 5), loads(100, 1, 1, 1, 1));

        assertThat(result.rows().get(0).median(Measure.LOAD)).hasValue(4.5);
    }

    @Test
    void shouldCompareWithinARound() {
        // The machine was three times slower in the second round: the ratio of the medians would be 2 / 6
        CaseResult result = result(loads(100, 2, 6, 2), loads(100, 1, 3, 0.5));

        assertThat(result.ratio(result.rows().get(0))).isEmpty();
        assertThat(result.ratio(result.rows().get(1))).hasValue(0.5);
    }

    @Test
    void shouldNotCompareWhatHasNoSpeed() {
        CaseResult result = result(loads(100, 2), List.of(new Sample(Map.of(Measure.WALL, 3.0))));

        assertThat(result.ratio(result.rows().get(1))).isEmpty();
    }

    @Test
    void shouldPrintATableThatAddsUp() {
        List<Sample> caravan = List.of(new Sample(Map.of(
                Measure.RECORDS_PER_SECOND, 50_000.0,
                Measure.LOAD, 10.0,
                Measure.START, 1.25,
                Measure.VERIFY, 4.0,
                Measure.WALL, 15.25)));
        CaseResult result = result(caravan, loads(500_000, 8));

        List<String> lines = BenchTable.lines(result);

        assertThat(lines)
                .containsExactly(
                        "a-case: 500,000 records (1.0 MB), one round, load average 0.5 before and 1.5 after",
                        "                    records/s  load s  start s  verify s  all s",
                        "  caravan              50,000   10.00     1.25      4.00  15.25",
                        "  limit: the limit     62,500    8.00        -         -      -  caravan has 0.80 of it");
    }

    @Test
    void shouldTellScriptsTheSame() throws IOException {
        CaseResult result = result(loads(100, 2, 4, 4), loads(100, 1, 1, 1));

        JsonNode one = new ObjectMapper()
                .readTree(new BenchJson().text(List.of(result)))
                .path("cases")
                .path(0);

        assertThat(one.path("case").asText()).isEqualTo("a-case");
        assertThat(one.path("rounds").asInt()).isEqualTo(3);
        JsonNode limit = one.path("rows").path(1);
        assertThat(limit.path("role").asText()).isEqualTo("limit");
        assertThat(limit.path("caravanRatio").asDouble()).isEqualTo(0.25);
        assertThat(limit.path("medians").path("recordsPerSecond").asDouble()).isEqualTo(100);
        assertThat(one.path("rows").path(0).path("samples")).hasSize(3);
        assertThat(one.path("rows")
                        .path(0)
                        .path("samples")
                        .path(0)
                        .path("loadSeconds")
                        .asDouble())
                .isEqualTo(2);
        assertThat(one.path("rows").path(0).has("caravanRatio")).isFalse();
    }

    private static List<Sample> loads(long records, double... seconds) {
        return Arrays.stream(seconds)
                .mapToObj(each -> new Sample(Map.of()).withLoad(records, each))
                .toList();
    }

    private static CaseResult result(List<Sample> caravan, List<Sample> limit) {
        return new CaseResult(
                "a-case",
                "what it does",
                500_000,
                "1.0 MB",
                List.of(
                        new CaseResult.Row("caravan", Role.CARAVAN, caravan),
                        new CaseResult.Row("the limit", Role.LIMIT, limit)),
                0.5,
                1.5);
    }
}
