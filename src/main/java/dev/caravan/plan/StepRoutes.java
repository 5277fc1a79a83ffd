package dev.caravan.plan;

import dev.caravan.spi.StepCall;
import dev.caravan.spi.StepResult;
import java.util.concurrent.CompletableFuture;

/** How a step is carried out. */
@FunctionalInterface
public interface StepRoutes {
    /**
     * Sets one call of a step going.
     *
     * @return its result, at once or later; the plan loop is to be called again when it has come
     */
    CompletableFuture<StepResult> call(StepCall call);
}
