package dev.caravan.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.repository.Database;
import dev.caravan.repository.Passage;
import dev.caravan.repository.Passages;
import dev.caravan.repository.Run;
import dev.caravan.repository.StepRow;
import dev.caravan.repository.StepState;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A plan of two steps, and a phase of one that is carried out only where the second asks for it. */
class PlanStandingTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final String PLAN =
            """
            {"plan":[{"phase":"move","name":"flag","kind":"edit"},{"phase":"move","name":"quarter","kind":"ramp"},
                     {"phase":"remedies","name":"restart","kind":"exec","remedy":true}]}
            """;

    private final ObjectMapper json = new ObjectMapper();

    @TempDir
    private Path folder;

    private Database database;
    private Passages passages;
    private Passage passage;

    @BeforeEach
    void open() throws Exception {
        database = Database.open(folder, Clock.systemUTC());
        passages = new Passages(database, Clock.systemUTC());
        passage = passages.begin("lekiwi", "ann");
        keep("move/flag", "edit", StepState.DONE, 1);
    }

    @AfterEach
    void close() {
        database.close();
    }

    private void keep(String step, String kind, StepState state, int number) throws Exception {
        var nothing = json.readTree("{}");
        passages.keep(
                passage, new StepRow(step, kind, "", state, 1, NOW, NOW, null, "", nothing, nothing, nothing, number));
    }

    private PlanStanding standing() throws Exception {
        Run run = new Run(1, "lekiwi", "", "run", true, 1, "h", NOW, null, null, "", json.readTree(PLAN));
        return PlanStanding.of(passages, run).orElseThrow();
    }

    @Test
    void shouldTellRemediesThatNobodyAskedForFromStepsToCome() throws Exception {
        List<String> lines = standing().lines();

        assertThat(lines.get(0)).contains("1 of 2 steps done");
        assertThat(lines).contains("    pending    ramp       quarter", "    not needed exec       restart");
        assertThat(standing().json().path("steps").findValuesAsText("state"))
                .containsExactly("done", "pending", "not needed");
    }

    @Test
    void shouldCountARemedyThatWasAskedFor() throws Exception {
        keep("remedies/restart", "exec", StepState.DONE, 2);

        assertThat(standing().lines().get(0)).contains("2 of 3 steps done");
    }
}
