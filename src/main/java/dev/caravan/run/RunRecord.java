package dev.caravan.run;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.CaravanException;
import dev.caravan.model.Migration;
import dev.caravan.model.Step;
import dev.caravan.repository.Holder;
import dev.caravan.repository.JournalNote;
import dev.caravan.repository.Order;
import dev.caravan.repository.RunOutcome;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** What the state keeps of one run: its row with its facts, its progress, its entries in the journal. */
final class RunRecord {
    private final Migration migration;
    private final RunOptions.Mode mode;
    private final RunState state;
    private final ObjectNode facts;
    private final CheckpointKeeper checkpoints;
    private final long id;

    /** Records the start of a run. */
    RunRecord(Migration migration, RunOptions.Mode mode, RunState state, ObjectNode facts) {
        this.migration = migration;
        this.mode = mode;
        this.state = state;
        this.facts = facts.deepCopy();
        this.checkpoints = new CheckpointKeeper(migration.name(), mode, state.checkpoints(), state.clock());
        outline();
        Instant started = state.clock().instant();
        Holder holder = Holder.ofThisProcess(mode.verb(), migration.name(), started);
        this.id = state.runs().start(holder, migration.digest(), mode.writes(), this.facts);
        journal("start", fact(MigrationRun.WHY));
    }

    private void outline() {
        ArrayNode steps = facts.putArray(MigrationRun.PLAN);
        Set<String> remedies = migration.plan().remedies();
        for (Step step : migration.plan().steps()) {
            ObjectNode one = steps.addObject()
                    .put("phase", step.phase())
                    .put("name", step.name())
                    .put("kind", step.kind());
            if (remedies.contains(step.phase())) {
                one.put(MigrationRun.REMEDY, true);
            }
            if (step.downtime() != null) {
                one.put("downtime", step.downtime().text());
            }
        }
    }

    long id() {
        return id;
    }

    /** A fact as text; empty when it is not known. */
    synchronized String fact(String name) {
        return facts.path(name).asText();
    }

    /** Learns a fact, or forgets it where the value is null. */
    synchronized void learn(String name, String value) {
        if (value == null) {
            facts.remove(name);
        } else {
            facts.put(name, value);
        }
        state.runs().learn(id, name, facts.get(name));
    }

    void journal(String what, String why) {
        ObjectNode evidence = evidence().put("file", migration.digest());
        state.journal().append(new JournalNote(migration.name(), who(), mode.verb() + " " + what, why, evidence));
    }

    /** What a person wants, before anything of it is done. */
    void journal(Order order) {
        String why = order.arguments().path("reason").asText();
        state.journal().append(new JournalNote(migration.name(), order.by(), object(order), why, evidence(order)));
    }

    /** Why an order is not carried out. */
    void refused(Order order, String why) {
        state.journal()
                .append(new JournalNote(migration.name(), "caravan", "refuse " + object(order), why, evidence(order)));
    }

    /** {@code approve cutover as dba}; {@code pause memories}. */
    private String object(Order order) {
        JsonNode said = order.arguments();
        String role = said.path("role").asText();
        return order.verb() + " " + said.path("gate").asText(migration.name()) + (role.isEmpty() ? "" : " as " + role);
    }

    private ObjectNode evidence(Order order) {
        ObjectNode evidence = evidence().put("order", order.id()).put("by", order.by());
        String seen = order.arguments().path("digest").asText();
        return seen.isEmpty() ? evidence : evidence.put("digest", seen);
    }

    private ObjectNode evidence() {
        return JsonNodeFactory.instance.objectNode().put("run", id);
    }

    /** Who started the process. */
    static String who() {
        return System.getProperty("user.name", "unknown");
    }

    /** One at a time: an older state must not be posted after a younger one. */
    synchronized void post(List<PipelineWork> work) {
        state.board()
                .post(
                        id,
                        work.stream()
                                .map(PipelineWork::run)
                                .map(PipelineRun::posted)
                                .toList());
        checkpoints.look(work);
    }

    /** Records the end; {@code reason} is null where all is well. */
    void end(RunOutcome outcome, CaravanException reason) {
        journal("end", outcome.text());
        state.runs().end(id, outcome, reason == null ? "" : reason.line());
    }
}
