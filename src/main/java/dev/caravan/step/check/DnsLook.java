package dev.caravan.step.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.spi.StepCall;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;

/** Names that resolve, every one of them. */
final class DnsLook implements Look {
    @Override
    public Seen look(StepCall call) {
        List<String> names = names(call.step().options());
        ObjectNode facts = Look.facts();
        List<String> unknown = new ArrayList<>();
        for (String name : names) {
            try {
                String address = InetAddress.getByName(name).getHostAddress();
                facts.withObject("/addresses").put(name, address);
            } catch (UnknownHostException e) {
                unknown.add(name);
            }
        }
        return unknown.isEmpty() ? Seen.good(facts) : Seen.bad(problem(unknown), facts);
    }

    /** A list, or a text with commas between the names, as a setting is. */
    static List<String> names(JsonNode options) {
        List<String> names = new ArrayList<>();
        JsonNode written = options.path("dns");
        for (JsonNode one : written.isArray() ? written : List.of(written)) {
            for (String name : one.asText().split(",")) {
                if (!name.isBlank()) {
                    names.add(name.strip());
                }
            }
        }
        return names;
    }

    static String problem(List<String> unknown) {
        return "'" + String.join("', '", unknown) + (unknown.size() == 1 ? "' does not resolve" : "' do not resolve");
    }

    @Override
    public String outlook(JsonNode options) {
        List<String> names = names(options);
        return String.join(", ", names) + (names.size() == 1 ? " resolves" : " resolve");
    }
}
