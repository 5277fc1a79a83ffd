package dev.caravan.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.repository.StateLock;
import dev.caravan.run.RampDesk;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
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

    @Option(names = "--reason", paramLabel = "R", required = true, description = "Why; goes into the journal.")
    private String reason;

    @Option(names = "--service", paramLabel = "S", description = "Which service, where several ramps run.")
    private String service;

    @Option(names = "--by", paramLabel = "WHO", description = "Who gives the order (default: the login name).")
    private String by = System.getProperty("user.name", "unknown");

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
        ObjectNode said = JsonNodeFactory.instance.objectNode().put("do", word).put("reason", reason);
        if (service != null) {
            said.put("service", service);
        }
        return new GivenOrder(spec, state.folder(), verbosity)
                .giveTo("ramp", name.migration(Home.find(), state.folder()), said, by);
    }
}
