package dev.caravan.settings;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Migration files and orders, told by their content. */
class DropReaderTest {
    @Test
    void shouldReadAnOrder() {
        Drop.OrderFile order = (Drop.OrderFile) read("{pause: m, id: night-1, by: ada, reason: too loud}");

        assertThat(order.verb()).isEqualTo("pause");
        assertThat(order.migration()).isEqualTo("m");
        assertThat(order.id()).isEqualTo("night-1");
        assertThat(order.by()).isEqualTo("ada");
        assertThat(order.arguments().toString()).isEqualTo("{\"reason\":\"too loud\"}");
    }

    @Test
    void shouldReadAnOrderThatSaysNoMoreThanItMust() {
        assertThat(read("run: m\n"))
                .isEqualTo(new Drop.OrderFile(
                        "run",
                        "m",
                        null,
                        null,
                        com.fasterxml.jackson.databind.node.JsonNodeFactory.instance.objectNode()));
    }

    @Test
    void shouldReadWhatAPersonSaysOfStepsWhoseOutcomeIsUnknown() {
        Drop.OrderFile order = (Drop.OrderFile) read("{run: m, by: ada, done: prepare/stop, again: [p/a, p/b]}");

        assertThat(order.arguments().toString()).isEqualTo("{\"done\":\"prepare/stop\",\"again\":[\"p/a\",\"p/b\"]}");
        assertThat(wrong("{pause: m, done: prepare/stop}"))
                .containsExactly(
                        "FILE_INVALID d.yaml:1:12: 'done' names a step, PHASE/NAME, or a list of them, beside 'run' or 'rollback'");
    }

    @Test
    void shouldReadWhichPartOfAMigrationIsToRun() {
        Drop.OrderFile order = (Drop.OrderFile) read("{run: m, only: data}");

        assertThat(order.arguments().toString()).isEqualTo("{\"only\":\"data\"}");
        assertThat(wrong("{pause: m, only: data}"))
                .containsExactly("FILE_INVALID d.yaml:1:12: 'only' is data, or the name of a pipeline, beside 'run'");
    }

    @Test
    void shouldReadASignOff() {
        Drop.OrderFile order = (Drop.OrderFile)
                read(
                        """
                approve: { migration: m, gate: go, role: dba, by: ada, digest: 12ab, at: 2026-03-01T10:00:00.123Z,
                  signature: c2ln, reason: all is well }
                id: one
                """);

        assertThat(order.verb()).isEqualTo("approve");
        assertThat(order.migration()).isEqualTo("m");
        assertThat(order.by()).isEqualTo("ada");
        assertThat(order.id()).isEqualTo("one");
        assertThat(order.arguments().toString())
                .isEqualTo("{\"gate\":\"go\",\"role\":\"dba\",\"digest\":\"12ab\",\"at\":\"2026-03-01T10:00:00.123Z\","
                        + "\"signature\":\"c2ln\",\"reason\":\"all is well\"}");
    }

    @Test
    void shouldReadAShare() {
        Drop.OrderFile order =
                (Drop.OrderFile) read("{shift: {migration: m, to: 25%, service: api, reason: looks well, by: ada}}");

        assertThat(order.verb()).isEqualTo("shift");
        assertThat(order.migration()).isEqualTo("m");
        assertThat(order.by()).isEqualTo("ada");
        assertThat(order.arguments().toString())
                .isEqualTo("{\"to\":\"25%\",\"service\":\"api\",\"reason\":\"looks well\"}");
        assertThat(wrong("{shift: {migration: m, to: 25}}"))
                .singleElement()
                .asString()
                .contains("lacks 'reason'");
    }

    @Test
    void shouldTellEveryMistakeOfASignOff() {
        assertThat(wrong("{approve: {migration: ../m, gaet: go, at: yesterday, role: \"a\\nb\"}, by: ada}"))
                .containsExactlyInAnyOrder(
                        "FILE_INVALID d.yaml:1:23: 'approve' wants the name of a migration",
                        "FILE_INVALID d.yaml:1:29: unknown key 'gaet'; nearest 'gate'; known: at, by, digest, gate, migration, reason,"
                                + " role, signature",
                        "FILE_INVALID d.yaml:1:43: 'at' wants a time such as 2026-03-01T10:00:00Z",
                        "FILE_INVALID d.yaml:1:60: 'role' wants a line of at most 200 characters",
                        "FILE_INVALID d.yaml:1:69: 'by' belongs into 'approve'",
                        "FILE_INVALID d.yaml:1:11: 'approve' lacks 'gate'",
                        "FILE_INVALID d.yaml:1:11: 'approve' lacks 'by'");
        assertThat(wrong("approve: m"))
                .singleElement()
                .asString()
                .contains("'approve' wants {migration, gate, role, by}");
    }

    @Test
    void shouldTellWhatIsNoOrder() {
        assertThat(wrong("[run, m]")).singleElement().asString().contains("neither a migration file nor an order");
        assertThat(wrong("{run: m, pause: m}")).singleElement().asString().contains("neither a migration file");
        assertThat(wrong("{puase: m}")).singleElement().asString().contains("unknown order 'puase'; nearest 'pause'");
        assertThat(wrong("run: m\nrun: m\n")).singleElement().asString().contains("key 'run' stands twice");
        assertThat(wrong("{verify: m}")).singleElement().asString().contains("order 'verify' is not built");
        assertThat(wrong("{shift: m}")).singleElement().asString().contains("'shift' wants {migration, to, reason}");
        assertThat(wrong("{run: [m]}")).singleElement().asString().contains("'run' wants the name of a migration");
        assertThat(wrong("{run: m, id: a/b}")).singleElement().asString().contains("an 'id' is 1 to 128 of");
    }

    @Test
    void shouldKnowAMigrationFileByItsFirstWord() {
        assertThat(read("migration: m\nsystms: {}\n")).isEqualTo(new Drop.MigrationFile());
    }

    @Test
    void shouldTakeWhatBreaksOffForUnfinished() {
        for (String text : List.of("", "{run: m", "run: 'm", "run: \"\\")) {
            assertThat(read(text)).as(text).isInstanceOf(Drop.Unfinished.class);
        }
    }

    @Test
    void shouldSayOnceWhereItBreaksOff() {
        assertThat(((Drop.Unfinished) read("{run: m")).why()).startsWith("FILE_INVALID d.yaml:1:8: not YAML: ");
        assertThat(((Drop.Unfinished) read("")).why()).startsWith("FILE_INVALID d.yaml:");
    }

    private static List<String> wrong(String text) {
        return ((Drop.Wrong) read(text)).lines();
    }

    private static Drop read(String text) {
        return new DropReader().read(Path.of("d.yaml"), text.getBytes(UTF_8));
    }
}
