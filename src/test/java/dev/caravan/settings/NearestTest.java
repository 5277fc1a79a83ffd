package dev.caravan.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NearestTest {
    @ParameterizedTest
    @CsvSource({
        "table, table, 0",
        "tabel, table, 1",
        "tabl, table, 1",
        "tables, table, 1",
        "kitten, sitting, 3",
        "'', abc, 3",
        "ab, ba, 1"
    })
    void shouldCountSteps(String a, String b, int steps) {
        assertThat(Nearest.distance(a, b)).isEqualTo(steps);
        assertThat(Nearest.distance(b, a)).isEqualTo(steps);
    }

    @Test
    void shouldFindTheNearestWhateverItsCase() {
        assertThat(Nearest.of("TABEL", List.of("key", "table", "tables"))).contains("table");
    }

    @Test
    void shouldTakeABeginningForTheWholeName() {
        assertThat(Nearest.of("--rep", List.of("--help", "--report", "--repair")))
                .contains("--repair");
        assertThat(Nearest.of("transf", List.of("transform", "tables"))).contains("transform");
        assertThat(Nearest.of("t", List.of("transform", "where"))).isEmpty();
    }

    @Test
    void shouldNotGuessWhatIsFarOff() {
        assertThat(Nearest.of("zebra", List.of("table", "key"))).isEmpty();
        assertThat(Nearest.of("x".repeat(1000), List.of("x".repeat(999)))).isEmpty();
    }

    @Test
    void shouldListWhatIsKnownInOrder() {
        assertThat(Nearest.unknown("key", "tabel", List.of("table", "key")))
                .isEqualTo("unknown key 'tabel'; nearest 'table'; known: key, table");
    }
}
