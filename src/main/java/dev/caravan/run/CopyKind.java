package dev.caravan.run;

import dev.caravan.model.Pipeline;
import dev.caravan.model.SystemSettings;
import dev.caravan.spi.Catalogue;
import dev.caravan.spi.Source;
import dev.caravan.spi.SystemKind;

/** A kind of system whose records and tables are those of a copy, which is looked for when it is first asked for them. */
final class CopyKind extends SeenKind {
    private final TakenCopy copy;
    private SystemSettings found;

    CopyKind(SystemKind kind, TakenCopy copy) {
        super(kind);
        this.copy = copy;
    }

    @Override
    public Source source(Pipeline.Export export) {
        return kind.source(export.at(place()));
    }

    @Override
    public Catalogue catalogue(SystemSettings system) {
        return kind.catalogue(place());
    }

    private synchronized SystemSettings place() {
        if (found == null) {
            found = copy.asSystem(kind);
        }
        return found;
    }
}
