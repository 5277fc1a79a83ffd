package dev.caravan.step.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.CaravanException;
import dev.caravan.model.SystemSettings;
import dev.caravan.spi.NearestNeighbours;
import dev.caravan.spi.NearestNeighbours.Neighbour;
import dev.caravan.spi.StepCall;
import dev.caravan.step.SystemTools;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/** Whether collections answer searches, and how quickly: some of their own vectors are searched, each must be found. */
final class SearchLook implements Look {
    private static final int TOP = 5;

    private final SystemTools systems;

    SearchLook(SystemTools systems) {
        this.systems = systems;
    }

    @Override
    public Seen look(StepCall call) {
        JsonNode options = call.step().options();
        SystemSettings system =
                call.migration().systems().get(options.path("search").asText());
        ObjectNode facts = Look.facts();
        try (NearestNeighbours search = systems.kinds()
                .apply(system.kind())
                .neighbours(system)
                .orElseThrow(() -> new IllegalStateException("'" + system.kind() + "' searches no vectors"))) {
            for (String table : tables(options)) {
                String problem = look(search, table, options, facts);
                if (!problem.isEmpty()) {
                    return Seen.bad(system.name() + ", '" + table + "': " + problem, facts);
                }
            }
            return Seen.good(facts);
        } catch (CaravanException e) {
            return Seen.bad(system.name() + " cannot be searched: " + e.getMessage(), facts);
        }
    }

    @Override
    public String outlook(JsonNode options) {
        return "searches of " + String.join(", ", tables(options)) + " in "
                + options.path("search").asText() + " find something"
                + (options.has("pass")
                        ? ", on average in " + options.get("pass").asText()
                        : "");
    }

    private static String look(NearestNeighbours search, String table, JsonNode options, ObjectNode facts) {
        int queries = options.path("queries").asInt(1);
        List<float[]> drawn = search.draw(List.of(table), queries, new SecureRandom());
        if (drawn.isEmpty()) {
            return "there is no vector to search for";
        }
        double farthest = 0;
        long began = System.nanoTime();
        for (int query = 0; query < queries; query++) {
            List<Neighbour> found = search.search(table, drawn.get(query % drawn.size()), TOP);
            if (found.isEmpty()) {
                return "search " + (query + 1) + " of " + queries + " finds nothing";
            }
            farthest = Math.max(farthest, found.get(0).distance());
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        double mean = Math.max(seconds / queries, facts.path("value").asDouble(0));
        double rate = Math.min(queries / seconds, facts.path("rate").asDouble(Double.MAX_VALUE));
        facts.put("value", mean).put("rate", rate).put("best_distance", farthest);
        Comparison pass = Comparison.of(options.path("pass").asText(">= 0"));
        return pass.holds(mean)
                ? ""
                : String.format(java.util.Locale.ROOT, "a search takes %.3f s on average, not %s", mean, pass.text());
    }

    private static List<String> tables(JsonNode options) {
        List<String> tables = new ArrayList<>();
        JsonNode named = options.path("tables");
        if (named.isTextual()) {
            tables.add(named.asText());
        }
        named.forEach(table -> tables.add(table.asText()));
        return tables;
    }
}
