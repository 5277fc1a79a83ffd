package dev.caravan.run;

import dev.caravan.model.Pipeline;
import dev.caravan.model.SystemSettings;
import dev.caravan.phrase.PhraseSource;
import dev.caravan.spi.Catalogue;
import dev.caravan.spi.Source;
import dev.caravan.spi.SystemKind;

/** A kind of system of whose table a pipeline takes the phrases, not the rows. */
final class PhrasesKind extends SeenKind {
    private final Pipeline.Phrases phrases;

    private PhrasesKind(SystemKind kind, Pipeline.Phrases phrases) {
        super(kind);
        this.phrases = phrases;
    }

    /** The kind as a pipeline sees it. */
    static SystemKind of(SystemKind kind, Pipeline pipeline) {
        return pipeline.export()
                .phrases()
                .<SystemKind>map(phrases -> new PhrasesKind(kind, phrases))
                .orElse(kind);
    }

    @Override
    public Source source(Pipeline.Export export) {
        return new PhraseSource(kind.source(export), phrases, export.tables().get(0));
    }

    @Override
    public Catalogue catalogue(SystemSettings system) {
        return kind.catalogue(system);
    }
}
