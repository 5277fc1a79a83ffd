package dev.caravan.cli;

import dev.caravan.model.Migration;
import dev.caravan.repository.StateLock;
import dev.caravan.run.RunOptions;
import dev.caravan.run.RunOptions.Mode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code verify FILE}. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = "Compares both sides row by row. Changes nothing, unless --repair is given.")
final class VerifyCommand implements Callable<Integer> {
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

    @Option(names = "--repair", description = "Copy again what is missing or differs, then verify again.")
    private boolean repair;

    @Option(names = "--delete-extra", description = "With --repair: delete rows that only the target has.")
    private boolean deleteExtra;

    @Option(names = "--only", paramLabel = "data|PIPELINE", description = "One pipeline by its name.")
    private String only;

    @Option(names = "--show-values", description = "Findings show values of records, not only type and length.")
    private boolean showValues;

    @Override
    public Integer call() {
        verbosity.apply();
        if (deleteExtra && !repair) {
            throw new ParameterException(spec.commandLine(), "--delete-extra goes with --repair");
        }
        report.check();
        if (repair) {
            StateLock.refuseIfHeld(state.folder());
        }
        Home home = Home.find();
        Migration migration = home.loadBuilt(file, only, spec.commandLine());
        Mode mode = repair ? Mode.REPAIR : Mode.VERIFY;
        RunOptions options =
                new RunOptions(mode, false, false, 0, home.properties().workers(), showValues, deleteExtra);
        Output output = new Output(
                spec.commandLine(), verbosity, report, home.properties().progressEvery());
        RunSession session =
                new RunSession(home, state.folder(), output.progress()).keeping(Remembered.facts(migration, file));
        return repair
                ? session.runLocked(migration, options, "verify --repair", output::end)
                : session.runBeside(migration, options, output::end);
    }
}
