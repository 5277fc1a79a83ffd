package dev.caravan.step.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.CaravanException;
import dev.caravan.model.SystemSettings;
import dev.caravan.spi.Catalogue;
import dev.caravan.spi.StepCall;
import dev.caravan.step.Jq;
import dev.caravan.step.SystemTools;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import net.thisptr.jackson.jq.exception.JsonQueryException;

/** How many records tables or collections hold, each of them and together. */
final class CountLook implements Look {
    private static final String EQUAL = "equal";
    private static final String MORE = "more";

    private final Jq jq = new Jq();
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
        if (options.has(EQUAL)) {
            String problem = equal(call, wanted);
            if (!problem.isEmpty()) {
                return Seen.bad(problem, facts);
            }
        }
        try (Catalogue catalogue = systems.kinds().apply(system.kind()).catalogue(system)) {
            for (Map.Entry<String, Long> table : wanted.entrySet()) {
                if (!catalogue.has(table.getKey())) {
                    wrong.add("'" + table.getKey() + "' is not there");
                    continue;
                }
                long count = catalogue.count(table.getKey());
                found.put(table.getKey(), count);
                total += count;
                if (isOff(options, count, table.getValue())) {
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

    /** Puts the counts in that the facts give; answers why they cannot be had, or nothing. */
    private String equal(StepCall call, Map<String, Long> wanted) {
        String program = call.step().options().path(EQUAL).asText();
        try {
            List<JsonNode> found = jq.run(program, call.facts());
            if (found.size() == 1 && found.get(0).isObject()) {
                wanted.replaceAll((table, any) -> found.get(0).path(table).asLong());
                return "";
            }
            return "'" + program + "' gives " + found + ", no counts by table";
        } catch (JsonQueryException e) {
            return "'" + program + "' fails: " + e.getMessage();
        }
    }

    private static boolean isOff(JsonNode options, long count, long wanted) {
        boolean more = options.path(MORE).asBoolean() && count > wanted;
        return wanted >= 0 && !more && Math.abs(count - wanted) > within(options);
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
        String equal = options.has(EQUAL) ? ", as many as " + options.get(EQUAL).asText() + " has" : "";
        String more = options.path(MORE).asBoolean() ? " or more" : "";
        return options.path("count").asText() + " holds " + String.join(", ", tables) + total + equal + more + within
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
