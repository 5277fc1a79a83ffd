package dev.caravan.step.check;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.SystemSettings;
import dev.caravan.spi.StepCall;
import dev.caravan.step.sql.Databases;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/** A number or a truth from a query. */
final class SqlLook implements Look {
    @Override
    public Seen look(StepCall call) {
        JsonNode options = call.step().options();
        ObjectNode facts = Look.facts();
        SystemSettings system =
                call.migration().systems().get(options.path("in").asText());
        try (Connection connection = Databases.open(system, Duration.between(call.now(), call.deadline()));
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(options.path("sql").asText())) {
            if (!rows.next()) {
                return Seen.bad("the query in " + system.name() + " gives no row", facts);
            }
            double value = rows.getDouble(1);
            facts.put("value", value);
            Comparison pass = Comparison.of(options.path("pass").asText("!= 0"));
            return pass.holds(value)
                    ? Seen.good(facts)
                    : Seen.bad("the query in " + system.name() + " gives " + value + ", not " + pass.text(), facts);
        } catch (SQLException e) {
            return Seen.bad("the query in " + system.name() + " fails: " + e.getMessage(), facts);
        }
    }

    @Override
    public String outlook(JsonNode options) {
        return "a query in " + options.path("in").asText() + " gives "
                + options.path("pass").asText("!= 0");
    }
}
