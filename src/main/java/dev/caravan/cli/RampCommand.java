package dev.caravan.cli;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.repository.StateLock;
import dev.caravan.run.RampDesk;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ramp NAME promote|hold|resume|abort}. */
@Command(
        name = "ramp",
        mixinStandardHelpOptions = true,
        description = {
            "Directs the ramp that runs: promote goes on to the next share now, hold keeps the present one,",
            "resume lets it go on by itself again, abort sends everything back to v1."
        })
final class RampCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private NameOptions name;

    @Parameters(index = "1", paramLabel = "DO", description = "promote, hold, resume or abort.")
    private String word;

    @Mixin
    private DirectionOptions said;

    @Mixin
    private StateOptions state;

    @Mixin
    private Verbosity verbosity;

    @Override
    public Integer call() {
        verbosity.apply();
        if (!RampDesk.WORDS.contains(word)) {
            throw new ParameterException(
                    spec.commandLine(),
                    "'" + word + "' says nothing to a ramp; known: " + String.join(", ", RampDesk.WORDS));
        }
        if (StateLock.holder(state.folder()).isEmpty()) {
            throw new CaravanException(
                    ErrorCode.USAGE,
                    state.folder().toString(),
                    "nothing runs on this state, so there is no ramp to " + word
                            + "; 'run' goes on with it, 'shift' sets a share without it");
        }
        return new GivenOrder(spec, state.folder(), verbosity)
                .giveTo("ramp", name.migration(Home.find(), state.folder()), said.order("do", word), said.by());
    }
}
