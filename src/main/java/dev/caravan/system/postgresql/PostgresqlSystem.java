package dev.caravan.system.postgresql;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Pipeline;
import dev.caravan.model.SystemSettings;
import dev.caravan.model.TableShape;
import dev.caravan.spi.Catalogue;
import dev.caravan.spi.Freeze;
import dev.caravan.spi.Source;
import dev.caravan.spi.StoredForm;
import dev.caravan.spi.SystemCheck;
import dev.caravan.spi.SystemKind;
import dev.caravan.spi.Target;
import dev.caravan.system.postgresql.type.NulPolicy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** PostgreSQL databases, from version 14 on. */
public final class PostgresqlSystem implements SystemKind {
    private final Clock clock;

    /**
     * The kind.
     *
     * @param clock tells the ledger's times
     */
    public PostgresqlSystem(Clock clock) {
        this.clock = requireNonNull(clock, "clock is null");
    }

    @Override
    public String name() {
        return "postgresql";
    }

    @Override
    public boolean transactional() {
        return true;
    }

    @Override
    public Source source(Pipeline.Export export) {
        List<TableChoice> choices = export.tables().stream()
                .map(table -> new TableChoice(table, List.of(), export.key(), false, false))
                .toList();
        return new PostgresqlSource(PostgresqlServer.of(export.from(), ErrorCode.SOURCE_UNUSABLE), choices);
    }

    @Override
    public Source scan(SystemSettings system, String table, List<String> columns, List<String> key) {
        return new PostgresqlSource(target(system), List.of(new TableChoice(table, columns, key, true, false)));
    }

    @Override
    public Source scanInAnyOrder(SystemSettings system, String table, List<String> columns, List<String> key) {
        return new PostgresqlSource(target(system), List.of(new TableChoice(table, columns, key, true, true)));
    }

    @Override
    public StoredForm storedForm(SystemSettings system, TargetTable table) {
        PostgresqlServer server = target(system);
        Connection connection = server.reading();
        try {
            Optional<PgTable> found = new TableReader(connection).table(table.table());
            return found.isEmpty() ? StoredForm.SAME : new PostgresqlForm(server, found.get(), nul(system));
        } catch (SQLException e) {
            throw server.failure(e, "table '" + table.table() + "' could not be looked up");
        } finally {
            PostgresqlServer.closeQuietly(connection);
        }
    }

    @Override
    public Target target(Pipeline.Import into, List<TargetTable> tables) {
        return new PostgresqlTarget(into, tables, nul(into.into()), clock);
    }

    @Override
    public Catalogue catalogue(SystemSettings system) {
        return new PostgresqlCatalogue(target(system), system.schemaFiles());
    }

    @Override
    public SystemCheck check(SystemSettings system, String check, List<TableShape> tables) {
        return switch (check) {
            case "orphans" -> new OrphanCheck(target(system), tables);
            case "integrity" -> new IntegrityCheck(target(system), tables);
            default ->
                throw new CaravanException(
                        ErrorCode.NOT_BUILT,
                        system.place(),
                        "postgresql has no check '" + check + "'; it has: orphans, integrity");
        };
    }

    /** A connection that sees one state of the database and cannot write; the caller closes it. */
    public Connection reading(SystemSettings system) {
        return PostgresqlServer.of(system, ErrorCode.SOURCE_UNUSABLE).reading();
    }

    /**
     * A connection on which statements can be tried and taken back: to the database, or to another of its server where there is
     * no such yet; the caller closes it.
     */
    public Connection trying(SystemSettings system) {
        PostgresqlServer server = target(system);
        return (server.exists() ? server : server.maintenance()).writing();
    }

    @Override
    public dev.caravan.spi.Snapshot snapshot(SystemSettings system) {
        return new PostgresqlSnapshot(PostgresqlServer.of(system, ErrorCode.SOURCE_UNUSABLE));
    }

    @Override
    public Freeze freeze(SystemSettings system, JsonNode options) {
        PostgresqlServer server = PostgresqlServer.of(system, ErrorCode.SOURCE_UNUSABLE);
        JsonNode as = options.path("as");
        PostgresqlServer application = as.hasNonNull("user")
                ? new PostgresqlServer(
                        server.address()
                                .as(as.get("user").asText(), as.path("password").asText("")),
                        ErrorCode.SOURCE_UNUSABLE)
                : server;
        return new PostgresqlFreeze(server, application);
    }

    private static NulPolicy nul(SystemSettings system) {
        String word = system.options().path("nul").asText("reject");
        return switch (word) {
            case "reject" -> NulPolicy.REJECT;
            case "replace" -> NulPolicy.REPLACE;
            case "strip" -> NulPolicy.STRIP;
            default ->
                throw new CaravanException(
                        ErrorCode.FILE_INVALID, system.place(), "'nul' is one of reject, replace, strip");
        };
    }

    private static PostgresqlServer target(SystemSettings system) {
        return PostgresqlServer.of(system, ErrorCode.TARGET_UNUSABLE);
    }
}
