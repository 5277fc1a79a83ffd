package dev.caravan.cli;

import dev.caravan.model.CaravanException;
import dev.caravan.model.Durations;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Migration;
import dev.caravan.run.Cleanup;
import dev.caravan.system.Systems;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
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
            "Refused while a pipeline is not done and verified (exit 4), or its retention time has not passed (exit 6)."
        })
final class CleanupCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private NameOptions name;

    @Mixin
    private StateOptions state;

    @Mixin
    private Verbosity verbosity;

    @Option(names = "--yes", description = "Remove it nevertheless.")
    private boolean yes;

    private final Clock clock = Clock.systemUTC();

    @Override
    public Integer call() {
        verbosity.apply();
        Home home = Home.find();
        Migration migration = name.load(home, state.folder());
        return new RunSession(home, state.folder(), null).locked(migration.name(), "cleanup", books -> {
            Cleanup cleanup = new Cleanup(migration, books, new Systems(clock)::kind);
            List<String> objections = new ArrayList<>(cleanup.unfinished());
            if (!yes && !objections.isEmpty()) {
                throw CaravanException.several(
                        ErrorCode.NO_GO,
                        migration.name(),
                        objections.stream().map(this::advised).toList());
            }
            mustBeDue(migration, cleanup);
            print(migration, cleanup.run(yes ? String.join("; ", objections) : ""));
            return 0;
        });
    }

    private void mustBeDue(Migration migration, Cleanup cleanup) {
        Instant due = cleanup.due(retention(migration));
        if (!yes && due.isAfter(clock.instant())) {
            throw new CaravanException(
                    ErrorCode.WAITING,
                    migration.name(),
                    "the retention time has not passed; it is due at " + due + ", or give --yes");
        }
    }

    /** The longest that a step of the plan asks for. */
    private static Duration retention(Migration migration) {
        return migration.plan().steps().stream()
                .filter(step -> step.kind().equals("cleanup"))
                .flatMap(step -> Durations.parse(step.options().path("after").asText()).stream())
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    private String advised(String objection) {
        return objection + "; run and verify it first, or give --yes: without its ledger nobody can go on with it";
    }

    private void print(Migration migration, List<String> removed) {
        PrintWriter out = spec.commandLine().getOut();
        if (!verbosity.quiet()) {
            removed.forEach(line -> out.println("removed from " + line));
            out.println(migration.name() + (removed.isEmpty() ? ": nothing was left to remove" : ": cleaned up"));
        }
        out.flush();
    }
}
