package dev.caravan.run;

import dev.caravan.embedding.EmbeddedRows;
import dev.caravan.embedding.TextEmbedder;
import dev.caravan.importer.Part;
import dev.caravan.model.Chunk;
import dev.caravan.model.Pipeline;
import dev.caravan.model.RowBuffer;
import dev.caravan.model.TableShape;
import dev.caravan.spi.Catalogue;
import dev.caravan.spi.SystemKind;
import dev.caravan.spi.SystemKind.TargetTable;
import dev.caravan.spi.Target;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** One import of a pipeline: where its rows go, and what becomes of them on the way. */
final class Destination implements AutoCloseable {
    private final Pipeline pipeline;
    private final Pipeline.Import into;
    private final SystemKind kind;
    private final Projection projection;
    private final TextEmbedder embedder;
    private final EmbeddedRows embedded;
    private List<TargetTable> tables;
    private Map<String, TableShape> shapes = Map.of();
    private Target target;

    Destination(Pipeline pipeline, Pipeline.Import into, SystemKind kind) {
        this.pipeline = pipeline;
        this.embedder = into.embed()
                .map(embed -> new TextEmbedder(embed.model(), pipeline.place()))
                .orElse(null);
        this.embedded = embedder == null ? null : new EmbeddedRows(embedder);
        this.into = embedder == null
                ? into
                : into.with("embed", embedder.describe(into.embed().orElseThrow()));
        this.kind = kind;
        this.projection = new Projection(into, pipeline.place());
    }

    Pipeline.Import into() {
        return into;
    }

    SystemKind kind() {
        return kind;
    }

    /** For messages and reports, where a pipeline has several targets. */
    String name() {
        return into.into().name();
    }

    List<TargetTable> tables() {
        return tables;
    }

    /** What the tables look like in the target, by name. */
    Map<String, TableShape> shapes() {
        return shapes;
    }

    Target target() {
        return target;
    }

    boolean takesChildren() {
        return Outputs.takesChildren(pipeline, kind);
    }

    /** True when it takes the mapping's rows as they are. */
    boolean isPlain() {
        return embedded == null && into.columns().isEmpty();
    }

    /** Decides which tables are written. */
    void plan(SystemKind from) {
        if (tables == null) {
            tables = Outputs.of(pipeline, from, into, kind);
        }
    }

    /** Makes the target, without opening it. */
    Target make(SystemKind from) {
        plan(from);
        if (target == null) {
            target = kind.target(into, tables);
        }
        return target;
    }

    /** Looks at the tables; answers which others the rows of a table name, where it copies tables under their own names. */
    Waves look() {
        try (Catalogue catalogue = kind.catalogue(into.into())) {
            shapes = Outputs.shapes(catalogue, pipeline, tables);
            return into.table().isEmpty() ? Waves.of(pipeline.export().tables(), catalogue::references) : Waves.ONE;
        }
    }

    /** The main table that records of {@code source} go to. */
    TableShape main(String source) {
        return shapes.get(into.table().isEmpty() ? source : into.table());
    }

    /** As one of several targets. */
    Part part() {
        return new Part(name(), target, into.table(), tables, this::rows, takesChildren(), kind.transactional());
    }

    /** The rows of a chunk as they are written there. */
    private RowBuffer rows(Chunk chunk) {
        RowBuffer rows = projection.of(chunk, main(chunk.partition().table()));
        return embedded == null ? rows : embedded.complete(embedded.outline(rows), row -> true);
    }

    /**
     * A chunk as it is expected there: vectors are computed for a sample alone, the others are as the target's own record of
     * them says.
     */
    Chunk expected(Chunk chunk, Predicate<String> sampled) {
        RowBuffer rows = projection.of(chunk, main(chunk.partition().table()));
        if (embedded != null) {
            rows = embedded.complete(embedded.outline(rows), sampled);
        }
        return chunk.copyWith(rows, takesChildren());
    }

    /** A target for the rows that verification found wanting. */
    Target repairing() {
        return embedded == null ? target : new RepairTarget(target, embedded);
    }

    /** What people should know of what was written; empty where there is nothing. */
    String notice() {
        long cut = embedder == null ? 0 : embedder.cut();
        return cut == 0
                ? ""
                : name() + ": " + cut + (cut == 1 ? " text is" : " texts are") + " longer than the " + embedder.limit()
                        + " tokens that the model reads; their vectors are those of their beginnings";
    }

    /**
     * True when both sides give the rows of a table in the order of its key, as far as their catalogues tell: then it can be
     * compared side by side.
     *
     * @param from the kind of system that is read
     */
    boolean ordered(SystemKind from, TargetTable table) {
        Pipeline.Export export = pipeline.export();
        boolean alone = into.table().isEmpty();
        boolean single = export.tables().size() == 1 && tables.size() == 1;
        if (table.key().isEmpty() || export.tables().isEmpty() || !alone && !single) {
            return false;
        }
        String source = alone ? table.table() : export.tables().get(0);
        try (Catalogue here = from.catalogue(export.from());
                Catalogue there = kind.catalogue(into.into())) {
            return there.ordered(table.table(), table.key()) && here.ordered(source, export.key());
        }
    }

    /** True when checks of a whole database have a meaning there; a single target says itself which it has. */
    boolean hasTables() {
        return pipeline.imports().size() == 1 || kind.transactional();
    }

    /** True when it may be searched for vectors; a single target says itself whether it can. */
    boolean hasVectors() {
        return pipeline.imports().size() == 1 || kind.searchable();
    }

    @Override
    public void close() {
        if (target != null) {
            target.close();
        }
        if (embedder != null) {
            embedder.close();
        }
    }
}
