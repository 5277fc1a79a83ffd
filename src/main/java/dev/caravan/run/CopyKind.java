package dev.caravan.run;

import dev.caravan.model.Pipeline;
import dev.caravan.model.SystemSettings;
import dev.caravan.model.TableShape;
import dev.caravan.spi.Catalogue;
import dev.caravan.spi.Source;
import dev.caravan.spi.SystemCheck;
import dev.caravan.spi.SystemKind;
import dev.caravan.spi.Target;
import java.util.List;

/** A kind of system whose records and tables are those of a copy, which is looked for when it is first asked for them. */
final class CopyKind implements SystemKind {
    private final SystemKind kind;
    private final TakenCopy copy;
    private SystemSettings found;

    CopyKind(SystemKind kind, TakenCopy copy) {
        this.kind = kind;
        this.copy = copy;
    }

    @Override
    public String name() {
        return kind.name();
    }

    @Override
    public boolean singleWriter() {
        return kind.singleWriter();
    }

    @Override
    public Source source(Pipeline.Export export) {
        return kind.source(export.at(place()));
    }

    @Override
    public Catalogue catalogue(SystemSettings system) {
        return kind.catalogue(place());
    }

    @Override
    public Source scan(SystemSettings system, String table, List<String> columns, List<String> key) {
        return kind.scan(system, table, columns, key);
    }

    @Override
    public Target target(Pipeline.Import into, List<TargetTable> tables) {
        return kind.target(into, tables);
    }

    @Override
    public SystemCheck check(SystemSettings system, String check, List<TableShape> tables) {
        return kind.check(system, check, tables);
    }

    private synchronized SystemSettings place() {
        if (found == null) {
            found = copy.asSystem(kind);
        }
        return found;
    }
}
