package dev.caravan.step.sql;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.model.ValueNames;
import dev.caravan.spi.StepCall;
import dev.caravan.step.Jq;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.thisptr.jackson.jq.exception.JsonQueryException;

/**
 * What {@code with:} of a step gives its statements: by name, what a jq program makes of the facts of the steps before. Texts,
 * numbers, truth values and null go as they are, a map or list as JSON text.
 */
final class SqlValues {
    private final Map<String, Object> values = new LinkedHashMap<>();

    /**
     * The values of a step.
     *
     * @throws SQLException when a program fails on the facts or gives no value, or several
     */
    SqlValues(StepCall call) throws SQLException {
        for (Map.Entry<String, JsonNode> one :
                call.step().options().path("with").properties()) {
            values.put(one.getKey(), value(one.getKey(), one.getValue().asText(), call.facts()));
        }
    }

    /** Those that a statement names; empty where it names none. */
    Map<String, Object> in(String statement) {
        Map<String, Object> named = new LinkedHashMap<>();
        if (!values.isEmpty()) {
            ValueNames.in(statement).forEach(name -> named.put(name, values.get(name)));
        }
        return named;
    }

    private static Object value(String name, String program, JsonNode facts) throws SQLException {
        try {
            List<JsonNode> results = new Jq().run(program, facts);
            if (results.size() != 1) {
                throw new SQLException("'" + program + "' gives " + results.size() + " values for '" + name
                        + "' instead of one; correct the program in with:");
            }
            return plain(results.get(0));
        } catch (JsonQueryException e) {
            throw new SQLException(
                    "'" + program + "' fails on the facts for '" + name + "': " + e.getMessage()
                            + "; correct the program in with:",
                    e);
        }
    }

    private static Object plain(JsonNode value) {
        if (value.isNull()) {
            return null;
        }
        if (value.isBoolean()) {
            return value.booleanValue();
        }
        if (value.isNumber()) {
            return value.isIntegralNumber() && value.canConvertToLong()
                    ? (Object) value.longValue()
                    : value.isDouble() ? (Object) value.doubleValue() : value.decimalValue();
        }
        return value.isTextual() ? value.textValue() : value.toString();
    }
}
