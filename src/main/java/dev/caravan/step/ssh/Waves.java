package dev.caravan.step.ssh;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.model.Inventory;
import dev.caravan.model.Inventory.Host;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Cuts hosts into waves: by how many are to be done after each, or by name. What no wave names comes last. */
final class Waves {
    private Waves() {}

    static List<List<Host>> cut(Inventory inventory, List<Host> hosts, JsonNode waves) {
        List<List<Host>> cut = new ArrayList<>();
        Set<Host> left = new LinkedHashSet<>(hosts);
        for (JsonNode wave : waves) {
            Set<Host> chosen = new LinkedHashSet<>(left);
            if (isCount(wave)) {
                int more = count(wave, hosts.size()) - (hosts.size() - left.size());
                chosen = new LinkedHashSet<>(List.copyOf(left).subList(0, Math.max(0, Math.min(left.size(), more))));
            } else {
                chosen.retainAll(inventory.chosen(Item.texts(wave)));
            }
            add(cut, chosen);
            left.removeAll(chosen);
        }
        add(cut, left);
        return cut;
    }

    private static void add(List<List<Host>> cut, Set<Host> wave) {
        if (!wave.isEmpty()) {
            cut.add(List.copyOf(wave));
        }
    }

    private static boolean isCount(JsonNode wave) {
        return wave.isInt() || wave.isTextual() && wave.textValue().endsWith("%");
    }

    /** Of a share at least one host, and no part of a host. */
    static int count(JsonNode number, int of) {
        if (number.isInt()) {
            return number.intValue();
        }
        double share = Double.parseDouble(number.asText("0%").replace("%", "").strip()) / 100;
        return Math.max(1, (int) Math.floor(share * of + 1e-9));
    }
}
