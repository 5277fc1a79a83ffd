package dev.caravan.step.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.CaravanException;
import dev.caravan.model.SystemSettings;
import dev.caravan.spi.Catalogue;
import dev.caravan.spi.StepCall;
import dev.caravan.step.SystemTools;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How many records tables or collections hold, each of them and together. */
final class CountLook implements Look {
    private final SystemTools systems;

    CountLook(SystemTools systems) {
        this.systems = systems;
    }

    @Override
    public Seen look(StepCall call) {
        JsonNode options = call.step().options();
        SystemSettings system =
                call.migration().systems().get(options.path("count").asText());
        ObjectNode facts = Look.facts();
        ObjectNode found = facts.putObject("tables");
        Map<String, Long> wanted = wanted(options);
        List<String> wrong = new ArrayList<>();
        long total = 0;
        try (Catalogue catalogue = systems.kinds().apply(system.kind()).catalogue(system)) {
            for (Map.Entry<String, Long> table : wanted.entrySet()) {
                long count = catalogue.count(table.getKey());
                found.put(table.getKey(), count);
                total += count;
                if (table.getValue() >= 0 && Math.abs(count - table.getValue()) > within(options)) {
                    wrong.add(String.format(
                            Locale.ROOT, "'%s' holds %,d, not %,d", table.getKey(), count, table.getValue()));
                }
            }
        } catch (CaravanException e) {
            return Seen.bad(system.name() + " cannot be counted: " + e.getMessage(), facts);
        }
        int matching = wanted.size() - wrong.size();
        facts.put("value", total).put("total", total).put("matching", matching);
        return judged(
                system.name(), options, wrong, matching >= options.path("least").asInt(wanted.size()), facts);
    }

    /** A table that is off may be allowed, and is told; a total that is off never is. */
    private static Seen judged(String system, JsonNode options, List<String> wrong, boolean enough, ObjectNode facts) {
        long total = facts.path("total").asLong();
        long asked = options.path("total").asLong(total);
        boolean whole = Math.abs(total - asked) <= within(options);
        if (!whole) {
            wrong.add(String.format(Locale.ROOT, "together they hold %,d, not %,d", total, asked));
        }
        if (wrong.isEmpty()) {
            return Seen.good(facts);
        }
        String problem = system + ": " + String.join(", ", wrong) + contradiction(options);
        return whole && enough ? Seen.good(facts.put("warning", problem)) : Seen.bad(problem, facts);
    }

    @Override
    public String outlook(JsonNode options) {
        Map<String, Long> wanted = wanted(options);
        List<String> tables = new ArrayList<>();
        wanted.forEach(
                (table, count) -> tables.add(table + (count < 0 ? "" : String.format(Locale.ROOT, " %,d", count))));
        String total = options.has("total")
                ? String.format(
                        Locale.ROOT, ", together %,d", options.get("total").asLong())
                : "";
        String within = within(options) > 0 ? ", give or take " + within(options) : "";
        return options.path("count").asText() + " holds " + String.join(", ", tables) + total + within
                + contradiction(options);
    }

    /** Says it where the counts of the file do not add up to its total. */
    private static String contradiction(JsonNode options) {
        Map<String, Long> wanted = wanted(options);
        long sum = wanted.values().stream().mapToLong(Long::longValue).sum();
        boolean all = !wanted.isEmpty() && wanted.values().stream().allMatch(count -> count >= 0);
        long total = options.path("total").asLong(sum);
        return all && Math.abs(sum - total) > within(options)
                ? String.format(
                        Locale.ROOT,
                        "; the file contradicts itself: its counts add up to %,d, and its total is %,d: correct one",
                        sum,
                        total)
                : "";
    }

    private static long within(JsonNode options) {
        return options.path("within").asLong(0);
    }

    /** Each table with its count, or with -1 where any will do. */
    private static Map<String, Long> wanted(JsonNode options) {
        Map<String, Long> wanted = new LinkedHashMap<>();
        JsonNode tables = options.path("tables");
        tables.properties()
                .forEach(table -> wanted.put(table.getKey(), table.getValue().asLong()));
        if (tables.isTextual()) {
            wanted.put(tables.asText(), -1L);
        } else if (tables.isArray()) {
            tables.forEach(table -> wanted.put(table.asText(), -1L));
        }
        return wanted;
    }
}
