package dev.caravan.system.neo4j;

import static java.util.Objects.requireNonNull;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Pipeline;
import dev.caravan.model.SystemSettings;
import dev.caravan.model.TableShape;
import dev.caravan.spi.Catalogue;
import dev.caravan.spi.Source;
import dev.caravan.spi.StoredForm;
import dev.caravan.spi.SystemCheck;
import dev.caravan.spi.SystemKind;
import dev.caravan.spi.Target;
import java.time.Clock;
import java.util.List;

/** Neo4j servers, from version 5 on, as targets. */
public final class Neo4jSystem implements SystemKind {
    private final Clock clock;

    /**
     * The kind.
     *
     * @param clock tells the ledger's times
     */
    public Neo4jSystem(Clock clock) {
        this.clock = requireNonNull(clock, "clock is null");
    }

    @Override
    public String name() {
        return "neo4j";
    }

    @Override
    public boolean singleWriter() {
        return true;
    }

    @Override
    public Source source(Pipeline.Export export) {
        throw new CaravanException(
                ErrorCode.NOT_BUILT, export.from().place(), "a pipeline cannot read a system of kind 'neo4j' yet");
    }

    @Override
    public Source scan(SystemSettings system, String table, List<String> columns, List<String> key) {
        return new GraphSource(
                Neo4jServer.of(system, ErrorCode.TARGET_UNUSABLE), GraphTable.of(table, key, system.place()), columns);
    }

    @Override
    public StoredForm storedForm(SystemSettings system, TargetTable table) {
        return GraphValues.STORED;
    }

    @Override
    public List<String> key(Pipeline.Import into) {
        List<String> named = into.table().isEmpty()
                ? List.of()
                : GraphTable.of(into.table(), into.key(), into.into().place()).key();
        return named.isEmpty() ? into.key() : named;
    }

    @Override
    public Target target(Pipeline.Import into, List<TargetTable> tables) {
        return new GraphTarget(into, tables, Neo4jServer.of(into.into(), ErrorCode.TARGET_UNUSABLE), clock);
    }

    @Override
    public Catalogue catalogue(SystemSettings system) {
        return new GraphCatalogue(Neo4jServer.of(system, ErrorCode.TARGET_UNUSABLE), system.place());
    }

    @Override
    public SystemCheck check(SystemSettings system, String check, List<TableShape> tables) {
        throw new CaravanException(
                ErrorCode.NOT_BUILT, system.place(), "neo4j has no check '" + check + "'; take it out of 'verify'");
    }
}
