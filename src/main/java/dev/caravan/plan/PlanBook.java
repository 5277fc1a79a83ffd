package dev.caravan.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Migration;
import dev.caravan.model.Step;
import dev.caravan.repository.Journal;
import dev.caravan.repository.JournalNote;
import dev.caravan.repository.Passage;
import dev.caravan.repository.Passages;
import dev.caravan.repository.RunOutcome;
import dev.caravan.repository.StepRow;
import java.time.Clock;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One passage with its steps, in memory and in the state database, and the journal beside it. Changed under one lock; what
 * shows a run to people asks for {@link #rows} meanwhile, from threads of their own.
 */
final class PlanBook {
    private final Migration migration;
    private final Passages passages;
    private final Journal journal;
    private final Clock clock;
    private final String who;
    private final Map<String, StepRow> rows = Collections.synchronizedMap(new LinkedHashMap<>());
    private volatile Passage passage;

    PlanBook(Migration migration, Passages passages, Journal journal, Clock clock, String who) {
        this.migration = migration;
        this.passages = passages;
        this.journal = journal;
        this.clock = clock;
        this.who = who;
    }

    /** Goes on with the passage that has not ended, else begins the next; always the next one when {@code fresh}. */
    void begin(boolean fresh) {
        Optional<Passage> latest = passages.latest(migration.name());
        boolean goesOn = !fresh && latest.isPresent() && latest.get().ended() == null;
        open(goesOn ? latest.get() : passages.begin(migration.name(), who));
    }

    /** Refuses to decide about steps where no passage is under way. */
    void mustBeUnderWay() {
        if (!isUnderWay()) {
            throw new CaravanException(
                    ErrorCode.USAGE,
                    migration.name(),
                    "no passage through the plan is under way, so there is nothing to decide; leave --done and --again"
                            + " out");
        }
    }

    boolean isUnderWay() {
        return passages.latest(migration.name())
                .filter(one -> one.ended() == null)
                .isPresent();
    }

    /** Opens the youngest passage, ended or not, unless it has been taken back. */
    void last() {
        Passage latest = passages.latest(migration.name())
                .filter(one -> one.outcome() != RunOutcome.ROLLED_BACK)
                .orElseThrow(() -> new CaravanException(
                        ErrorCode.USAGE, migration.name(), "nothing was done that could be taken back"));
        open(latest);
    }

    private void open(Passage one) {
        passage = one;
        rows.clear();
        passages.steps(passage).forEach(row -> rows.put(row.step(), row));
    }

    Passage passage() {
        return passage;
    }

    Instant now() {
        return clock.instant();
    }

    Optional<StepRow> row(Step step) {
        return Optional.ofNullable(rows.get(step.id()));
    }

    /** As they are now; for several threads. */
    List<StepRow> rows() {
        return List.copyOf(rows.values());
    }

    /** True when a step of the phase was begun in this passage. */
    boolean hasBegun(String phase) {
        return rows().stream().anyMatch(row -> row.step().startsWith(phase + "/"));
    }

    int nextNumber() {
        return rows.size() + 1;
    }

    ObjectNode facts() {
        return Facts.of(rows());
    }

    StepRow keep(StepRow row) {
        passages.keep(passage, row);
        rows.put(row.step(), row);
        return row;
    }

    /** Keeps a step with an entry of the journal, in one write: what is about to be done, or what came of it. */
    void keep(StepRow row, String what, String why, JsonNode evidence) {
        passages.keep(passage, row, journal, entry(who, what, row, why, evidence));
        rows.put(row.step(), row);
    }

    /** Writes down what somebody else than who started the run says of a step. */
    void note(String by, String what, StepRow row, String why, JsonNode evidence) {
        journal.append(entry(by, what, row, why, evidence));
    }

    private JournalNote entry(String by, String what, StepRow row, String why, JsonNode evidence) {
        ObjectNode entry =
                evidence.isObject() ? evidence.deepCopy() : row.evidence().deepCopy();
        entry.put("step", row.step()).put("passage", passage.number()).put("attempt", row.attempt());
        return new JournalNote(migration.name(), by, "step " + what, why, entry);
    }

    /** Begins the way back, which was asked for at a time. */
    void takeBack(String why, Instant asked) {
        passages.takeBack(passage, why, asked);
        passage = passages.latest(migration.name()).orElseThrow();
    }

    void end(RunOutcome outcome) {
        passages.end(passage, outcome);
        passage = passages.latest(migration.name()).orElseThrow();
    }
}
