package dev.caravan.step.ssh;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.Durations;
import dev.caravan.model.Inventory.Host;
import dev.caravan.step.Restart;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * One thing to do on each host.
 *
 * @param what {@code run}, {@code look} or {@code reboot}
 * @param program with its arguments
 * @param kinds of hosts it is for; empty for all
 * @param within how long a look is repeated, and how soon a restarted host must be back; null for the usual time
 * @param timeout how long the program may take
 * @param doneWhen a program that ends with 0 where the work is done; empty for none
 * @param undoHere a program of this machine that goes before the undo; empty for none
 * @param undo the program that takes it back; empty for none
 * @param expect what must come back
 */
record Item(
        String name,
        String what,
        List<String> program,
        List<String> kinds,
        Duration within,
        Duration timeout,
        List<String> doneWhen,
        List<String> undoHere,
        List<String> undo,
        JsonNode expect) {
    static final String RUN = "run";
    static final String LOOK = "look";
    static final String REBOOT = "reboot";

    private static final Duration TIMEOUT = Duration.ofMinutes(10);
    private static final List<String> WHATS = List.of(RUN, LOOK, REBOOT);

    static Item of(JsonNode written) {
        String what = WHATS.stream().filter(written::has).findFirst().orElse(RUN);
        List<String> program = texts(written.path(what));
        return new Item(
                written.path("name").asText(String.join(" ", program)),
                what,
                program,
                texts(written.path("kinds")),
                time(written.path("within"), null),
                time(written.path("timeout"), TIMEOUT),
                texts(written.path("done-when")),
                texts(written.path("undo-here")),
                texts(written.path("undo")),
                written.path("expect"));
    }

    /** True when it leaves its host another than it found it. */
    boolean changes() {
        return what.equals(RUN) && !Restart.is(program);
    }

    boolean isFor(Host host) {
        return kinds.isEmpty() || kinds.contains(host.kind());
    }

    /**
     * The arguments for one host.
     *
     * @throws IllegalArgumentException when one names a value that the host does not have
     */
    static List<String> filled(List<String> arguments, Host host) {
        return arguments.stream().map(argument -> filled(argument, host)).toList();
    }

    private static String filled(String text, Host host) {
        String out = text;
        for (Map.Entry<String, String> value : host.values().entrySet()) {
            out = out.replace("{{host." + value.getKey() + "}}", value.getValue());
        }
        out = out.replace("{{host.name}}", host.name())
                .replace("{{host.address}}", host.address())
                .replace("{{host.user}}", host.user())
                .replace("{{host.kind}}", host.kind());
        int open = out.indexOf("{{host.");
        if (open >= 0) {
            String name = out.substring(open + 7, Math.max(open + 7, out.indexOf("}}", open)));
            throw new IllegalArgumentException(
                    host.name() + " has no '" + name + "'; add it to the host's values: in the inventory");
        }
        return out;
    }

    /** One text, or a list of texts. */
    static List<String> texts(JsonNode node) {
        List<String> texts = new ArrayList<>();
        if (node.isValueNode() && !node.isNull()) {
            texts.add(node.asText());
        }
        node.forEach(one -> texts.add(one.asText()));
        return texts;
    }

    static Duration time(JsonNode node, Duration otherwise) {
        return node.isTextual() ? Durations.parse(node.textValue()).orElse(otherwise) : otherwise;
    }

    /** The item that a step with {@code run:} of its own is. */
    static Item ofStep(JsonNode options) {
        ObjectNode item = JsonNodeFactory.instance.objectNode();
        for (String key : List.of(RUN, "done-when", "expect")) {
            if (options.has(key)) {
                item.set(key, options.get(key));
            }
        }
        return of(item);
    }
}
