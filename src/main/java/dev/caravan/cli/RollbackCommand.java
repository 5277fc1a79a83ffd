package dev.caravan.cli;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Migration;
import dev.caravan.plan.HostRollback;
import dev.caravan.plan.PlanRun;
import dev.caravan.repository.HostRows;
import dev.caravan.repository.Sleeper;
import dev.caravan.repository.StateLock;
import dev.caravan.run.RunOptions;
import dev.caravan.step.ssh.SshStep;
import java.time.Clock;
import java.util.List;
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

    @Option(
            names = "--host",
            paramLabel = "HOST",
            description = {
                "Take back on this host alone what steps on hosts did there; the rest stays done,",
                "and later steps leave the host out."
            })
    private String host;

    @Option(names = "--step", paramLabel = "STEP", description = "With --host: only this step.")
    private String step;

    @Option(
            names = "--emergency",
            description = {
                "Ask nothing; and where the state cannot be used, send all traffic back to v1 without it,",
                "by the routers alone."
            })
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
        if (host == null && step != null) {
            throw new CaravanException(ErrorCode.USAGE, migration.name(), "--step needs --host");
        }
        if (host != null) {
            return onHost(home, migration);
        }
        try {
            return takeBack(home, file, migration);
        } catch (CaravanException failed) {
            throw emergency ? new WithoutState(state.folder()).lower(migration, failed) : failed;
        }
    }

    private int takeBack(Home home, FileOptions file, Migration migration) {
        if (StateLock.holder(state.folder()).isPresent()) {
            return new GivenOrder(spec, state.folder(), verbosity).give("rollback", migration.name(), "reason", reason);
        }
        mustBeMeant(migration, "take back what " + migration.name() + " has done?");
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

    private int onHost(Home home, Migration migration) {
        mustBeMeant(migration, "take back what " + migration.name() + " has done on " + host + "?");
        return new RunSession(home, state.folder(), null).locked(migration.name(), "rollback", books -> {
            SshStep ssh = new SshStep(new HostRows(books.database()), Clock.systemUTC(), Sleeper.real());
            PlanRun.Books plan = new PlanRun.Books(books.passages(), books.journal(), Clock.systemUTC());
            List<String> back = new HostRollback(migration, plan, ssh)
                    .run(host, step, System.getProperty("user.name", "unknown"), reason);
            if (!verbosity.quiet()) {
                back.forEach(one -> spec.commandLine().getOut().println("taken back on " + host + ": " + one));
                spec.commandLine().getOut().flush();
            }
            return 0;
        });
    }

    private void mustBeMeant(Migration migration, String question) {
        if (!emergency && !yes && !Terminal.confirmed(question)) {
            throw new CaravanException(
                    ErrorCode.USAGE, migration.name(), "nothing was done: say --yes, or answer with 'yes'");
        }
    }
}
