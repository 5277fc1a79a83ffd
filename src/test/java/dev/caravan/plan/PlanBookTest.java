package dev.caravan.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.caravan.model.Migration;
import dev.caravan.repository.StepRow;
import dev.caravan.repository.StepState;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlanBookTest {
    private static final int STEPS = 300;

    @TempDir
    private Path folder;

    @Test
    void shouldShowItsRowsWhileStepsAreBegun() {
        try (Passing passing = new Passing(folder)) {
            Migration migration = passing.migration();
            PlanBook book = new PlanBook(migration, passing.passages, passing.journal, passing.clock, "ann");
            book.begin(false);
            CompletableFuture<Void> begun = CompletableFuture.runAsync(() -> {
                for (int step = 1; step <= STEPS; step++) {
                    book.keep(row(step));
                }
            });

            while (!begun.isDone()) {
                assertThat(book.rows()).extracting(StepRow::number).isSorted();
            }

            begun.join();
            assertThat(book.rows()).hasSize(STEPS);
        }
    }

    private static StepRow row(int number) {
        var nothing = JsonNodeFactory.instance.objectNode();
        return new StepRow(
                "p/s" + number,
                "check",
                "d",
                StepState.DONE,
                1,
                Instant.EPOCH,
                Instant.EPOCH,
                null,
                "",
                nothing,
                nothing,
                nothing,
                number);
    }
}
