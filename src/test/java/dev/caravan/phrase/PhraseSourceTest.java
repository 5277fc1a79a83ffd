package dev.caravan.phrase;

import static dev.caravan.spi.Chunks.row;
import static dev.caravan.spi.Chunks.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.model.CaravanException;
import dev.caravan.model.Chunk;
import dev.caravan.model.Partition;
import dev.caravan.model.Pipeline.Phrases;
import dev.caravan.model.Position;
import dev.caravan.model.RowBuffer;
import dev.caravan.model.RowRecords;
import dev.caravan.spi.Source;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PhraseSourceTest {
    private static final RowBuffer CAPTURES = rows(
            "id,user_text,agent_text",
            row(1, "I'm learning about neural networks.", "Neural networks learn from data!"),
            row(2, "What is the weather in Paris?", null),
            row(5, "Do neural networks know the weather?", "Some data does."),
            row(9, "", "Ok."));

    @Test
    void shouldFindWhatStandsBetweenSmallWords() {
        assertThat(NounPhrases.of("The Café's new oven, and 3 loaves of sour-dough bread; Привет мир! x1 42"))
                .containsOnlyKeys("café", "oven", "loaves", "sour-dough bread", "привет мир");
        assertThat(NounPhrases.of("one two three machine learning pipeline test bench")
                        .keySet())
                .as("at most three words")
                .contains("pipeline test bench");
        assertThat(NounPhrases.of("data data, data"))
                .containsEntry("data data", 1)
                .containsEntry("data", 1);
    }

    @Test
    void shouldGiveThePhrasesThatEnoughRowsHave() {
        assertThat(read(source(false, 2), 10)).containsExactly("1 neural networks", "2 weather", "3 data");
        assertThat(read(source(false, 3), 10)).isEmpty();
    }

    @Test
    void shouldLinkRowsAndWeighTheLinks() {
        assertThat(read(source(true, 2), 2))
                .as("each row's phrases share a weight of one, those that too few have among them")
                .containsExactly(
                        "1 1 0.666667", "1 3 0.333333", "2 2 0.5", "5 1 0.333333", "5 2 0.333333", "5 3 0.333333");
    }

    @Test
    void shouldGoOnFromAnyPositionAsAnotherProcess() {
        Source source = source(true, 2);
        Partition partition = source.open().get(0);

        Chunk chunk = source.read(partition, new Position(4, ""), 1);

        assertThat(text(chunk)).containsExactly("5 2 0.333333");
        assertThat(chunk.records().ordinal(0)).isEqualTo(4);
        assertThat(chunk.last()).isFalse();
    }

    @Test
    void shouldNameAColumnThatIsNotThere() {
        Source source = new PhraseSource(new Table(), new Phrases(false, List.of("body"), 1), "captures");
        Partition partition = source.open().get(0);

        assertThatThrownBy(() -> source.read(partition, Position.START, 1))
                .isInstanceOf(CaravanException.class)
                .hasMessageContaining("no column 'body'")
                .hasMessageContaining("user_text, agent_text");
    }

    @Test
    void shouldTakeConceptsAndTheirWeightsFromAFile(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("concepts.json");
        Files.writeString(
                file,
                """
                [ { "name": "weather", "rows": [2, { "row": 5, "weight": 0.25 }] },
                  { "name": "networks", "rows": [1, 2, 5] }, { "name": "nobody's" } ]""");

        assertThat(read(given(false, file), 10)).containsExactly("1 weather", "2 networks", "3 nobody's");
        assertThat(read(given(true, file), 10)).containsExactly("2 1 0.5", "5 1 0.25", "1 2 1.0", "2 2 0.5", "5 2 0.5");
        Source before = given(true, file);
        String identity = before.identity(before.open().get(0));
        Files.writeString(file, "[]");
        Source after = given(true, file);
        assertThat(after.identity(after.open().get(0))).as("another file").isNotEqualTo(identity);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[{\"rows\": [1]}] | entry 1 has no 'name'",
                "[{\"name\": \"a\"}, {\"name\": \" a\"}] | entry 2 has the name of an earlier one",
                "[{\"name\": \"a\", \"rows\": [1.5]}] | no whole number",
                "[{\"name\": \"a\", \"rows\": [7, 7]}] | twice",
                "[{\"name\": \"a\", \"rows\": [{\"row\": 7, \"weight\": 2}]}] | a weight",
                "{} | not a JSON array",
                "[ | no JSON"
            })
    void shouldNameWhatIsWrongWithAFile(String text, String reason, @TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("concepts.json"), text);
        Source source = given(true, file);
        Partition partition = source.open().get(0);

        assertThatThrownBy(() -> source.read(partition, Position.START, 1))
                .isInstanceOfSatisfying(CaravanException.class, problem -> assertThat(problem.line())
                        .startsWith("SOURCE_UNUSABLE concepts " + file)
                        .contains(reason));
    }

    private static Source given(boolean links, Path file) {
        return new PhraseSource(
                new Table(), new Phrases(links, List.of("user_text", "agent_text"), 2, file.toString()), "captures");
    }

    private static Source source(boolean links, int least) {
        return new PhraseSource(new Table(), new Phrases(links, List.of("user_text", "agent_text"), least), "captures");
    }

    private static List<String> read(Source source, int most) {
        List<String> all = new ArrayList<>();
        Partition partition = source.open().get(0);
        Position at = Position.START;
        for (boolean last = false; !last; ) {
            Chunk chunk = source.read(partition, at, most);
            all.addAll(text(chunk));
            at = chunk.to();
            last = chunk.last();
        }
        return all;
    }

    private static List<String> text(Chunk chunk) {
        RowBuffer rows = ((RowRecords) chunk.records()).rows();
        List<String> text = new ArrayList<>();
        for (int row = 0; row < rows.rows(); row++) {
            StringBuilder line = new StringBuilder();
            for (int column = 0; column < rows.columns().size(); column++) {
                line.append(column == 0 ? "" : " ").append(rows.text(row, column));
            }
            text.add(line.toString());
        }
        return text;
    }

    /** The table, in chunks of two rows. */
    private static final class Table implements Source {
        @Override
        public List<Partition> open() {
            return List.of(new Partition("captures", "captures", "", 4, -1));
        }

        @Override
        public String identity(Partition partition) {
            return "same";
        }

        @Override
        public Chunk read(Partition partition, Position from, int most) {
            int first = (int) from.ordinal();
            int end = Math.min(CAPTURES.rows(), first + 2);
            RowBuffer rows = new RowBuffer(CAPTURES.columns(), 2);
            for (int row = first; row < end; row++) {
                rows.beginRow(row - first);
                for (int column = 0; column < 3; column++) {
                    rows.addCopy(CAPTURES, row, column);
                }
                rows.endRow();
            }
            RowRecords records = new RowRecords("captures", rows, new int[] {0}, first);
            return new Chunk(partition, from, new Position(end, ""), end == CAPTURES.rows(), records);
        }

        @Override
        public void close() {
            // Nothing was opened
        }
    }
}
