package dev.caravan.plan;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Migration;
import dev.caravan.model.Step;
import dev.caravan.repository.JournalNote;
import dev.caravan.repository.Passage;
import dev.caravan.repository.RunOutcome;
import dev.caravan.repository.StepRow;
import dev.caravan.spi.StepCall;
import dev.caravan.spi.StepResult;
import dev.caravan.step.ssh.SshStep;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Takes back on one host what the plan did there, the last step first, and nothing anywhere else: the steps stay done. Later
 * steps leave the host out. Goes on where it stopped when it is called again.
 */
public final class HostRollback {
    private static final Duration PATIENCE = Duration.ofHours(1);

    private final Migration migration;
    private final PlanRun.Books books;
    private final SshStep ssh;

    public HostRollback(Migration migration, PlanRun.Books books, SshStep ssh) {
        this.migration = requireNonNull(migration, "migration is null");
        this.books = requireNonNull(books, "books is null");
        this.ssh = requireNonNull(ssh, "ssh is null");
    }

    /**
     * Does it.
     *
     * @param only the one step that is to be taken back there, as {@code phase/name} or its name; null for every step
     * @return the steps that were taken back there, in that order
     * @throws CaravanException USAGE when nothing was done on the host; STEP_FAILED when it cannot be taken back
     */
    public List<String> run(String host, String only, String who, String why) {
        if (!migration.inventory().hosts().containsKey(host)) {
            throw new CaravanException(
                    ErrorCode.USAGE,
                    host,
                    "is no host of the inventory; known: "
                            + String.join(", ", migration.inventory().hosts().keySet()));
        }
        Passage passage = books.passages()
                .latest(migration.name())
                .filter(one -> one.outcome() != RunOutcome.ROLLED_BACK)
                .orElseThrow(() -> nothing(host));
        Map<String, Step> steps =
                migration.plan().steps().stream().collect(Collectors.toMap(Step::id, Function.identity()));
        List<StepRow> begun = new ArrayList<>(books.passages().steps(passage));
        Collections.reverse(begun);
        List<String> back = new ArrayList<>();
        for (StepRow row : begun) {
            Step step = steps.get(row.step());
            if (step != null
                    && row.kind().equals("ssh")
                    && isMeant(step, only)
                    && ssh.isBegun(migration, passage.number(), step, host)) {
                takeBack(step, passage, row, host, who, why);
                back.add(step.id());
            }
        }
        if (back.isEmpty()) {
            throw nothing(host);
        }
        return back;
    }

    private static boolean isMeant(Step step, String only) {
        return only == null || only.equals(step.id()) || only.equals(step.name());
    }

    private void takeBack(Step step, Passage passage, StepRow row, String host, String who, String why) {
        note(step, host, who, "is taken back on " + host, why, JsonNodeFactory.instance.objectNode());
        StepResult result = ssh.undo(call(step, passage, row), host);
        if (result instanceof StepResult.Done done) {
            note(step, host, who, "has been taken back on " + host, "", done.evidence());
            return;
        }
        String reason = result instanceof StepResult.Failed failed ? failed.reason() : "it did not end";
        note(step, host, who, "could not be taken back on " + host, reason, JsonNodeFactory.instance.objectNode());
        throw new CaravanException(
                ErrorCode.STEP_FAILED, step.id(), "could not be taken back on " + host + ": " + reason);
    }

    private StepCall call(Step step, Passage passage, StepRow row) {
        Instant now = books.clock().instant();
        return new StepCall(
                migration,
                step,
                StepCall.Purpose.UNDO,
                passage.number(),
                row.attempt(),
                row.memo(),
                JsonNodeFactory.instance.objectNode(),
                row.begun(),
                now,
                now.plus(PATIENCE),
                () -> false);
    }

    private void note(Step step, String host, String who, String what, String why, JsonNode evidence) {
        ObjectNode entry = evidence.isObject() ? evidence.deepCopy() : JsonNodeFactory.instance.objectNode();
        entry.put("step", step.id()).put("host", host);
        books.journal().append(new JournalNote(migration.name(), who, "step " + what, why, entry));
    }

    private CaravanException nothing(String host) {
        return new CaravanException(
                ErrorCode.USAGE, migration.name(), "nothing was done on " + host + " that could be taken back");
    }
}
