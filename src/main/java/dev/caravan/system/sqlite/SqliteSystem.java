package dev.caravan.system.sqlite;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Pipeline;
import dev.caravan.model.SystemSettings;
import dev.caravan.model.TableShape;
import dev.caravan.spi.Catalogue;
import dev.caravan.spi.Freeze;
import dev.caravan.spi.Snapshot;
import dev.caravan.spi.Source;
import dev.caravan.spi.SystemCheck;
import dev.caravan.spi.SystemKind;
import dev.caravan.spi.Target;
import java.sql.Connection;
import java.time.Clock;
import java.util.List;

/**
 * SQLite database files. One instance a process: it keeps the locks that let the writers of one file wait for each other.
 */
public final class SqliteSystem implements SystemKind {
    private final WriteLocks locks = new WriteLocks();
    private final Clock clock;

    /**
     * The kind.
     *
     * @param clock tells the ledger's times
     */
    public SqliteSystem(Clock clock) {
        this.clock = requireNonNull(clock, "clock is null");
    }

    @Override
    public String name() {
        return "sqlite";
    }

    @Override
    public boolean singleWriter() {
        return true;
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
        return new SqliteSource(SqliteFile.of(export.from().address(), ErrorCode.SOURCE_UNUSABLE), choices, true);
    }

    @Override
    public Source scan(SystemSettings system, String table, List<String> columns, List<String> key) {
        TableChoice choice = new TableChoice(table, columns, key, true, true);
        return new SqliteSource(SqliteFile.of(system.address(), ErrorCode.TARGET_UNUSABLE), List.of(choice), false);
    }

    @Override
    public Target target(Pipeline.Import into, List<TargetTable> tables) {
        return new SqliteTarget(into, tables, locks, clock, SqliteTarget.PRAGMAS);
    }

    @Override
    public Catalogue catalogue(SystemSettings system) {
        return new SqliteCatalogue(SqliteFile.of(system.address(), ErrorCode.TARGET_UNUSABLE), system.schemaFiles());
    }

    /** A connection that cannot write; the caller closes it. */
    public Connection reading(SystemSettings system) {
        return SqliteFile.of(system.address(), ErrorCode.SOURCE_UNUSABLE).reading();
    }

    @Override
    public SystemCheck check(SystemSettings system, String check, List<TableShape> tables) {
        SqliteFile file = SqliteFile.of(system.address(), ErrorCode.TARGET_UNUSABLE);
        return switch (check) {
            case "integrity" -> new IntegrityCheck(file, tables);
            case "orphans" -> new OrphanCheck(file, tables);
            case "full-text" -> new FullTextCheck(file, tables);
            default ->
                throw new CaravanException(
                        ErrorCode.NOT_BUILT,
                        system.place(),
                        "sqlite has no check '" + check + "'; it has: integrity, orphans, full-text");
        };
    }

    @Override
    public Snapshot snapshot(SystemSettings system) {
        return new SqliteSnapshot(SqliteFile.of(system.address(), ErrorCode.SOURCE_UNUSABLE));
    }

    @Override
    public Freeze freeze(SystemSettings system, JsonNode options) {
        return new SqliteFreeze(SqliteFile.of(system.address(), ErrorCode.SOURCE_UNUSABLE));
    }
}
