package dev.caravan.system.jdbc;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Pipeline;
import dev.caravan.model.SystemSettings;
import dev.caravan.model.TableShape;
import dev.caravan.spi.Catalogue;
import dev.caravan.spi.Source;
import dev.caravan.spi.SystemCheck;
import dev.caravan.spi.SystemKind;
import dev.caravan.spi.Target;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;

/** Databases with a JDBC driver, to read from. MariaDB's driver came along; others are found in the folder {@code drivers}. */
public final class JdbcSystem implements SystemKind {
    private final Drivers drivers;

    /**
     * The kind.
     *
     * @param folder where people put the jars of drivers; may be missing
     */
    public JdbcSystem(Path folder) {
        this.drivers = new Drivers(folder);
    }

    @Override
    public String name() {
        return "jdbc";
    }

    @Override
    public Source source(Pipeline.Export export) {
        List<TableChoice> choices = export.tables().stream()
                .map(table -> new TableChoice(table, export.key()))
                .toList();
        return new JdbcSource(JdbcServer.of(export.from(), drivers), choices);
    }

    @Override
    public Source scan(SystemSettings system, String table, List<String> columns, List<String> key) {
        throw notBuilt(system, "it is only read from");
    }

    @Override
    public Target target(Pipeline.Import into, List<TargetTable> tables) {
        throw notBuilt(into.into(), "it is only read from");
    }

    @Override
    public Catalogue catalogue(SystemSettings system) {
        return new JdbcCatalogue(JdbcServer.of(system, drivers));
    }

    @Override
    public SystemCheck check(SystemSettings system, String check, List<TableShape> tables) {
        throw notBuilt(system, "it has no check '" + check + "'");
    }

    /** A connection that only reads, in which names stand in double quotes; the caller closes it. */
    public Connection reading(SystemSettings system) {
        return JdbcServer.of(system, drivers).connect();
    }

    private static CaravanException notBuilt(SystemSettings system, String what) {
        return new CaravanException(
                ErrorCode.NOT_BUILT, system.place(), "a system of kind 'jdbc': " + what + " in this version");
    }
}
