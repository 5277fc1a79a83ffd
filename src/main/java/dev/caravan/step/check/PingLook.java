package dev.caravan.step.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.Programs;
import dev.caravan.spi.StepCall;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A host that answers an echo request, asked by the machine's own ping. */
final class PingLook implements Look {
    @Override
    public Seen look(StepCall call) throws InterruptedException {
        String host = call.step().options().path("ping").asText();
        ObjectNode facts = Look.facts();
        if (host.startsWith("-")) {
            return Seen.bad("'" + host + "' is no host", facts);
        }
        try {
            Process ping = Programs.builder(List.of("ping", "-c", "1", "-W", "3", host))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            boolean answered = ping.waitFor(5, TimeUnit.SECONDS) && ping.exitValue() == 0;
            ping.destroyForcibly();
            return answered ? Seen.good(facts) : Seen.bad(host + " does not answer", facts);
        } catch (IOException e) {
            return Seen.bad("there is no 'ping' here; install iputils-ping, or check a port with tcp:", facts);
        }
    }

    @Override
    public String outlook(JsonNode options) {
        return options.path("ping").asText() + " answers";
    }
}
