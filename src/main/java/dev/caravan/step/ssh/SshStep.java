package dev.caravan.step.ssh;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Inventory.Host;
import dev.caravan.model.Migration;
import dev.caravan.model.Step;
import dev.caravan.repository.HostRow;
import dev.caravan.repository.HostRows;
import dev.caravan.repository.HostState;
import dev.caravan.repository.Sleeper;
import dev.caravan.spi.StepCall;
import dev.caravan.spi.StepKind;
import dev.caravan.spi.StepResult;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/**
 * Programs on hosts. Where each host stands is kept apart and durable, so that a later run goes on with the failed and the
 * never begun alone, and asks a host what became of a program that the run lost sight of.
 */
public final class SshStep implements StepKind {
    private final HostRows rows;
    private final Clock clock;
    private final Sleeper sleeper;

    /** Steps that keep their hosts in {@code rows}; null for what only asks about steps. */
    public SshStep(HostRows rows, Clock clock, Sleeper sleeper) {
        this.rows = rows;
        this.clock = clock;
        this.sleeper = sleeper;
    }

    @Override
    public StepResult advance(StepCall call) {
        Task task = task(call);
        List<String> unfit = unfit(task);
        if (!unfit.isEmpty()) {
            return StepResult.failed(String.join("; ", unfit));
        }
        List<String> without = rows.takenBack(call.migration().name(), call.passage());
        Rollout rollout = new Rollout(call, task, rows, clock, sleeper);
        rollout.forward(without);
        ObjectNode evidence = evidence(task, rollout.rows());
        List<String> unknown = reasons(task, rollout.rows(), HostState.UNKNOWN);
        if (!unknown.isEmpty()) {
            return new StepResult.Unknown(String.join("; ", unknown), evidence);
        }
        long failed = rollout.count(HostState.FAILED);
        if (failed > task.failures()) {
            return new StepResult.Failed(ErrorCode.STEP_FAILED, failure(task, rollout, without), evidence);
        }
        if (rollout.isStopped()) {
            return StepResult.waiting(clock.instant(), "hosts are worked on; the next run goes on with them");
        }
        return new StepResult.Done(facts(task, rollout, without), evidence, JsonNodeFactory.instance.objectNode());
    }

    @Override
    public StepResult undo(StepCall call) {
        Task task = task(call);
        Rollout rollout = new Rollout(call, task, rows, clock, sleeper);
        rollout.backward(task.hosts());
        return undone(task, rollout, task.hosts());
    }

    /**
     * Takes the step back on one host alone; later steps of the passage leave the host out.
     *
     * @return what {@link #undo} does; done where nothing was begun on the host
     */
    public StepResult undo(StepCall call, String name) {
        Task task = task(call);
        List<Host> one =
                task.hosts().stream().filter(host -> host.name().equals(name)).toList();
        Rollout rollout = new Rollout(call, task, rows, clock, sleeper);
        rollout.backward(one);
        return undone(task, rollout, one);
    }

    /** True when something was begun on the host, and not all of it taken back. */
    public boolean isBegun(Migration migration, long passage, Step one, String host) {
        HostRow row = rows.of(migration.name(), passage, one.id()).get(host);
        return row != null && row.state() != HostState.UNDONE;
    }

    private static StepResult undone(Task task, Rollout rollout, List<Host> hosts) {
        ObjectNode evidence = evidence(task, rollout.rows());
        List<String> left = hosts.stream()
                .map(host -> rollout.rows().get(host.name()))
                .filter(row -> row != null && row.state() == HostState.UNDOING)
                .map(HostRow::reason)
                .toList();
        return left.isEmpty()
                ? new StepResult.Done(evidence, evidence, JsonNodeFactory.instance.objectNode())
                : new StepResult.Failed(ErrorCode.STEP_FAILED, String.join("; ", left), evidence);
    }

    /** Whatever was begun on a host is asked by its marker, so going on repeats nothing. */
    @Override
    public StepResult look(StepCall call) {
        String migration = call.migration().name();
        String step = call.step().id();
        rows.of(migration, call.passage(), step).values().stream()
                .filter(row -> row.state() == HostState.UNKNOWN)
                .forEach(row -> rows.keep(migration, call.passage(), step, row.become(HostState.RUNNING, null, "")));
        return new StepResult.Again();
    }

    @Override
    public String outlook(Step step) {
        List<String> programs = new ArrayList<>();
        if (step.options().has(Item.RUN)) {
            programs.add(String.join(" ", Item.texts(step.options().path(Item.RUN))));
        }
        step.options().path("do").forEach(item -> programs.add(Item.of(item).name()));
        String waves = step.options().has("waves") ? ", waves " + step.options().path("waves") : "";
        return "runs on hosts " + String.join(", ", Item.texts(step.options().path("hosts"))) + waves + ": "
                + String.join("; ", programs);
    }

    @Override
    public Optional<String> undoOf(Step step) {
        List<String> undos = new ArrayList<>();
        step.options().path("do").forEach(item -> {
            if (item.has("undo-here")) {
                undos.add(0, "here: " + String.join(" ", Item.texts(item.path("undo-here"))));
            }
            if (item.has("undo")) {
                undos.add(0, String.join(" ", Item.texts(item.path("undo"))));
            }
        });
        if (undos.isEmpty() && step.options().has(HostWork.REVERT)) {
            undos.add(String.join(
                    " ", Item.texts(step.options().path(HostWork.REVERT).path(Item.RUN))));
        }
        return undos.isEmpty()
                ? Optional.empty()
                : Optional.of("runs, on each host that was begun: " + String.join("; ", undos));
    }

    @Override
    public boolean destructive(Step step) {
        boolean own =
                step.options().has(Item.RUN) && Item.ofStep(step.options()).changes();
        return own
                || StreamSupport.stream(step.options().path("do").spliterator(), false)
                        .anyMatch(item -> Item.of(item).changes());
    }

    private static Task task(StepCall call) {
        return Task.of(call.step().options(), call.migration().inventory());
    }

    /** Values that hosts lack, before anything is begun anywhere. */
    private static List<String> unfit(Task task) {
        List<String> unfit = new ArrayList<>();
        for (Host host : task.hosts()) {
            try {
                Item.filled(task.revert(), host);
                for (Item item : task.items()) {
                    if (item.isFor(host)) {
                        Item.filled(item.program(), host);
                        Item.filled(item.doneWhen(), host);
                        Item.filled(item.undoHere(), host);
                        Item.filled(item.undo(), host);
                    }
                }
            } catch (IllegalArgumentException e) {
                unfit.add(e.getMessage());
            }
        }
        return unfit;
    }

    private static List<String> reasons(Task task, Map<String, HostRow> rows, HostState state) {
        return task.hosts().stream()
                .map(host -> rows.get(host.name()))
                .filter(row -> row != null && row.state() == state)
                .map(row -> row.reason().matches("(?s)\\Q" + row.host() + "\\E[ :].*")
                        ? row.reason()
                        : row.host() + ": " + row.reason())
                .toList();
    }

    private static String failure(Task task, Rollout rollout, List<String> without) {
        List<String> failed = reasons(task, rollout.rows(), HostState.FAILED);
        List<String> never = task.hosts().stream()
                .map(Host::name)
                .filter(name -> !rollout.rows().containsKey(name) && !without.contains(name))
                .toList();
        return failed.size() + " of " + task.hosts().size() + " hosts failed: " + String.join("; ", failed)
                + (never.isEmpty() ? "" : "; never begun: " + String.join(", ", never))
                + "; mend them, a later run goes on with these alone";
    }

    private static ObjectNode facts(Task task, Rollout rollout, List<String> without) {
        ObjectNode facts = JsonNodeFactory.instance.objectNode();
        facts.put("hosts", task.hosts().size())
                .put("done", rollout.count(HostState.DONE))
                .put("failed", rollout.count(HostState.FAILED))
                .put(
                        "takenBack",
                        task.hosts().stream()
                                .filter(host -> without.contains(host.name()))
                                .map(Host::name)
                                .collect(Collectors.joining(", ")));
        ObjectNode each = facts.putObject("host");
        rollout.rows().forEach((name, row) -> {
            ObjectNode one = each.putObject(name).put("state", row.state().text());
            if (row.checklist().size() > 0) {
                one.set("last", row.checklist().get(row.checklist().size() - 1).path("output"));
            }
        });
        return facts;
    }

    /** The checklist of every host: what was run, what it said, how it ended, when. */
    private static ObjectNode evidence(Task task, Map<String, HostRow> rows) {
        ObjectNode evidence = JsonNodeFactory.instance.objectNode();
        evidence.put("hosts", task.hosts().size());
        for (HostState state : HostState.values()) {
            long count =
                    rows.values().stream().filter(row -> row.state() == state).count();
            if (count > 0) {
                evidence.put(state.text(), count);
            }
        }
        ArrayNode each = evidence.putArray("checklist");
        for (Host host : task.hosts()) {
            HostRow row = rows.get(host.name());
            ObjectNode one = each.addObject().put("host", host.name());
            if (row == null) {
                one.put("state", "never begun");
                continue;
            }
            one.put("state", row.state().text()).put("reason", row.reason());
            one.set("checks", row.checklist());
        }
        return evidence;
    }
}
