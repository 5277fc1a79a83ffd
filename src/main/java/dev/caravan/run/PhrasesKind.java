package dev.caravan.run;

import dev.caravan.model.Pipeline;
import dev.caravan.model.SystemSettings;
import dev.caravan.model.TableShape;
import dev.caravan.phrase.PhraseSource;
import dev.caravan.spi.Catalogue;
import dev.caravan.spi.Source;
import dev.caravan.spi.SystemCheck;
import dev.caravan.spi.SystemKind;
import dev.caravan.spi.Target;
import java.util.List;

/** A kind of system of whose table a pipeline takes the phrases, not the rows. */
record PhrasesKind(SystemKind kind, Pipeline.Phrases phrases) implements SystemKind {
    /** The kind as a pipeline sees it. */
    static SystemKind of(SystemKind kind, Pipeline pipeline) {
        return pipeline.export()
                .phrases()
                .<SystemKind>map(phrases -> new PhrasesKind(kind, phrases))
                .orElse(kind);
    }

    @Override
    public String name() {
        return kind.name();
    }

    @Override
    public Source source(Pipeline.Export export) {
        return new PhraseSource(kind.source(export), phrases, export.tables().get(0));
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
    public Catalogue catalogue(SystemSettings system) {
        return kind.catalogue(system);
    }

    @Override
    public SystemCheck check(SystemSettings system, String check, List<TableShape> tables) {
        return kind.check(system, check, tables);
    }
}
