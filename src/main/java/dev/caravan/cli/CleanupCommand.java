package dev.caravan.cli;

import dev.caravan.model.CaravanException;
import dev.caravan.model.Durations;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Migration;
import dev.caravan.model.Step;
import dev.caravan.run.Cleanup;
import dev.caravan.system.Systems;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code cleanup NAME}. */
@Command(
        name = "cleanup",
        mixinStandardHelpOptions = true,
        description = {
            "Removes what Caravan left in the targets of a finished migration: its ledger, the tables caravan_*.",
            "Its snapshots in the state folder go too, each once the time that it is kept for has passed.",
            "Rows, rejects and the journal stay. A run after it starts over, and finds the rows there.",
            "With --dry-run it only says what would go, and why or until when what stays does.",
            "Refused while the trouble of the last run is open: it failed, or was rolled back (exit 4); --closed ends that.",
            "Refused while a pipeline is not done and verified (exit 4), or its retention time has not passed (exit 6)."
        })
final class CleanupCommand implements Callable<Integer> {
    private static final String OVER = "; copies that tell of it are kept while that trouble is open: run it to a good"
            + " end, or say by --closed REASON why it is over";

    @Spec
    private CommandSpec spec;

    @Mixin
    private NameOptions name;

    @Mixin
    private StateOptions state;

    @Mixin
    private Verbosity verbosity;

    @Option(names = "--yes", description = "Remove it nevertheless; snapshots stay while trouble is open.")
    private boolean yes;

    @Option(
            names = "--closed",
            paramLabel = "REASON",
            description = "Say that the trouble of a run that failed or was rolled back is over, and why.")
    private String closed;

    @Option(names = "--dry-run", description = "Remove nothing, say what would go.")
    private boolean dryRun;

    @Option(
            names = "--archive",
            paramLabel = "DIR",
            description = {
                "Pack the snapshots there before anything goes, read back and compared.",
                "Without it: where the plan's cleanup step has its archives, if it has."
            })
    private Path archive;

    private final Clock clock = Clock.systemUTC();

    @Override
    public Integer call() {
        verbosity.apply();
        Home home = Home.find();
        Migration migration = name.load(home, state.folder());
        return new RunSession(home, state.folder(), null).locked(migration.name(), "cleanup", books -> {
            Cleanup cleanup = new Cleanup(migration, books, new Systems(clock)::kind);
            List<String> objections = new ArrayList<>(cleanup.unfinished());
            Optional<String> trouble = closed == null ? cleanup.trouble() : Optional.empty();
            Instant due = cleanup.due(retention(migration));
            if (dryRun) {
                trouble.ifPresent(objections::add);
                list(migration, cleanup.look(due), objections);
                return 0;
            }
            if (!yes && !objections.isEmpty()) {
                throw CaravanException.several(
                        ErrorCode.NO_GO,
                        migration.name(),
                        objections.stream().map(this::advised).toList());
            }
            if (!yes && trouble.isPresent()) {
                throw new CaravanException(ErrorCode.NO_GO, migration.name(), trouble.get() + OVER);
            }
            mustBeDue(migration, due);
            if (trouble.isEmpty()) {
                say(pack(migration, cleanup));
            }
            print(migration, cleanup.run(why(objections), trouble.isEmpty()));
            trouble.ifPresent(open -> say(List.of("snapshots stay: " + open + OVER)));
            return 0;
        });
    }

    private String why(List<String> objections) {
        String nevertheless = yes ? String.join("; ", objections) : "";
        return closed == null
                ? nevertheless
                : ("trouble closed: " + closed + "; " + nevertheless).replaceFirst("; $", "");
    }

    private void mustBeDue(Migration migration, Instant due) {
        if (!yes && due.isAfter(clock.instant())) {
            throw new CaravanException(
                    ErrorCode.WAITING,
                    migration.name(),
                    "the retention time has not passed; it is due at " + due + ", or give --yes");
        }
    }

    /** Packs the snapshots where somebody says so, by option or by file. */
    private List<String> pack(Migration migration, Cleanup cleanup) {
        Path folder = archive != null
                ? archive
                : cleanups(migration)
                        .map(step -> step.options().path("archive").asText(""))
                        .filter(named -> !named.isEmpty())
                        .map(Path::of)
                        .findFirst()
                        .orElse(null);
        return folder == null
                ? List.of()
                : cleanup.pack(folder).stream().map("packed "::concat).toList();
    }

    private void list(Migration migration, List<Cleanup.Left> left, List<String> objections) {
        List<String> lines = new ArrayList<>();
        for (Cleanup.Left one : left) {
            String until = one.until().isAfter(clock.instant()) ? "kept until " + one.until() : "";
            String why = until.isEmpty() ? String.join("; ", objections) : until;
            lines.add((why.isEmpty() ? "would go: " : "stays: ") + one.what() + (why.isEmpty() ? "" : ": " + why));
        }
        lines.add(migration.name() + (left.isEmpty() ? ": nothing is left to remove" : ": nothing was removed"));
        say(lines);
    }

    private void say(List<String> lines) {
        PrintWriter out = spec.commandLine().getOut();
        if (!verbosity.quiet()) {
            lines.forEach(out::println);
        }
        out.flush();
    }

    private static Stream<Step> cleanups(Migration migration) {
        return migration.plan().steps().stream().filter(step -> step.kind().equals("cleanup"));
    }

    /** The longest that a step of the plan asks for. */
    private static Duration retention(Migration migration) {
        return cleanups(migration)
                .flatMap(step -> Durations.parse(step.options().path("after").asText()).stream())
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    private String advised(String objection) {
        return objection + "; run and verify it first, or give --yes: without its ledger nobody can go on with it";
    }

    private void print(Migration migration, List<String> removed) {
        List<String> lines =
                new ArrayList<>(removed.stream().map("removed from "::concat).toList());
        lines.add(migration.name() + (removed.isEmpty() ? ": nothing was left to remove" : ": cleaned up"));
        say(lines);
    }
}
