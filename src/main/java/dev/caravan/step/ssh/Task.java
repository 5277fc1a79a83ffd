package dev.caravan.step.ssh;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.model.Inventory;
import dev.caravan.model.Inventory.Host;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a step on hosts is to do.
 *
 * @param waves the hosts, wave after wave
 * @param together how many hosts side by side
 * @param failures how many hosts may fail
 * @param revert what puts a host back; empty for nothing
 * @param revertAfter how long that waits
 */
record Task(
        List<Item> items,
        List<List<Host>> waves,
        int together,
        int failures,
        List<String> revert,
        Duration revertAfter) {
    private static final int TOGETHER = 20;

    static Task of(JsonNode options, Inventory inventory) {
        List<Host> hosts = inventory.chosen(Item.texts(options.path("hosts")));
        List<Item> items = new ArrayList<>();
        options.path("do").forEach(item -> items.add(Item.of(item)));
        if (items.isEmpty()) {
            items.add(Item.ofStep(options));
        }
        JsonNode revert = options.path("revert");
        return new Task(
                List.copyOf(items),
                Waves.cut(inventory, hosts, options.path("waves")),
                options.path("together").asInt(TOGETHER),
                failures(options.path("failures"), hosts.size()),
                Item.texts(revert.path("run")),
                Item.time(revert.path("after"), Duration.ZERO));
    }

    private static int failures(JsonNode allowed, int hosts) {
        if (allowed.isInt()) {
            return allowed.intValue();
        }
        double share = Double.parseDouble(allowed.asText("0%").replace("%", "").strip()) / 100;
        return (int) Math.floor(share * hosts + 1e-9);
    }

    List<Host> hosts() {
        return waves.stream().flatMap(List::stream).toList();
    }
}
