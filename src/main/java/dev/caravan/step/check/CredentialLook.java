package dev.caravan.step.check;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.StepCall;

/** An environment variable that is set; its value is never looked at by anybody. */
final class CredentialLook implements Look {
    @Override
    public Seen look(StepCall call) {
        String name = call.step().options().path("credential").asText();
        String value = System.getenv(name);
        boolean there = value != null && !value.isBlank();
        return there
                ? Seen.good(Look.facts())
                : Seen.bad("environment variable '" + name + "' is not set", Look.facts());
    }

    @Override
    public String outlook(JsonNode options) {
        return "the credential " + options.path("credential").asText() + " is set";
    }
}
