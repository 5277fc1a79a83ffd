package dev.caravan.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.Split;
import dev.caravan.repository.StateLock;
import dev.caravan.run.ShareDesk;
import dev.caravan.spi.Shifted;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code shift NAME PERCENT}. */
@Command(
        name = "shift",
        mixinStandardHelpOptions = true,
        description = {
            "Sets v2's share of a service's traffic by hand, proved through the router's listener.",
            "Upward as far as the gates that are passed and the service's cap allow; downward at any time."
        })
final class ShiftCommand implements Callable<Integer> {
    /** A rise may wait a minute for its turn, and then for its proof. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    @Spec
    private CommandSpec spec;

    @Mixin
    private NameOptions name;

    @Parameters(index = "1", paramLabel = "PERCENT", description = "0 to 100, cohorts, or off (pinned clients too).")
    private String to;

    @Mixin
    private DirectionOptions said;

    @Mixin
    private StateOptions state;

    @Mixin
    private Verbosity verbosity;

    @Override
    public Integer call() {
        verbosity.apply();
        ObjectNode asked = said.order("to", share());
        Home home = Home.find();
        if (StateLock.holder(state.folder()).isPresent()) {
            return new GivenOrder(spec, state.folder(), verbosity, PATIENCE)
                    .giveTo("shift", name.migration(home, state.folder()), asked, said.by());
        }
        Shifted shifted = new RunSession(home, state.folder(), null)
                .shift(ShareDesk.change(name.load(home, state.folder()), asked, said.by()));
        if (!verbosity.quiet()) {
            spec.commandLine().getOut().println(name.shown() + ": " + ShareDesk.text(shifted));
        }
        return 0;
    }

    private String share() {
        try {
            return Split.parse(to).toString();
        } catch (IllegalArgumentException wrong) {
            throw new ParameterException(spec.commandLine(), wrong.getMessage());
        }
    }
}
