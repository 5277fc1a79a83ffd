package dev.caravan.step.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.StepCall;
import java.net.NetworkInterface;
import java.net.SocketException;

/** A network interface that is up. */
final class InterfaceLook implements Look {
    @Override
    public Seen look(StepCall call) {
        String name = call.step().options().path("interface").asText();
        ObjectNode facts = Look.facts();
        try {
            NetworkInterface found = NetworkInterface.getByName(name);
            if (found == null) {
                return Seen.bad("there is no network interface '" + name + "'", facts);
            }
            return found.isUp() ? Seen.good(facts) : Seen.bad("network interface '" + name + "' is down", facts);
        } catch (SocketException e) {
            return Seen.bad("network interface '" + name + "' cannot be looked at: " + e.getMessage(), facts);
        }
    }

    @Override
    public String outlook(JsonNode options) {
        return "network interface " + options.path("interface").asText() + " is up";
    }
}
