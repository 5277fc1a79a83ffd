package dev.caravan.step.route;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.StepCall;
import java.io.IOException;

/** Hands a message to a route and takes its answer. Safe for use by several threads. */
@FunctionalInterface
public interface RouteCaller {
    /**
     * The route's answer, as JSON; what is no JSON comes as a text.
     *
     * @param route a route's id, or that of a template, which {@code with} fills in
     * @param with what the step gives the route, an object
     * @throws IOException when the route fails, is not there, or does not end in time; the reason is for people
     */
    JsonNode call(String route, JsonNode with, StepCall call) throws IOException;
}
