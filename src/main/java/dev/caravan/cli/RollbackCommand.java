package dev.caravan.cli;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Migration;
import dev.caravan.repository.StateLock;
import dev.caravan.run.RunOptions;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rollback NAME}. */
@Command(
        name = "rollback",
        mixinStandardHelpOptions = true,
        description = {
            "Takes back what the steps of a plan have done: traffic first, then the rest from the end.",
            "Goes on by itself where an earlier rollback stopped. Rows that were copied stay."
        })
final class RollbackCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private NameOptions name;

    @Mixin
    private StateOptions state;

    @Mixin
    private Verbosity verbosity;

    @Mixin
    private ReportOptions report;

    @Mixin
    private StatementOptions said;

    @Option(names = "--reason", paramLabel = "R", required = true, description = "Why; goes into the journal.")
    private String reason;

    @Option(names = "--emergency", description = "Ask nothing.")
    private boolean emergency;

    @Option(names = "--yes", description = "Do it without asking.")
    private boolean yes;

    @Override
    public Integer call() {
        verbosity.apply();
        report.check();
        Home home = Home.find();
        FileOptions file = name.find(home, state.folder());
        Migration migration = home.load(file);
        if (StateLock.holder(state.folder()).isPresent()) {
            return new GivenOrder(spec, state.folder(), verbosity).give("rollback", migration.name(), "reason", reason);
        }
        if (!emergency && !yes && !Terminal.confirmed("take back what " + migration.name() + " has done?")) {
            throw new CaravanException(
                    ErrorCode.USAGE, migration.name(), "nothing was done: say --yes, or answer with 'yes'");
        }
        Output output = new Output(
                spec.commandLine(), verbosity, report, home.properties().progressEvery());
        return new RunSession(home, state.folder(), output.progress())
                .keeping(Remembered.facts(migration, file))
                .runLocked(
                        migration,
                        RunOptions.back(reason, null).saying(said.statements(migration, reason, spec.commandLine())),
                        "rollback",
                        (run, books) -> output.end(run, books));
    }
}
