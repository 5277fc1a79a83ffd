package dev.caravan.run;

import dev.caravan.importer.SeveralTargets;
import dev.caravan.model.Pipeline;
import dev.caravan.model.TableShape;
import dev.caravan.model.TableShape.Column;
import dev.caravan.spi.SystemKind;
import dev.caravan.spi.Target;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The targets of one pipeline together: their order, and what a row has to be to fit them all. */
final class Destinations {
    private Destinations() {}

    /** One each import; first the one that keeps the ledger: the first with transactions, or else the first. */
    static List<Destination> of(Pipeline pipeline, Function<String, SystemKind> kinds) {
        List<Destination> all = new ArrayList<>();
        for (Pipeline.Import into : pipeline.imports()) {
            all.add(new Destination(pipeline, into, kinds.apply(into.into().kind())));
        }
        Destination first = all.get(pipeline.imports().indexOf(keeper(pipeline.imports(), kinds)));
        all.remove(first);
        all.add(0, first);
        return List.copyOf(all);
    }

    /** The kind of the system that keeps the ledger. */
    static SystemKind keeper(Pipeline pipeline, Function<String, SystemKind> kinds) {
        return kinds.apply(keeper(pipeline.imports(), kinds).into().kind());
    }

    /** The import whose system keeps the ledger. */
    static Pipeline.Import keeper(List<Pipeline.Import> imports, Function<String, SystemKind> kinds) {
        return imports.stream()
                .filter(into -> kinds.apply(into.into().kind()).transactional())
                .findFirst()
                .orElse(imports.get(0));
    }

    /** One target out of all of them, which were made. */
    static Target together(List<Destination> destinations) {
        Destination first = destinations.get(0);
        return destinations.size() == 1 && first.isPlain()
                ? first.target()
                : new SeveralTargets(
                        destinations.stream().map(Destination::part).toList());
    }

    /** What people should know of what was written; empty where there is nothing. */
    static String notice(List<Destination> destinations) {
        return destinations.stream()
                .map(Destination::notice)
                .filter(notice -> !notice.isEmpty())
                .collect(Collectors.joining("; "));
    }

    /** What the mapping writes for, by the first target's table names: columns of every target, each once. */
    static Map<String, TableShape> shapes(List<Destination> destinations, Pipeline pipeline) {
        Destination first = destinations.get(0);
        if (destinations.size() == 1 && first.isPlain()) {
            return first.shapes();
        }
        Map<String, TableShape> shapes = new LinkedHashMap<>(first.shapes());
        List<String> mains = first.into().table().isEmpty()
                ? pipeline.export().tables()
                : List.of(first.into().table());
        for (String main : mains) {
            shapes.put(main, merged(destinations, main, first.shapes().get(main)));
        }
        return shapes;
    }

    private static TableShape merged(List<Destination> destinations, String source, TableShape first) {
        Map<String, Column> columns = new LinkedHashMap<>();
        boolean open = false;
        for (Destination destination : destinations) {
            TableShape shape = destination.main(source);
            List<String> named = destination.into().columns();
            named.stream()
                    .map(shape::column)
                    .filter(column -> column != null)
                    .forEach(column -> columns.putIfAbsent(column.name(), column));
            if (named.isEmpty() && destination.into().embed().isEmpty()) {
                shape.columns().forEach(column -> columns.putIfAbsent(column.name(), column));
            }
            open |= named.isEmpty() && shape.open();
        }
        return new TableShape(first.name(), List.copyOf(columns.values()), first.key(), open);
    }
}
