package dev.caravan.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.repository.Database;
import dev.caravan.repository.Holder;
import dev.caravan.repository.Run;
import dev.caravan.repository.Runs;
import dev.caravan.repository.StateLock;
import dev.caravan.settings.Nearest;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What the verbs have in common that leave an order for the runner. */
abstract class OrderCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private StateOptions state;

    @Mixin
    private Verbosity verbosity;

    @Parameters(paramLabel = "NAME", description = "The migration.")
    private String migration;

    @Option(names = "--by", paramLabel = "WHO", description = "Who gives the order (default: the login name).")
    private String by = System.getProperty("user.name", "unknown");

    @Override
    public Integer call() {
        verbosity.apply();
        mustRun();
        return new GivenOrder(spec, state.folder(), verbosity)
                .give(spec.name(), migration, JsonNodeFactory.instance.objectNode(), by);
    }

    /** Somebody must be there to obey; a process that serves all works on no migration by name. */
    private void mustRun() {
        Optional<Holder> holder = StateLock.holder(state.folder());
        boolean another = holder.isPresent()
                && !holder.get().migration().isEmpty()
                && !holder.get().migration().equals(migration);
        if (holder.isEmpty() || another) {
            throw new CaravanException(
                    ErrorCode.USAGE,
                    state.folder().toString(),
                    (another ? "only " + holder.get() + " runs on this state" : "nothing runs on this state")
                            + ", so there is no '" + migration + "' to " + spec.name() + last());
        }
    }

    /** What became of its last run, for people who thought it still ran; empty where there was none. */
    private String last() {
        if (!Database.existsIn(state.folder())) {
            return "";
        }
        Clock clock = Clock.systemUTC();
        try (Database database = Database.open(state.folder(), clock)) {
            Runs runs = new Runs(database, clock);
            List<String> known = runs.latest().stream().map(Run::migration).toList();
            return runs.latest(migration)
                    .map(run -> run.outcome() == null
                            ? "; its " + run.verb() + " " + run.id() + " was interrupted, 'run' goes on with it"
                            : "; its " + run.verb() + " " + run.id() + " ended: "
                                    + run.outcome().text())
                    .orElse("; " + Nearest.unknown("migration", migration, known));
        }
    }
}
