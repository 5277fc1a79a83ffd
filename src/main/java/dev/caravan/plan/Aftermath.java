package dev.caravan.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.Migration;
import dev.caravan.model.Plan;
import dev.caravan.model.Step;
import dev.caravan.repository.StepRow;
import dev.caravan.repository.StepState;
import dev.caravan.spi.StepCall.Purpose;
import dev.caravan.spi.StepResult;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * After the way back: whether the world is as it was before the passage. Files that were edited are compared with what they
 * held, systems with the snapshots of them, and what the checks before the first change found of services they must find
 * again. Stores that callers went on writing are named, and are no difference. It changes nothing, so a run that is cut off here begins it anew; what it found stands among the steps.
 */
final class Aftermath {
    /** The name under which it stands among the steps. */
    static final String STEP = "rollback/as before";

    private static final String SAME = "same";
    private static final String CHECK = "check";
    /** Steps that may stand before a check and change nothing that it looks at. */
    private static final Set<String> HARMLESS = Set.of(CHECK, "notify", "gate", "attest", "observe", "drill");
    /** What a check may look at that a plan changes and a rollback brings back; disks and tools are not among them. */
    private static final Set<String> SERVICES =
            Set.of("http", "suite", "websocket", "tcp", "sql", "count", "search", "process");

    private static final int TRIES = 10;
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Plan plan;
    private final PlanBook book;
    private final CallersStores stores;
    private final List<String> differences = new ArrayList<>();
    /** Systems that are others than before because callers went on with them. */
    private final List<String> written = new ArrayList<>();

    private final ArrayNode found = JsonNodeFactory.instance.arrayNode();
    private Deque<Step> asked;
    private Instant begun;
    private int tries;
    private Instant next = Instant.MIN;

    Aftermath(Migration migration, PlanBook book) {
        this.plan = migration.plan();
        this.stores = new CallersStores(migration);
        this.book = book;
    }

    /** The next look; {@link Move.End} once the comparison is written down. */
    Move next() {
        if (asked == null) {
            begun = book.now();
            asked = new ArrayDeque<>(checks());
        }
        if (!asked.isEmpty()) {
            Step step = asked.getFirst();
            return next.isAfter(book.now())
                    ? new Move.Until(step, next, "it is as before the plan")
                    : new Move.Call(step, Purpose.ADVANCE);
        }
        files();
        snapshots();
        if (!found.isEmpty()) {
            close();
        }
        return new Move.End();
    }

    /** What the look found; a service that was just brought back gets some time. */
    void heard(Step step, StepResult result) {
        boolean same = result instanceof StepResult.Done;
        if (!same && ++tries < TRIES) {
            next = book.now().plus(PAUSE);
            return;
        }
        tries = 0;
        asked.removeFirst();
        note(step.id(), same, result instanceof StepResult.Failed failed ? failed.reason() : "");
    }

    /** How it ended, for people; empty where there was nothing to compare. */
    String sentence() {
        if (found.isEmpty()) {
            return "";
        }
        if (!differences.isEmpty()) {
            return "; not as before: " + String.join(", ", differences);
        }
        return "; " + found.size() + " things were compared with before: all are the same" + spared();
    }

    /** What nobody may take back: v1 has served its callers all the while, and what v2 holds is kept. */
    private String spared() {
        return written.isEmpty() ? "" : ", but for what callers have written since: " + String.join(", ", written);
    }

    /** Checks of services that passed before anything was changed. */
    private List<Step> checks() {
        int changed = book.rows().stream()
                .filter(row -> !HARMLESS.contains(row.kind()))
                .mapToInt(StepRow::number)
                .min()
                .orElse(Integer.MAX_VALUE);
        return plan.steps().stream()
                .filter(step -> step.kind().equals(CHECK) && !step.options().has("on"))
                .filter(step -> SERVICES.stream().anyMatch(step.options()::has))
                .filter(step -> book.row(step)
                        .filter(row -> row.number() < changed && !row.facts().isEmpty())
                        .isPresent())
                .toList();
    }

    /** Of several edits of a file the first one knows what it held before. */
    private void files() {
        book.rows().stream()
                .filter(row -> row.kind().equals("edit"))
                .sorted(Comparator.comparingInt(StepRow::number))
                .flatMap(row -> FileBefore.of(row).stream())
                .collect(FileBefore.first())
                .forEach(file -> note("file " + file.path(), file.isThere(), file.isThere() ? "" : file.problem()));
    }

    /** Of several copies of a system the youngest counts: until that was taken its users went on with it. */
    private void snapshots() {
        Map<String, StepRow> youngest = new LinkedHashMap<>();
        book.rows().stream()
                .filter(row -> row.kind().equals("snapshot")
                        && row.evidence().path("compared").asBoolean())
                .sorted(Comparator.comparingInt(StepRow::number))
                .forEach(row -> youngest.put(system(row), row));
        for (StepRow row : youngest.values()) {
            List<String> why = new ArrayList<>();
            row.evidence().path("differences").forEach(difference -> why.add(difference.asText()));
            compared(row, String.join(", ", why));
        }
    }

    private void compared(StepRow copy, String why) {
        String what = "system of " + copy.step();
        boolean same = copy.evidence().path(SAME).asBoolean();
        if (same || !stores.wentOn(system(copy), copy, book.rows())) {
            note(what, same, why);
            return;
        }
        found.addObject()
                .put("what", what)
                .put(SAME, false)
                .put("writtenByCallers", true)
                .put("why", why);
        written.add(what + " (" + why + ")");
    }

    private String system(StepRow row) {
        return plan.steps().stream()
                .filter(step -> step.id().equals(row.step()))
                .map(step -> step.options().path("of").asText())
                .findFirst()
                .orElse(row.step());
    }

    private void note(String what, boolean same, String why) {
        ObjectNode one = found.addObject().put("what", what).put(SAME, same);
        if (!same) {
            one.put("why", why);
            differences.add(what + " (" + why + ")");
        }
    }

    private void close() {
        JsonNode nothing = JsonNodeFactory.instance.objectNode();
        ObjectNode evidence = JsonNodeFactory.instance.objectNode();
        evidence.put("compared", found.size()).put(SAME, differences.isEmpty()).set("found", found);
        StepState state = differences.isEmpty() ? StepState.DONE : StepState.FAILED;
        String why = differences.isEmpty() ? "" : "not as before: " + String.join(", ", differences);
        String told = differences.isEmpty() && !written.isEmpty() ? "as before" + spared() : why;
        StepRow row = new StepRow(
                STEP,
                "comparison",
                "",
                state,
                1,
                begun,
                book.now(),
                null,
                told,
                nothing,
                nothing,
                evidence,
                book.nextNumber());
        book.keep(row, "compared with before", why, evidence);
    }
}
