package dev.caravan.step.sql;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Step;
import dev.caravan.model.SystemSettings;
import dev.caravan.spi.StepCall;
import dev.caravan.spi.StepKind;
import dev.caravan.spi.StepResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Runs statements in one transaction, with a row of its own in {@code caravan_steps}: after a crash that row tells whether
 * they were committed, so nothing is done twice and nobody has to look.
 */
public final class SqlStep implements StepKind {
    private static final String TABLE =
            "CREATE TABLE IF NOT EXISTS caravan_steps (token VARCHAR(500) NOT NULL PRIMARY KEY, begun VARCHAR(40) NOT NULL)";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final SqlCaller sql;

    public SqlStep(SqlCaller sql) {
        this.sql = sql;
    }

    @Override
    public StepResult advance(StepCall call) {
        SystemSettings system = system(call);
        ObjectNode evidence = JsonNodeFactory.instance.objectNode();
        evidence.put("in", system.name());
        try (Connection connection = open(call)) {
            List<String> statements = statements(call.step().options());
            SqlValues values = new SqlValues(call);
            connection.setAutoCommit(false);
            mark(connection, call);
            long rows = 0;
            SqlCaller.Answer last = new SqlCaller.Answer(0, null);
            for (String statement : statements) {
                last = sql.call(connection, statement, values.in(statement));
                rows += last.rows();
            }
            connection.commit();
            evidence.put("statements", statements.size()).put("rows", rows);
            evidence.set("value", JSON.valueToTree(last.value()));
            return new StepResult.Done(evidence, evidence, JsonNodeFactory.instance.objectNode());
        } catch (SQLException e) {
            return new StepResult.Failed(
                    ErrorCode.STEP_FAILED,
                    "the statements failed in " + system.name() + " and were rolled back: " + e.getMessage(),
                    evidence);
        } catch (IOException e) {
            return new StepResult.Failed(ErrorCode.STEP_FAILED, "cannot be read: " + e.getMessage(), evidence);
        }
    }

    private void mark(Connection connection, StepCall call) throws SQLException {
        sql.call(connection, TABLE);
        try (PreparedStatement old = connection.prepareStatement("DELETE FROM caravan_steps WHERE token = ?");
                PreparedStatement mark =
                        connection.prepareStatement("INSERT INTO caravan_steps (token, begun) VALUES (?, ?)")) {
            old.setString(1, call.token());
            old.executeUpdate();
            mark.setString(1, call.token());
            mark.setString(2, call.begun().toString());
            mark.executeUpdate();
        }
    }

    @Override
    public StepResult look(StepCall call) {
        ObjectNode evidence = JsonNodeFactory.instance.objectNode();
        evidence.put("in", system(call).name());
        try (Connection connection = open(call)) {
            sql.call(connection, TABLE);
            if (!isMarked(connection, call)) {
                return new StepResult.Again();
            }
            evidence.put("found", "committed before the run was cut off");
            return new StepResult.Done(evidence, evidence, JsonNodeFactory.instance.objectNode());
        } catch (SQLException e) {
            return new StepResult.Unknown(
                    "the run was cut off, and " + system(call).name() + " cannot be asked whether the statements were"
                            + " committed: " + e.getMessage() + "; look into its table caravan_steps",
                    evidence);
        }
    }

    private static boolean isMarked(Connection connection, StepCall call) throws SQLException {
        try (PreparedStatement mark =
                connection.prepareStatement("SELECT 1 FROM caravan_steps WHERE token = ? AND begun = ?")) {
            mark.setString(1, call.token());
            mark.setString(2, call.begun().toString());
            try (ResultSet rows = mark.executeQuery()) {
                return rows.next();
            }
        }
    }

    @Override
    public StepResult undo(StepCall call) {
        throw new IllegalStateException("statements have no undo of their own");
    }

    @Override
    public String outlook(Step step) {
        JsonNode options = step.options();
        String what = options.has("file")
                ? "the statements of " + Path.of(options.get("file").asText()).getFileName()
                : Statements.shown(Statements.of(options.path("run").asText()));
        return "runs in " + options.path("in").asText() + ", in one transaction: " + what;
    }

    @Override
    public Optional<String> undoOf(Step step) {
        return Optional.empty();
    }

    @Override
    public boolean destructive(Step step) {
        try {
            return Statements.change(statements(step.options()));
        } catch (IOException e) {
            return false;
        }
    }

    private static List<String> statements(JsonNode options) throws IOException {
        return options.has("file")
                ? Statements.of(Files.readString(Path.of(options.get("file").asText())))
                : Statements.of(options.path("run").asText());
    }

    private static Connection open(StepCall call) throws SQLException {
        return Databases.open(system(call), Duration.between(call.now(), call.deadline()));
    }

    private static SystemSettings system(StepCall call) {
        return call.migration().systems().get(call.step().options().path("in").asText());
    }
}
