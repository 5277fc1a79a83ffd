package dev.caravan.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.repository.StateLock;
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

    @Parameters(paramLabel = "NAME", description = "The migration.")
    private String migration;

    @Option(names = "--by", paramLabel = "WHO", description = "Who gives the order (default: the login name).")
    private String by = System.getProperty("user.name", "unknown");

    @Override
    public Integer call() {
        String verb = spec.name();
        if (StateLock.holder(state.folder()).isEmpty()) {
            throw new CaravanException(
                    ErrorCode.USAGE,
                    state.folder().toString(),
                    "nothing runs on this state, so there is nothing to " + verb);
        }
        return new GivenOrder(spec, state.folder()).give(verb, migration, JsonNodeFactory.instance.objectNode(), by);
    }
}
