package dev.caravan.run;

import dev.caravan.model.CaravanException;
import dev.caravan.model.Chunk;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Partition;
import dev.caravan.model.Position;
import dev.caravan.model.RowBuffer;
import dev.caravan.spi.Catalogue;
import dev.caravan.spi.Source;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * How many records a mapping sends to each of several collections. Found by reading the source without its vectors and applying
 * the mapping, before anything is written; rules and the target may still reject some of them.
 *
 * @param known false when the source is too large to be read for a look
 * @param targets the collections that a record may name, in the file's order
 * @param bySource by what is read, then by target; records that go nowhere (filtered, rejected by the mapping, or naming no such
 *     collection) stand under {@link #NOWHERE}
 */
public record RouteCounts(boolean known, List<String> targets, Map<String, Map<String, Long>> bySource) {
    /** The target of records that go to none of them. */
    public static final String NOWHERE = "";

    /** No pipeline that routes. */
    static final RouteCounts NONE = new RouteCounts(true, List.of(), Map.of());

    /** As many records are read for a look in some seconds. */
    private static final long MOST = 100_000;

    private static final int CHUNK = 2_000;

    /** The setting of a collection that says how many numbers a vector has. */
    private static final String DIMENSION = "dimension";

    public RouteCounts {
        targets = List.copyOf(targets);
        bySource = Collections.unmodifiableMap(new LinkedHashMap<>(bySource));
    }

    /** Reads and maps what the pipeline exports, if its records say themselves where they go. */
    static RouteCounts of(PipelineParts parts) {
        Destination routed = parts.destinations().stream()
                .filter(one -> !one.into().routes().isEmpty())
                .findFirst()
                .orElse(null);
        if (routed == null) {
            return NONE;
        }
        List<String> targets = routed.into().routes();
        String column = routed.tables().get(0).key().get(0);
        try (Source source = parts.from().glance(parts.pipeline().export())) {
            List<Partition> partitions = source.open();
            long records = partitions.stream()
                    .mapToLong(partition -> Math.max(0, partition.records()))
                    .sum();
            if (records > MOST) {
                return new RouteCounts(false, targets, Map.of());
            }
            Map<String, Map<String, Long>> bySource = new LinkedHashMap<>();
            for (Partition partition : partitions) {
                Map<String, Long> counts = bySource.computeIfAbsent(partition.table(), name -> new LinkedHashMap<>());
                count(parts, source, partition, chunk -> add(chunk, column, targets, counts));
            }
            RouteCounts counts = new RouteCounts(true, targets, bySource);
            counts.mustAgree(parts, routed);
            return counts;
        }
    }

    /** Records by target, over everything that is read; each target is there. */
    public Map<String, Long> totals() {
        Map<String, Long> totals = new LinkedHashMap<>();
        targets.forEach(target -> totals.put(target, 0L));
        bySource.values().forEach(counts -> counts.forEach((target, count) -> totals.merge(target, count, Long::sum)));
        return totals;
    }

    /** Refuses sources of vectors that do not fit together where they meet in one target. */
    private void mustAgree(PipelineParts parts, Destination routed) {
        if (routed.into().embed().isPresent()
                || routed.into().options().at("/index/" + DIMENSION).isInt()) {
            return;
        }
        try (Catalogue catalogue =
                parts.from().catalogue(parts.pipeline().export().from())) {
            for (String target : targets) {
                Map<String, String> sources = new LinkedHashMap<>();
                bySource.forEach((source, counts) -> {
                    String dimension = catalogue.settings(source).get(DIMENSION);
                    if (dimension != null && counts.containsKey(target)) {
                        sources.put(source, dimension);
                    }
                });
                if (Set.copyOf(sources.values()).size() > 1) {
                    throw new CaravanException(
                            ErrorCode.SCHEMA_MISMATCH,
                            parts.pipeline().place(),
                            "dimension_mismatch: collection '" + target
                                    + "' would get embeddings of different lengths: "
                                    + sources + "; send them to different ones, or name the length to take as"
                                    + " index: { dimension: N }: records of another are rejected");
                }
            }
        }
    }

    private static void count(PipelineParts parts, Source source, Partition partition, Consumer<Chunk> counting) {
        Position from = Position.START;
        boolean last = false;
        while (!last) {
            Chunk chunk = source.read(partition, from, CHUNK);
            parts.mapping().apply(chunk);
            counting.accept(chunk);
            from = chunk.to();
            last = chunk.last();
            source.done(chunk);
        }
    }

    private static void add(Chunk chunk, String column, List<String> targets, Map<String, Long> counts) {
        RowBuffer rows = chunk.rows();
        int cell = rows.columns().indexOf(column);
        long routed = 0;
        for (int row = 0; row < rows.rows(); row++) {
            if (chunk.pending(rows.record(row)) && cell >= 0 && targets.contains(name(rows, row, cell))) {
                counts.merge(name(rows, row, cell), 1L, Long::sum);
                routed++;
            }
        }
        if (routed < chunk.records().count()) {
            counts.merge(NOWHERE, chunk.records().count() - routed, Long::sum);
        }
    }

    private static String name(RowBuffer rows, int row, int cell) {
        return rows.isNull(row, cell) ? NOWHERE : rows.text(row, cell);
    }
}
