package dev.caravan.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Migration;
import dev.caravan.model.Pipeline;
import dev.caravan.model.Traffic;
import dev.caravan.model.Writes;
import dev.caravan.repository.StepRow;
import dev.caravan.spi.Catalogue;
import dev.caravan.spi.SystemKind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * How many rows v2 has that were not carried over to it: what a way back would leave behind. It is a count: rows that v2 has
 * changed or deleted do not show, and rows that were there before the migration count too.
 */
final class LoneRows {
    private final Migration migration;
    private final Function<String, SystemKind> systems;
    private final Collection<StepRow> rows;

    LoneRows(Migration migration, Function<String, SystemKind> systems, Collection<StepRow> rows) {
        this.migration = migration;
        this.systems = systems;
        this.rows = rows;
    }

    /** Says it in {@code rowsOnV2Alone}, a number or null, and {@code onV2Alone}, a sentence. */
    ObjectNode count(Traffic service, ObjectNode node) {
        if (service.rules().writes() == Writes.SHARED) {
            return node.put("rowsOnV2Alone", 0L).put("onV2Alone", "none, one store stands behind both");
        }
        List<String> unknown = new ArrayList<>();
        List<String> known = new ArrayList<>();
        long all = 0;
        for (Pipeline pipeline : carried(service)) {
            try {
                long alone = alone(pipeline);
                all += alone;
                known.add(String.format(Locale.ROOT, "%,d of %s", alone, pipeline.name()));
            } catch (CaravanException uncountable) {
                unknown.add(pipeline.name() + " (" + uncountable.getMessage() + ")");
            }
        }
        if (known.isEmpty() && unknown.isEmpty()) {
            unknown.add("the service names no pipeline that carries its data");
        }
        String said = (known.isEmpty() ? "" : "rows on v2 alone: " + String.join(", ", known))
                + (unknown.isEmpty() ? "" : (known.isEmpty() ? "" : "; ") + "unknown: " + String.join(", ", unknown));
        node.put("onV2Alone", said);
        return unknown.isEmpty() ? node.put("rowsOnV2Alone", all) : node.putNull("rowsOnV2Alone");
    }

    private List<Pipeline> carried(Traffic service) {
        return migration.pipelines().stream()
                .filter(pipeline -> service.rules().data().contains(pipeline.name()))
                .toList();
    }

    private long alone(Pipeline pipeline) {
        StepRow step = rows.stream()
                .filter(row -> row.kind().equals("pipeline") && row.facts().has("imported"))
                .filter(row -> named(row).equals(pipeline.name()))
                .findFirst()
                .orElseThrow(() -> new CaravanException(ErrorCode.WAITING, pipeline.name(), "not carried over yet"));
        long carried = step.facts().path("imported").asLong()
                + step.facts().path("skipped").asLong();
        Pipeline.Import into = pipeline.imports().get(0);
        List<String> tables = into.table().isEmpty() ? pipeline.export().tables() : List.of(into.table());
        long there = 0;
        try (Catalogue catalogue = systems.apply(into.into().kind()).catalogue(into.into())) {
            for (String table : tables) {
                there += catalogue.count(table);
            }
        }
        return Math.max(0, there - carried);
    }

    /** The pipeline of a step of the plan; the state has the step's name alone. */
    private String named(StepRow row) {
        return migration.plan().steps().stream()
                .filter(step -> step.id().equals(row.step()))
                .map(step -> step.options().path("of").asText())
                .findFirst()
                .orElse("");
    }
}
