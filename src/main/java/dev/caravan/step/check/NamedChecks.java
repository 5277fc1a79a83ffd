package dev.caravan.step.check;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.caravan.model.Step;
import dev.caravan.spi.StepCall;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/** Checks of the plan that another step carries out. */
public final class NamedChecks {
    private static final String CHECK = "check";

    private NamedChecks() {}

    /** The steps of kind check with these names. */
    public static List<Step> of(StepCall call, Collection<String> names) {
        return call.migration().plan().steps().stream()
                .filter(step -> step.kind().equals(CHECK) && names.contains(step.name()))
                .toList();
    }

    /** The call of one of them, as long as the caller itself may take. */
    public static StepCall call(StepCall call, Step check) {
        Instant own = check.timeout() == null ? call.deadline() : call.now().plus(check.timeout());
        return new StepCall(
                call.migration(),
                check,
                StepCall.Purpose.ADVANCE,
                call.passage(),
                1,
                JsonNodeFactory.instance.objectNode(),
                call.facts(),
                call.now(),
                call.now(),
                own.isBefore(call.deadline()) ? own : call.deadline(),
                call.stopped());
    }
}
