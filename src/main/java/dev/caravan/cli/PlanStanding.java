package dev.caravan.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.repository.Passage;
import dev.caravan.repository.Passages;
import dev.caravan.repository.Run;
import dev.caravan.repository.StepRow;
import dev.caravan.repository.StepState;
import dev.caravan.run.MigrationRun;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** Where a migration stands in its plan: the steps that were begun, as recorded, and those that are still to come. */
final class PlanStanding {
    private static final int SHOWN = 3;
    private static final int MOST = 60;
    private static final String PENDING = "pending";
    private static final String NOT_NEEDED = "not needed";

    private final Passage passage;
    private final List<Entry> entries;

    private PlanStanding(Passage passage, List<Entry> entries) {
        this.passage = passage;
        this.entries = entries;
    }

    /**
     * One step.
     *
     * @param remedy true where it is carried out only once another one asks for its phase
     * @param row null where it was not begun
     */
    private record Entry(String phase, String name, String kind, boolean remedy, StepRow row) {
        static Entry of(StepRow row) {
            int slash = row.step().indexOf('/');
            return new Entry(
                    row.step().substring(0, Math.max(0, slash)),
                    row.step().substring(slash + 1),
                    row.kind(),
                    false,
                    row);
        }

        String state() {
            if (row == null) {
                return remedy ? NOT_NEEDED : PENDING;
            }
            return row.state().text();
        }

        /** True unless nobody has asked for it. */
        boolean counts() {
            return row != null || !remedy;
        }
    }

    /** The youngest passage of a run's migration; nothing where it never had one. */
    static Optional<PlanStanding> of(Passages passages, Run run) {
        return passages.latest(run.migration()).map(passage -> {
            List<StepRow> rows = new ArrayList<>(passages.steps(passage));
            List<Entry> entries = new ArrayList<>();
            for (JsonNode step : run.facts().path(MigrationRun.PLAN)) {
                String id =
                        step.path("phase").asText() + "/" + step.path("name").asText();
                Optional<StepRow> begun =
                        rows.stream().filter(row -> row.step().equals(id)).findFirst();
                begun.ifPresent(rows::remove);
                entries.add(new Entry(
                        step.path("phase").asText(),
                        step.path("name").asText(),
                        step.path("kind").asText(),
                        step.path(MigrationRun.REMEDY).asBoolean(),
                        begun.orElse(null)));
            }
            rows.forEach(row -> entries.add(Entry.of(row)));
            return new PlanStanding(passage, List.copyOf(entries));
        });
    }

    /** A line for the plan, one for each phase, one for each step. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("plan: " + standing() + ", passage " + passage.number() + " since "
                + passage.started().truncatedTo(ChronoUnit.SECONDS) + " by " + passage.startedBy());
        String phase = null;
        for (Entry entry : entries) {
            if (!entry.phase().equals(phase)) {
                phase = entry.phase();
                lines.add("  " + phase);
            }
            lines.add(line(entry));
        }
        return lines;
    }

    private String standing() {
        long done = entries.stream()
                .filter(entry -> entry.row() != null && entry.row().state().isOver())
                .count();
        if (passage.outcome() != null) {
            return passage.outcome().text();
        }
        long all = entries.stream().filter(Entry::counts).count();
        String steps = done + " of " + all + " steps done";
        return passage.rollback() == null ? steps : "being taken back (" + passage.rollback() + ")";
    }

    private static String line(Entry entry) {
        String line = String.format(Locale.ROOT, "    %-10s %-10s %s", entry.state(), entry.kind(), entry.name());
        if (entry.row() == null) {
            return line;
        }
        String said =
                entry.row().reason().isEmpty() ? left(entry.row()) : entry.row().reason();
        return line + time(entry.row()) + (said.isEmpty() ? "" : ": " + said);
    }

    private static String time(StepRow row) {
        if (row.state() != StepState.DONE || row.ended() == null) {
            return "";
        }
        return String.format(
                Locale.ROOT,
                " (%.1f s)",
                Duration.between(row.begun(), row.ended()).toMillis() / 1000.0);
    }

    /** The first of what it left as evidence. */
    private static String left(StepRow row) {
        return row.evidence().properties().stream()
                .filter(fact -> fact.getValue().isValueNode()
                        && !fact.getKey().equals("seconds")
                        && !fact.getValue().asText().isBlank())
                .limit(SHOWN)
                .map(fact -> fact.getKey() + " " + cut(fact.getValue().asText()))
                .collect(Collectors.joining(", "));
    }

    private static String cut(String text) {
        String line = text.strip().lines().findFirst().orElse("");
        return line.length() <= MOST ? line : line.substring(0, MOST) + "...";
    }

    ObjectNode json() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("passage", passage.number())
                .put("started", passage.started().toString())
                .put("startedBy", passage.startedBy())
                .put("ended", passage.ended() == null ? null : passage.ended().toString())
                .put(
                        "outcome",
                        passage.outcome() == null ? null : passage.outcome().text())
                .put("rollback", passage.rollback());
        ArrayNode steps = node.putArray("steps");
        entries.forEach(entry -> steps.add(json(entry)));
        return node;
    }

    private static ObjectNode json(Entry entry) {
        ObjectNode step = JsonNodeFactory.instance.objectNode();
        step.put("phase", entry.phase()).put("name", entry.name()).put("kind", entry.kind());
        step.put("state", entry.state());
        StepRow row = entry.row();
        if (row != null) {
            step.put("attempt", row.attempt())
                    .put("begun", row.begun().toString())
                    .put("ended", row.ended() == null ? null : row.ended().toString())
                    .put("reason", row.reason())
                    .set("evidence", row.evidence());
        }
        return step;
    }
}
