package dev.caravan.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class WavesTest {
    @Test
    void shouldLetATableGoAfterThoseThatItsRowsName() {
        Waves waves = waves(
                List.of("turn", "Talk", "mood", "alone"),
                Map.of("turn", Set.of("talk", "mood"), "Talk", Set.of("MOOD"), "mood", Set.of("elsewhere")));

        assertThat(Stream.of("mood", "alone", "talk", "turn", "other").map(waves::of))
                .containsExactly(0, 0, 1, 2, 0);
    }

    @Test
    void shouldNotWaitForATableThatNamesItself() {
        Waves waves = waves(List.of("a", "b"), Map.of("a", Set.of("a"), "b", Set.of("a")));

        assertThat(Stream.of("a", "b").map(waves::of)).containsExactly(0, 1);
    }

    @Test
    void shouldBeginACircleWhereTheFileDoes() {
        Waves waves = waves(List.of("c", "a", "b"), Map.of("a", Set.of("b"), "b", Set.of("a"), "c", Set.of("a")));

        assertThat(Stream.of("c", "a", "b").map(waves::of)).containsExactly(1, 0, 1);
    }

    @Test
    void shouldReadATableInOrderWhoseRowsNameItsOwn() {
        Waves waves = waves(
                List.of("tree", "a", "b", "leaf"),
                Map.of("tree", Set.of("TREE"), "a", Set.of("b"), "b", Set.of("a"), "leaf", Set.of("tree", "a")));

        assertThat(Stream.of("tree", "a", "b", "leaf").filter(waves::inOrder)).containsExactly("tree", "a", "b");
    }

    private static Waves waves(List<String> tables, Map<String, Set<String>> references) {
        return Waves.of(tables, table -> references.getOrDefault(table, Set.of()));
    }
}
