package dev.caravan.cli;

import dev.caravan.camel.CamelHouse;
import dev.caravan.model.Migration;
import dev.caravan.plan.PlanCheck;
import dev.caravan.plan.Statement;
import dev.caravan.plan.StepTraits;
import dev.caravan.repository.StateLock;
import dev.caravan.run.RunOptions;
import dev.caravan.run.RunOptions.Mode;
import dev.caravan.step.StepKinds;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code run FILE}. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = "Runs a migration in the foreground; goes on by itself where an earlier run stopped.")
final class RunCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private FileOptions file;

    @Mixin
    private StateOptions state;

    @Mixin
    private Verbosity verbosity;

    @Mixin
    private ReportOptions report;

    @Mixin
    private StatementOptions said;

    @Option(names = "--reason", paramLabel = "R", description = "Why you decide so; goes into the journal.")
    private String reason = "";

    @Option(names = "--fresh", description = "Forget the ledger (never the rows) and start over.")
    private boolean fresh;

    @Option(
            names = "--accept-changed",
            description = "Go on although the pipeline's definition is not the one the ledger was begun with.")
    private boolean acceptChanged;

    @Option(
            names = "--from-checkpoint",
            paramLabel = "PIPELINE@N",
            description =
                    "Go back to a checkpoint that 'status NAME' lists, and copy again what came after it. Rows stay: an"
                            + " equal one is skipped, another one settled by existing:.")
    private String checkpoint = "";

    @Option(names = "--dry-run", description = "Everything but the writes.")
    private boolean dryRun;

    @Option(
            names = "--only",
            paramLabel = "data|STEP",
            description = "Only the pipelines and their verification (data), or one pipeline by its name.")
    private String only;

    @Option(names = "--batch-size", paramLabel = "N", description = "Records a chunk, instead of the file's.")
    private Integer batch;

    @Option(
            names = "--wait",
            paramLabel = "D",
            defaultValue = "10m",
            converter = DurationConverter.class,
            description = "How long to wait for a sign-off, a gate or a time before ending with exit status 6"
                    + " (default: ${DEFAULT-VALUE}).")
    private Duration patience;

    @Option(names = "--show-values", description = "Findings show values of records, not only type and length.")
    private boolean showValues;

    @Override
    public Integer call() {
        verbosity.apply();
        if (batch != null && batch < 1) {
            throw new ParameterException(spec.commandLine(), "--batch-size is " + batch + ", must be at least 1");
        }
        report.check();
        StateLock.refuseIfHeld(state.folder());
        Home home = Home.find();
        try (CamelHouse house = home.house().ahead()) {
            return run(home, house);
        }
    }

    private int run(Home home, CamelHouse house) {
        Migration migration = home.loadBuilt(file, only, spec.commandLine());
        PlanCheck.refuse(migration, new StepTraits(StepKinds.forPlan()::kind, migration.plan()));
        List<Statement> statements = said.statements(migration, reason, spec.commandLine());
        if (!statements.isEmpty() && (dryRun || fresh)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--done and --again go on with what an earlier run began; leave out "
                            + (dryRun ? "--dry-run" : "--fresh"));
        }
        RunOptions options = new RunOptions(
                        dryRun ? Mode.DRY_RUN : Mode.RUN,
                        fresh,
                        acceptChanged,
                        batch == null ? 0 : batch,
                        home.properties().workers(),
                        showValues,
                        false)
                .backTo(checkpoint)
                .waiting(patience)
                .saying(statements);
        Path folder = state.folder();
        Output output = new Output(
                spec.commandLine(), verbosity, report, home.properties().progressEvery());
        return new RunSession(home, folder, output.progress())
                .in(house)
                .keeping(Remembered.facts(migration, file))
                .runLocked(migration, options, "run", output::end);
    }
}
