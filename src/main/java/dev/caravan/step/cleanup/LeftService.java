package dev.caravan.step.cleanup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.spi.StepCall;
import dev.caravan.step.archive.Archive;
import dev.caravan.step.exec.Execution;
import java.util.Optional;

/** A service of v1: one program removes it, another one ends with 0 where it is gone, before and after. */
record LeftService(JsonNode options) implements Leftover {
    @Override
    public String named() {
        return "service " + options.path("name").asText();
    }

    @Override
    public boolean there(StepCall call) {
        return run("gone", call).exit() != 0;
    }

    @Override
    public Optional<Packing> packing(StepCall call) {
        return Optional.empty();
    }

    @Override
    public ObjectNode remove(StepCall call, Archive archive) {
        Execution.Result removal = run("remove", call);
        if (removal.exit() != 0) {
            throw failed("its program " + ended(removal));
        }
        Execution.Result look = run("gone", call);
        if (look.exit() != 0) {
            throw failed("it was removed, and the program that looks whether it is gone " + ended(look));
        }
        ObjectNode how = JsonNodeFactory.instance.objectNode();
        how.set("removal", removal.evidence());
        how.set("gone", look.evidence());
        return how;
    }

    private Execution.Result run(String what, StepCall call) {
        Execution.Result result =
                new Execution(Leftovers.texts(options.path(what)), JsonNodeFactory.instance.objectNode()).run(call);
        if (result.failure() != null) {
            throw failed(result.failure());
        }
        return result;
    }

    private CaravanException failed(String why) {
        return new CaravanException(ErrorCode.STEP_FAILED, named(), named() + ": " + why + "; mend it and run again");
    }

    private static String ended(Execution.Result result) {
        return "ended with " + result.exit() + ": " + result.lastLine();
    }
}
