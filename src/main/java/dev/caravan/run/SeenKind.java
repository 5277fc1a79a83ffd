package dev.caravan.run;

import dev.caravan.model.Pipeline;
import dev.caravan.model.SystemSettings;
import dev.caravan.model.TableShape;
import dev.caravan.spi.Source;
import dev.caravan.spi.SystemCheck;
import dev.caravan.spi.SystemKind;
import dev.caravan.spi.Target;
import java.util.List;

/** A kind of system of which a part is seen otherwise; the rest is the kind's own. */
abstract class SeenKind implements SystemKind {
    protected final SystemKind kind;

    SeenKind(SystemKind kind) {
        this.kind = kind;
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
}
