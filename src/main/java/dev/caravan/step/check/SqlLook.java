package dev.caravan.step.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.Durations;
import dev.caravan.model.SystemSettings;
import dev.caravan.spi.StepCall;
import dev.caravan.step.sql.Databases;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;

/** A number or a truth from a query; what it changes, which a check may not, is rolled back. */
final class SqlLook implements Look {
    @Override
    public Seen look(StepCall call) {
        JsonNode options = call.step().options();
        ObjectNode facts = Look.facts();
        SystemSettings system =
                call.migration().systems().get(options.path("in").asText());
        String query = "the query in " + system.name();
        try (Connection connection = Databases.open(system, Duration.between(call.now(), call.deadline()));
                Statement statement = connection.createStatement()) {
            // Never committed: whoever closes without leaves nothing
            connection.setAutoCommit(false);
            long begun = System.nanoTime();
            ResultSet rows = statement.executeQuery(options.path("sql").asText());
            if (!rows.next()) {
                return Seen.bad(query + " gives no row", facts);
            }
            double value = rows.getDouble(1);
            long millis = Math.round((System.nanoTime() - begun) / 1e6);
            facts.put("value", value).put("millis", millis);
            Comparison pass = Comparison.of(options.path("pass").asText("!= 0"));
            if (!pass.holds(value)) {
                return Seen.bad(query + " gives " + value + ", not " + pass.text(), facts);
            }
            Optional<Duration> within =
                    Durations.parse(options.at("/expect/within").asText());
            return within.isPresent() && millis > within.get().toMillis()
                    ? Seen.bad(
                            query + " took " + millis + " ms, more than "
                                    + within.get().toMillis(),
                            facts)
                    : Seen.good(facts);
        } catch (SQLException e) {
            return Seen.bad(query + " fails: " + e.getMessage(), facts);
        }
    }

    @Override
    public String outlook(JsonNode options) {
        return "a query in " + options.path("in").asText() + " gives "
                + options.path("pass").asText("!= 0");
    }
}
