package dev.caravan.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Option;

/** What a person says with an order about a service's traffic. */
final class DirectionOptions {
    @Option(names = "--reason", paramLabel = "R", required = true, description = "Why; goes into the journal.")
    private String reason;

    @Option(names = "--service", paramLabel = "S", description = "Which service, where the migration has several.")
    private String service;

    @Option(names = "--by", paramLabel = "WHO", description = "Who gives the order (default: the login name).")
    private String by = System.getProperty("user.name", "unknown");

    String by() {
        return by;
    }

    /** The order's arguments: one of its own, and what was said with it. */
    ObjectNode order(String name, String value) {
        ObjectNode said = JsonNodeFactory.instance.objectNode().put(name, value).put("reason", reason);
        if (service != null) {
            said.put("service", service);
        }
        return said;
    }
}
