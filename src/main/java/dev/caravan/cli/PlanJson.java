package dev.caravan.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.Migration;
import dev.caravan.model.Partition;
import dev.caravan.model.Pipeline;
import dev.caravan.model.Plan;
import dev.caravan.model.Step;
import dev.caravan.plan.PlanCheck;
import dev.caravan.plan.StepTraits;
import dev.caravan.run.Outlook;
import dev.caravan.run.RouteCounts;
import dev.caravan.step.StepKinds;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** What a run would do, for programs. */
final class PlanJson {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private final Migration migration;
    private final StepStanding standing;
    private final StepKinds kinds = StepKinds.forPlan();

    PlanJson(Migration migration, StepStanding standing) {
        this.migration = migration;
        this.standing = standing;
    }

    /** The whole plan; {@code ready} is true when a run would start now. */
    ObjectNode of(List<Outlook> outlooks) {
        ObjectNode node = JSON.objectNode();
        node.put("migration", migration.name());
        node.put("description", migration.description());
        migration.settings().forEach(node.putObject("settings")::put);
        standing.passage().ifPresent(passage -> node.put("passage", passage));
        ArrayNode phases = node.putArray("phases");
        migration.plan().phases().forEach(phase -> phases.add(phase(phase)));
        ArrayNode pipelines = node.putArray("pipelines");
        outlooks.forEach(outlook -> pipelines.add(pipeline(outlook)));
        ArrayNode problems = node.putArray("problems");
        migration.notBuilt().forEach(line -> problems.add("NOT_BUILT " + line));
        outlooks.stream()
                .map(Outlook::problem)
                .filter(Objects::nonNull)
                .flatMap(problem -> problem.lines().stream())
                .distinct()
                .forEach(problems::add);
        PlanCheck.problems(migration, new StepTraits(kinds::kind, migration.plan()))
                .forEach(problems::add);
        return node.put("ready", problems.isEmpty());
    }

    private ObjectNode phase(Plan.Phase phase) {
        ObjectNode node = JSON.objectNode().put("name", phase.name());
        ArrayNode steps = node.putArray("steps");
        phase.steps().forEach(step -> steps.add(step(step)));
        return node;
    }

    private ObjectNode step(Step step) {
        ObjectNode node = JSON.objectNode().put("id", step.id()).put("kind", step.kind());
        if (kinds.names().contains(step.kind())) {
            StepTraits traits = new StepTraits(kinds::kind, migration.plan());
            node.put("does", traits.outlook(step));
            node.put("undo", traits.undo(step).orElse(null));
            traits.leaves(step).ifPresent(what -> node.put("leaves", what));
        }
        boolean remedy = migration.plan().remedies().contains(step.phase());
        standing.of(step, remedy).ifPresent(stands -> node.put("stands", stands));
        return node;
    }

    private ObjectNode pipeline(Outlook outlook) {
        Pipeline pipeline = outlook.pipeline();
        ObjectNode node = JSON.objectNode().put("name", pipeline.name());
        node.set("from", from(pipeline.export()));
        ArrayNode partitions = node.putArray("partitions");
        outlook.partitions().forEach(partition -> partitions.add(partition(partition)));
        node.put("position", new ReadingPoint(migration, pipeline).text());
        node.put("lane", outlook.lane());
        node.put("batch", pipeline.batch());
        node.put("accept", pipeline.validation().accept());
        ArrayNode writes = node.putArray("writes");
        pipeline.imports().forEach(into -> writes.add(write(outlook, into)));
        if (!outlook.routes().targets().isEmpty()) {
            node.set("routes", routes(outlook.routes()));
        }
        node.put("ledger", outlook.keeper().name());
        ArrayNode checks = node.putArray("verify");
        pipeline.checks().forEach(check -> checks.add(check.kind()));
        node.put("comparison", outlook.comparison());
        node.put(
                "recordsInLedger",
                outlook.begun().stream().mapToLong(row -> row.counts().read()).sum());
        return node;
    }

    private static ObjectNode from(Pipeline.Export export) {
        ObjectNode node = JSON.objectNode()
                .put("system", export.from().name())
                .put("place", export.from().shown());
        if (!export.types().isEmpty()) {
            export.types().forEach(node.putArray("types")::add);
        }
        return node;
    }

    private static ObjectNode partition(Partition partition) {
        ObjectNode node = JSON.objectNode().put("id", partition.id()).put("table", partition.table());
        if (partition.records() >= 0) {
            node.put("records", partition.records());
        }
        if (partition.bytes() >= 0) {
            node.put("bytes", partition.bytes());
        }
        return node;
    }

    private static ObjectNode write(Outlook outlook, Pipeline.Import into) {
        ObjectNode node = JSON.objectNode()
                .put("into", into.into().name())
                .put("place", into.into().shown())
                .put("existing", into.existing().name().toLowerCase(Locale.ROOT));
        PlanPrinter.written(outlook, into).forEach(node.putArray("tables")::add);
        return node;
    }

    /** Records that go to none of the targets are counted beside them. */
    private static ObjectNode routes(RouteCounts routes) {
        ObjectNode node = JSON.objectNode().put("known", routes.known());
        if (!routes.known()) {
            routes.targets().forEach(node.putArray("targets")::add);
            return node;
        }
        fill(node, routes.totals());
        ObjectNode sources = node.putObject("sources");
        routes.bySource().forEach((source, counts) -> fill(sources.putObject(source), counts));
        return node;
    }

    private static void fill(ObjectNode node, Map<String, Long> counts) {
        ObjectNode targets = node.putObject("targets");
        counts.forEach((target, count) -> {
            if (!target.equals(RouteCounts.NOWHERE)) {
                targets.put(target, count);
            }
        });
        node.put("none", counts.getOrDefault(RouteCounts.NOWHERE, 0L));
    }
}
