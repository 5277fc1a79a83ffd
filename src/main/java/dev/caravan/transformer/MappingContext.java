package dev.caravan.transformer;

import static java.util.Objects.requireNonNull;

import dev.caravan.model.TableShape;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What a mapping is made for.
 *
 * @param namespace seeds derived ids
 * @param pipeline its name; seeds derived ids too
 * @param place file:line:column of the pipeline, for errors
 * @param firstStart when the migration was first started; the {@code now} of every run
 * @param table the target's main table
 * @param children the target's child tables, by name
 * @param key the key columns of the import; the first one is what children get as their parent
 * @param items whether a later stage looks at the results as JSON items; keeping them costs more memory than the rows
 */
public record MappingContext(
        String namespace,
        String pipeline,
        String place,
        Instant firstStart,
        TableShape table,
        Map<String, TableShape> children,
        List<String> key,
        boolean items) {
    public MappingContext {
        requireNonNull(namespace, "namespace is null");
        requireNonNull(pipeline, "pipeline is null");
        requireNonNull(place, "place is null");
        requireNonNull(firstStart, "firstStart is null");
        requireNonNull(table, "table is null");
        children = Map.copyOf(children);
        key = List.copyOf(key);
    }
}
