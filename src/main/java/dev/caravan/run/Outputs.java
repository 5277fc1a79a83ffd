package dev.caravan.run;

import static java.util.stream.Collectors.collectingAndThen;
import static java.util.stream.Collectors.toList;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Pipeline;
import dev.caravan.model.TableShape;
import dev.caravan.model.Transform;
import dev.caravan.spi.Catalogue;
import dev.caravan.spi.SystemKind;
import dev.caravan.spi.SystemKind.TargetTable;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The tables a pipeline writes: which, by which key, and what they look like. */
final class Outputs {
    private Outputs() {}

    /** Every table of one import, parents before children, with the columns that identify a row. */
    static List<TargetTable> of(Pipeline pipeline, SystemKind from, Pipeline.Import into, SystemKind to) {
        List<String> sources = pipeline.export().tables();
        boolean alike = from.name().equals(to.name());
        List<TargetTable> tables = new ArrayList<>();
        if (!into.table().isEmpty()) {
            List<String> key = to.key(into).isEmpty() ? key(pipeline, from) : to.key(into);
            tables.add(new TargetTable(into.table(), key, alike ? models(pipeline, from, sources) : List.of()));
        } else {
            for (String table : sources) {
                List<String> key = to.key(into).isEmpty() ? ownKey(pipeline, from, table) : to.key(into);
                tables.add(new TargetTable(table, key, alike ? models(pipeline, from, List.of(table)) : List.of()));
            }
        }
        if (takesChildren(pipeline, to) && pipeline.transform() instanceof Transform.Fields fields) {
            fields.children().forEach(child -> tables.add(new TargetTable(child.table(), childKey(child))));
        }
        tables.forEach(table -> mustBeComparable(pipeline, table));
        return tables;
    }

    /** Child rows go to every target that has tables; where there is one target alone, it says itself what it takes. */
    static boolean takesChildren(Pipeline pipeline, SystemKind to) {
        return pipeline.imports().size() == 1 || to.transactional();
    }

    /** What the tables look like in the target, by name. */
    static Map<String, TableShape> shapes(Catalogue catalogue, Pipeline pipeline, List<TargetTable> tables) {
        Map<String, TableShape> shapes = new LinkedHashMap<>();
        for (TargetTable table : tables) {
            TableShape shape = catalogue
                    .table(table.table())
                    .orElseThrow(() -> new CaravanException(
                            ErrorCode.SCHEMA_MISMATCH,
                            pipeline.place(),
                            "table '" + table.table()
                                    + "' is not in the target; name the schema files that make it under 'schema:'"
                                    + " of the system, or mend the name"));
            shapes.put(table.table(), shape);
        }
        return shapes;
    }

    /** Rows that nothing tells apart cannot be looked up on the other side; better known before the first is written. */
    private static void mustBeComparable(Pipeline pipeline, TargetTable table) {
        boolean whole = pipeline.transform() instanceof Transform.Copy
                && pipeline.imports().get(0).table().isEmpty();
        if (!pipeline.checks().isEmpty() && table.key().isEmpty() && !whole) {
            throw new CaravanException(
                    ErrorCode.SCHEMA_MISMATCH,
                    pipeline.place(),
                    "table '" + table.table()
                            + "' has no key to compare rows by; give it one in the source or a 'key:' under"
                            + " 'import:', or say 'verify: []'");
        }
    }

    /**
     * The tables as they are compared: where nothing tells the rows of a table apart, all that is copied does, and equal rows
     * are counted.
     */
    static List<TargetTable> compared(
            Pipeline pipeline, SystemKind from, List<TargetTable> tables, Map<String, TableShape> shapes) {
        if (tables.stream().noneMatch(table -> table.key().isEmpty())) {
            return tables;
        }
        try (Catalogue catalogue = from.catalogue(pipeline.export().from())) {
            return tables.stream()
                    .map(table -> table.key().isEmpty() ? whole(table, catalogue, shapes) : table)
                    .toList();
        }
    }

    private static TargetTable whole(TargetTable table, Catalogue catalogue, Map<String, TableShape> shapes) {
        List<String> written = shapes.get(table.table()).writable();
        List<String> copied = catalogue.table(table.table()).map(TableShape::columns).orElse(List.of()).stream()
                .map(TableShape.Column::name)
                .filter(written::contains)
                .toList();
        return new TargetTable(table.table(), copied, table.models(), true);
    }

    /** Tables that are copied as they are need columns of the same names: better known before the first row is written. */
    static void mustFit(Pipeline pipeline, SystemKind from, String into, Map<String, TableShape> shapes) {
        List<String> misfits = new ArrayList<>();
        try (Catalogue catalogue = from.catalogue(pipeline.export().from())) {
            for (String table : pipeline.export().tables()) {
                TableShape target = shapes.get(into.isEmpty() ? table : into);
                catalogue.table(table).map(TableShape::columns).orElse(List.of()).stream()
                        .map(TableShape.Column::name)
                        .collect(collectingAndThen(toList(), target::misfits))
                        .forEach(misfit -> misfits.add(pipeline.place() + ": " + misfit
                                + "; mend the target's table, or name the columns with 'fields:' or 'jq:'"));
            }
        }
        if (!misfits.isEmpty()) {
            throw CaravanException.several(ErrorCode.SCHEMA_MISMATCH, pipeline.place(), misfits);
        }
    }

    private static List<Map<String, String>> models(Pipeline pipeline, SystemKind from, List<String> tables) {
        try (Catalogue catalogue = from.catalogue(pipeline.export().from())) {
            return tables.stream()
                    .map(catalogue::settings)
                    .filter(settings -> !settings.isEmpty())
                    .distinct()
                    .toList();
        }
    }

    private static List<String> key(Pipeline pipeline, SystemKind from) {
        String table = pipeline.export().tables().isEmpty()
                ? ""
                : pipeline.export().tables().get(0);
        return table.isEmpty() ? List.of() : ownKey(pipeline, from, table);
    }

    private static List<String> ownKey(Pipeline pipeline, SystemKind from, String table) {
        if (!pipeline.export().key().isEmpty()) {
            return pipeline.export().key();
        }
        try (Catalogue catalogue = from.catalogue(pipeline.export().from())) {
            return catalogue.table(table).map(TableShape::key).orElse(List.of());
        }
    }

    private static List<String> childKey(Transform.Children child) {
        return child.columns().stream()
                .filter(Transform.Column::derived)
                .findFirst()
                .map(column -> List.of(column.name()))
                .orElse(List.of(child.parentColumn(), child.numberColumn()));
    }
}
