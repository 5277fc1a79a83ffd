package dev.caravan.cli;

import dev.caravan.model.Migration;
import dev.caravan.repository.StateLock;
import dev.caravan.run.RunOptions;
import dev.caravan.run.RunOptions.Mode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code replay NAME}. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description = {
            "Brings rejected records in once more, after a fix of the mapping, the rules or the target, then verifies.",
            "A changed mapping is taken over; what it makes of rows already imported shows in the verification."
        })
final class ReplayCommand implements Callable<Integer> {
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

    @Override
    public Integer call() {
        verbosity.apply();
        report.check();
        Home home = Home.find();
        if (ServedPart.isServed(state.folder())) {
            String migration = name.load(home, state.folder()).name();
            return new GivenOrder(spec, state.folder(), verbosity).give("replay", migration, "reason", "asked");
        }
        StateLock.refuseIfHeld(state.folder());
        FileOptions file = name.find(home, state.folder());
        Migration migration = home.loadBuilt(file, null, spec.commandLine());
        RunOptions options =
                new RunOptions(Mode.REPLAY, false, true, 0, home.properties().workers(), false, false);
        Output output = new Output(
                spec.commandLine(), verbosity, report, home.properties().progressEvery());
        return new RunSession(home, state.folder(), output.progress())
                .keeping(Remembered.facts(migration, file))
                .runLocked(migration, options, "replay", output::end);
    }
}
