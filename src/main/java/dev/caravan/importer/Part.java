package dev.caravan.importer;

import static java.util.Objects.requireNonNull;

import dev.caravan.model.Chunk;
import dev.caravan.model.RowBuffer;
import dev.caravan.spi.SystemKind.TargetTable;
import dev.caravan.spi.Target;
import java.util.List;
import java.util.function.Function;

/**
 * One of the targets of a pipeline.
 *
 * @param name for messages: the system's name
 * @param table where its main rows go; empty where tables keep their own names
 * @param tables every table of this target that the pipeline writes, parents before children
 * @param shape makes this target's rows out of the pending ones of a chunk; called once a chunk
 * @param children whether child rows go there too
 * @param transactional whether what a write has done is taken back when it fails
 */
public record Part(
        String name,
        Target target,
        String table,
        List<TargetTable> tables,
        Function<Chunk, RowBuffer> shape,
        boolean children,
        boolean transactional) {
    public Part {
        requireNonNull(target, "target is null");
        requireNonNull(shape, "shape is null");
        tables = List.copyOf(tables);
    }

    /** The columns that identify a row of one of its tables. */
    List<String> key(String of) {
        return tables.stream()
                .filter(candidate -> candidate.table().equals(of))
                .map(TargetTable::key)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("table '" + of + "' is not one of " + name));
    }
}
