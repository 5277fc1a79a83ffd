package dev.caravan.run;

import dev.caravan.model.CopiedTable;
import dev.caravan.model.CopiedTable.Form;
import dev.caravan.model.Pipeline;
import dev.caravan.model.SystemSettings;
import dev.caravan.model.TableShape;
import dev.caravan.model.TableShape.Accepts;
import dev.caravan.model.TableShape.Column;
import dev.caravan.spi.Catalogue;
import dev.caravan.spi.Source;
import dev.caravan.spi.SystemKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A kind of system whose tables are seen as {@code tables:} says: under the target's names, with changed values. */
final class CopiedKind extends SeenKind {
    private final Map<String, CopiedTable> byTarget = new LinkedHashMap<>();

    private CopiedKind(SystemKind kind, List<CopiedTable> copies) {
        super(kind);
        copies.forEach(copy -> byTarget.put(copy.as(), copy));
    }

    /** The kind as a pipeline sees it. */
    static SystemKind of(SystemKind kind, Pipeline pipeline) {
        List<CopiedTable> copies = pipeline.export().copies();
        return copies.isEmpty() ? kind : new CopiedKind(kind, copies);
    }

    /** The pipeline with the target's names for its tables. */
    static Pipeline seen(Pipeline pipeline) {
        Pipeline.Export export = pipeline.export();
        if (export.copies().isEmpty()) {
            return pipeline;
        }
        List<String> tables = export.copies().stream().map(CopiedTable::as).toList();
        return pipeline.exporting(new Pipeline.Export(
                export.from(),
                tables,
                export.files(),
                export.key(),
                export.watch(),
                export.copies(),
                export.phrases(),
                export.snapshot(),
                export.types()));
    }

    @Override
    public Source source(Pipeline.Export export) {
        return new CopiedSource(kind, export);
    }

    @Override
    public Catalogue catalogue(SystemSettings system) {
        return new Seen(kind.catalogue(system));
    }

    /** The catalogue under the target's names. */
    private final class Seen implements Catalogue {
        private final Catalogue catalogue;

        Seen(Catalogue catalogue) {
            this.catalogue = catalogue;
        }

        @Override
        public Optional<TableShape> table(String name) {
            CopiedTable copy = copy(name);
            return catalogue.table(copy.table()).map(shape -> shape(copy, shape));
        }

        @Override
        public long count(String table) {
            return catalogue.count(copy(table).table());
        }

        @Override
        public Map<String, String> settings(String table) {
            return catalogue.settings(copy(table).table());
        }

        @Override
        public Set<String> references(String table) {
            Map<String, String> names =
                    byTarget.values().stream().collect(Collectors.toMap(CopiedTable::table, CopiedTable::as));
            return catalogue.references(copy(table).table()).stream()
                    .map(other -> names.getOrDefault(other, other))
                    .collect(Collectors.toSet());
        }

        /** Values of another form have another order. */
        @Override
        public boolean ordered(String table, List<String> key) {
            CopiedTable copy = copy(table);
            boolean same = copy.columns().values().stream().allMatch(column -> column.form() == Form.SAME);
            return same && catalogue.ordered(copy.table(), copy.key() == null ? key : copy.key());
        }

        @Override
        public void close() {
            catalogue.close();
        }

        private CopiedTable copy(String name) {
            return byTarget.getOrDefault(name, CopiedTable.plain(name));
        }

        private static TableShape shape(CopiedTable copy, TableShape shape) {
            List<Column> columns =
                    shape.columns().stream().map(column -> column(copy, column)).toList();
            return new TableShape(copy.as(), columns, copy.named(copy.key() == null ? shape.key() : copy.key()));
        }

        private static Column column(CopiedTable copy, Column column) {
            CopiedTable.Column to = copy.column(column.name());
            Accepts accepts =
                    to.form() == Form.SAME ? column.accepts() : to.form() == Form.TEXT ? Accepts.TEXT : Accepts.BLOB;
            return new Column(to.name(), column.declared(), accepts, column.required(), column.generated());
        }
    }
}
