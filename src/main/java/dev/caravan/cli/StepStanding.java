package dev.caravan.cli;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Step;
import dev.caravan.repository.Database;
import dev.caravan.repository.Passage;
import dev.caravan.repository.Passages;
import dev.caravan.repository.StepRow;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Where the steps of a plan stand in a state, and what the next run would make of each. */
final class StepStanding {
    private final Passage passage;
    private final Map<String, StepRow> rows;

    private StepStanding(Passage passage, List<StepRow> rows) {
        this.passage = passage;
        this.rows = rows.stream().collect(Collectors.toMap(StepRow::step, Function.identity()));
    }

    /** @param state null where nobody asks: then it says nothing */
    static StepStanding of(Path state, String migration) {
        if (state == null) {
            return new StepStanding(null, List.of());
        }
        if (!Database.existsIn(state)) {
            throw new CaravanException(
                    ErrorCode.USAGE, state.toString(), "holds no state; name the folder that a run was given");
        }
        Clock clock = Clock.systemUTC();
        try (Database database = Database.open(state, clock)) {
            Passages passages = new Passages(database, clock);
            Passage latest = passages.latest(migration).orElse(null);
            return new StepStanding(latest, latest == null ? List.of() : passages.steps(latest));
        }
    }

    /** The passage that a run would go on with; empty where there is none to tell of. */
    Optional<String> passage() {
        if (passage == null) {
            return Optional.empty();
        }
        String began =
                "passage " + passage.number() + " was begun at " + passage.started() + " by " + passage.startedBy();
        if (passage.ended() != null) {
            return Optional.of(
                    began + " and is " + passage.outcome().text() + ": a run begins the next, with every step");
        }
        return Optional.of(began + ": a run goes on with it");
    }

    /**
     * What the next run would make of a step.
     *
     * @param remedy true where it is carried out only once another one asks for its phase
     */
    Optional<String> of(Step step, boolean remedy) {
        if (passage == null || passage.ended() != null) {
            return Optional.empty();
        }
        StepRow row = rows.get(step.id());
        if (row == null) {
            return Optional.of(remedy ? "not needed so far" : "to come");
        }
        return Optional.of(text(row, row.digest().equals(step.digest())));
    }

    private static String text(StepRow row, boolean same) {
        return switch (row.state()) {
            case DONE ->
                same
                        ? "done at " + row.ended() + ": not run again"
                        : "done at " + row.ended() + " as another step: refused unless --accept-changed is given";
            case SKIPPED -> "left out: " + row.reason();
            case WAITING -> "waits: " + row.reason();
            case RUNNING -> "begun at " + row.begun() + ": asked what became of it, then it goes on";
            case FAILED -> "failed: " + row.reason() + ": run again";
            case UNKNOWN -> "of unknown outcome: " + row.reason();
            case UNDOING -> "being taken back: " + row.reason();
            case UNDONE, LEFT -> "taken back: run again";
        };
    }
}
