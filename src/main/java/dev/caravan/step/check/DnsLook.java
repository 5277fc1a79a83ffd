package dev.caravan.step.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.StepCall;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** A name that resolves. */
final class DnsLook implements Look {
    @Override
    public Seen look(StepCall call) {
        String name = call.step().options().path("dns").asText();
        ObjectNode facts = Look.facts();
        try {
            facts.put("address", InetAddress.getByName(name).getHostAddress());
            return Seen.good(facts);
        } catch (UnknownHostException e) {
            return Seen.bad("'" + name + "' does not resolve", facts);
        }
    }

    @Override
    public String outlook(JsonNode options) {
        return options.path("dns").asText() + " resolves";
    }
}
