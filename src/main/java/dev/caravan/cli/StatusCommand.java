package dev.caravan.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.CaravanException;
import dev.caravan.model.Counts;
import dev.caravan.model.ErrorCode;
import dev.caravan.repository.Checkpoint;
import dev.caravan.repository.Checkpoints;
import dev.caravan.repository.Database;
import dev.caravan.repository.Passages;
import dev.caravan.repository.PipelineProgress;
import dev.caravan.repository.ProgressBoard;
import dev.caravan.repository.Run;
import dev.caravan.repository.RunStanding;
import dev.caravan.repository.Runs;
import dev.caravan.run.ReturnSafety;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code status [NAME]}. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Where every migration stands, and what it waits for.")
final class StatusCommand implements Callable<Integer> {
    private static final int LOOKED_THROUGH = 100;
    private static final int SHOWN_CHECKPOINTS = 5;

    @Spec
    private CommandSpec spec;

    @Mixin
    private StateOptions state;

    @Mixin
    private Verbosity verbosity;

    @Parameters(paramLabel = "NAME", arity = "0..1", description = "One migration (default: all).")
    private String name;

    @Option(
            names = "--format",
            paramLabel = "text|json",
            defaultValue = "text",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private ReportOptions.Format format;

    private final Clock clock = Clock.systemUTC();

    /** What the state keeps of a run beside its row. */
    private record Books(
            Database database,
            Runs runs,
            ProgressBoard board,
            Passages passages,
            Checkpoints checkpoints,
            Optional<ObjectNode> safety) {}

    @Override
    public Integer call() {
        verbosity.apply();
        if (!Database.existsIn(state.folder())) {
            if (name != null) {
                throw unknown();
            }
            show(List.of(), null, null);
            return 0;
        }
        try (Database database = Database.open(state.folder(), clock)) {
            Runs runs = new Runs(database, clock);
            ServedPart served = ServedPart.of(state.folder(), database, clock);
            Books books = new Books(
                    database,
                    runs,
                    new ProgressBoard(database, clock),
                    new Passages(database, clock),
                    new Checkpoints(database, clock),
                    name == null ? Optional.empty() : ReturnLook.of(state.folder(), name, clock));
            if (name == null) {
                show(runs.latest(), served, books);
            } else {
                show(runs.latest(name).stream().toList(), served.only(name), books);
            }
        }
        return 0;
    }

    private CaravanException unknown() {
        return new CaravanException(
                ErrorCode.USAGE,
                state.folder().toString(),
                "no run of '" + name + "' is recorded here; 'status' without a name lists what is");
    }

    private void show(List<Run> latest, ServedPart served, Books books) {
        PrintWriter out = spec.commandLine().getOut();
        Map<String, Run> runs = new TreeMap<>();
        latest.forEach(run -> runs.put(run.migration(), run));
        Set<String> names = new TreeSet<>(runs.keySet());
        if (served != null) {
            names.addAll(served.migrations().keySet());
        }
        if (name != null && names.isEmpty()) {
            throw unknown();
        }
        if (format == ReportOptions.Format.json) {
            ArrayNode all = JsonNodeFactory.instance.arrayNode();
            names.forEach(one -> all.add(json(one, runs.get(one), served, books)));
            out.println(all.toPrettyString());
        } else if (served == null || names.isEmpty() && served.by() == null) {
            out.println("nothing was run yet");
        } else {
            served.head(out);
            names.forEach(one -> text(out, one, runs.get(one), served, books));
        }
        out.flush();
    }

    private void text(PrintWriter out, String migration, Run run, ServedPart served, Books books) {
        if (run == null) {
            out.println(migration + ": " + served.standing(migration));
        } else {
            List<Run> runs = shown(run, books);
            runs.forEach(one -> text(out, one, books));
            shares(migration, served, runs, books).lines().forEach(line -> out.println("  " + line));
            checkpoints(out, migration, books);
        }
        served.lines(out, migration);
    }

    private ObjectNode json(String migration, Run run, ServedPart served, Books books) {
        ObjectNode node = run == null
                ? JsonNodeFactory.instance
                        .objectNode()
                        .put("migration", migration)
                        .put("standing", served.standing(migration))
                : json(shown(run, books), served, books);
        JsonNode shown = served.migrations().get(migration);
        return shown == null ? node : node.set("serve", shown);
    }

    /** The youngest run; and where that one only looks, the youngest that writes, first as long as it goes on. */
    private List<Run> shown(Run latest, Books books) {
        List<Run> writing = latest.exclusive()
                ? List.of()
                : books.runs().list(latest.migration(), LOOKED_THROUGH).stream()
                        .filter(Run::exclusive)
                        .limit(1)
                        .toList();
        if (writing.isEmpty()) {
            return List.of(latest);
        }
        boolean goesOn = RunStanding.of(writing.get(0), state.folder()) == RunStanding.RUNNING;
        return goesOn ? List.of(writing.get(0), latest) : List.of(latest, writing.get(0));
    }

    private static void checkpoints(PrintWriter out, String migration, Books books) {
        Map<String, List<Checkpoint>> all = books.checkpoints().list(migration).stream()
                .collect(Collectors.groupingBy(Checkpoint::pipeline, TreeMap::new, Collectors.toList()));
        all.forEach((pipeline, some) -> out.println("  checkpoints    "
                + some.stream()
                        .skip(Math.max(0, some.size() - SHOWN_CHECKPOINTS))
                        .map(one -> String.format(
                                Locale.ROOT,
                                "%s (%,d read, %s)",
                                one.id(),
                                one.records(),
                                one.saved().truncatedTo(ChronoUnit.SECONDS)))
                        .collect(Collectors.joining(", "))));
    }

    private void text(PrintWriter out, Run run, Books books) {
        out.println(run.migration() + ": " + standing(run) + ", " + run.verb() + " " + run.id() + " since "
                + run.started().truncatedTo(ChronoUnit.SECONDS)
                + (run.reason().isEmpty() ? "" : "\n  " + run.reason()));
        PlanStanding.of(books.passages(), run)
                .map(PlanStanding::lines)
                .orElse(List.of())
                .forEach(line -> out.println("  " + line));
        books.safety().map(ReturnSafety::lines).orElse(List.of()).forEach(line -> out.println("  " + line));
        for (ProgressBoard.Posted posted : books.board().read(run.id())) {
            PipelineProgress progress = posted.progress();
            Counts counts = progress.counts();
            out.println(String.format(
                    Locale.ROOT,
                    "  %-14s %-10s read %,d = imported %,d + filtered %,d + rejected %,d + skipped %,d  partitions %d/%d%s",
                    progress.pipeline(),
                    progress.state().text(),
                    counts.read(),
                    counts.imported(),
                    counts.filtered(),
                    counts.rejected(),
                    counts.skipped(),
                    progress.partitionsDone(),
                    progress.partitions(),
                    progress.waiting().isEmpty() ? "" : "  waiting: " + progress.waiting()));
        }
    }

    private ShareStanding shares(String migration, ServedPart served, List<Run> shown, Books books) {
        return ShareStanding.of(migration, books.database(), state.folder(), served, shown);
    }

    private ObjectNode json(List<Run> shown, ServedPart served, Books books) {
        ObjectNode node = json(shown.get(0), books);
        shares(shown.get(0).migration(), served, shown, books)
                .json()
                .ifPresent(standing -> node.set("traffic", standing));
        shown.stream().skip(1).forEach(other -> node.set("beside", json(other, books)));
        ArrayNode kept = node.putArray("checkpoints");
        for (Checkpoint one : books.checkpoints().list(shown.get(0).migration())) {
            kept.addObject()
                    .put("id", one.id())
                    .put("pipeline", one.pipeline())
                    .put("saved", one.saved().toString())
                    .put("read", one.records())
                    .put("partitionsDone", one.partitions());
        }
        return node;
    }

    private ObjectNode json(Run run, Books books) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("migration", run.migration()).put("run", run.id()).put("verb", run.verb());
        node.put("standing", standing(run)).put("started", run.started().toString());
        node.put("ended", run.ended() == null ? null : run.ended().toString());
        node.put("reason", run.reason());
        PlanStanding.of(books.passages(), run).ifPresent(plan -> node.set("plan", plan.json()));
        books.safety().ifPresent(safety -> node.set(safety.has("deadlines") ? "returned" : "returnSafety", safety));
        ArrayNode pipelines = node.putArray("pipelines");
        for (ProgressBoard.Posted posted : books.board().read(run.id())) {
            PipelineProgress progress = posted.progress();
            pipelines
                    .addObject()
                    .put("name", progress.pipeline())
                    .put("state", progress.state().text())
                    .put("waiting", progress.waiting())
                    .put("read", progress.counts().read())
                    .put("imported", progress.counts().imported())
                    .put("filtered", progress.counts().filtered())
                    .put("rejected", progress.counts().rejected())
                    .put("skipped", progress.counts().skipped())
                    .put("recordsPerSecond", progress.recordsPerSecond());
        }
        return node;
    }

    private String standing(Run run) {
        return switch (RunStanding.of(run, state.folder())) {
            case ENDED -> run.outcome().text();
            case RUNNING -> "running";
            case INTERRUPTED -> "interrupted; run it again to resume";
        };
    }
}
