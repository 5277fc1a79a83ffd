package dev.caravan.cli;

import dev.caravan.model.CaravanException;
import dev.caravan.model.Migration;
import dev.caravan.model.Partition;
import dev.caravan.model.Pipeline;
import dev.caravan.model.Plan;
import dev.caravan.model.Step;
import dev.caravan.model.TableShape;
import dev.caravan.model.Transform;
import dev.caravan.plan.PlanCheck;
import dev.caravan.plan.StepTraits;
import dev.caravan.run.Outlook;
import dev.caravan.step.StepKinds;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Says what a run would do. */
final class PlanPrinter {
    private static final int SHOWN = 8;

    private final PrintWriter out;
    private final StepStanding standing;
    private int step;

    PlanPrinter(PrintWriter out, StepStanding standing) {
        this.out = out;
        this.standing = standing;
    }

    void head(Migration migration) {
        out.println(migration.name() + (migration.description().isEmpty() ? "" : ": " + migration.description()));
        migration.settings().forEach((name, value) -> out.println("  " + name + " = " + value));
        standing.passage().ifPresent(out::println);
    }

    /** The steps in order; without a plan the pipelines alone. */
    void steps(Migration migration, List<Outlook> outlooks) {
        if (migration.plan().isEmpty()) {
            outlooks.forEach(outlook -> pipeline(outlook, migration));
            return;
        }
        Map<String, Outlook> byName =
                outlooks.stream().collect(Collectors.toMap(one -> one.pipeline().name(), Function.identity()));
        StepKinds kinds = StepKinds.forPlan();
        StepTraits traits = new StepTraits(kinds::kind, migration.plan());
        for (Plan.Phase phase : migration.plan().phases()) {
            out.println();
            boolean remedy = migration.plan().remedies().contains(phase.name());
            out.println("phase " + phase.name() + (remedy ? ", only where a step fails that asks for it" : ""));
            for (Step next : phase.steps()) {
                step(next, byName, kinds.names().contains(next.kind()) ? traits : null, migration);
            }
        }
    }

    private void step(Step next, Map<String, Outlook> pipelines, StepTraits traits, Migration migration) {
        Outlook pipeline = pipelines.get(next.options().path("of").asText());
        if (next.kind().equals("pipeline") && !next.isDryRun() && pipeline != null) {
            pipeline(pipeline, migration);
        } else if (traits != null) {
            StepLines.outlook(out, ++step, next, traits);
        } else {
            step++;
            out.println();
            out.println(step + ". " + next.kind() + " " + next.id() + ": not built in this version");
        }
        boolean remedy = migration.plan().remedies().contains(next.phase());
        standing.of(next, remedy).ifPresent(line -> out.println("   stands    " + line));
    }

    private void pipeline(Outlook outlook, Migration migration) {
        Pipeline pipeline = outlook.pipeline();
        step++;
        out.println();
        out.println(step + ". pipeline " + pipeline.name());
        out.println("   read      " + read(outlook));
        outlook.partitions().stream().limit(SHOWN).forEach(partition -> out.println("             " + text(partition)));
        if (outlook.partitions().size() > SHOWN) {
            out.println("             ... and " + (outlook.partitions().size() - SHOWN) + " more");
        }
        out.println("   position  " + new ReadingPoint(migration, pipeline).text());
        out.println("   lane      " + outlook.lane() + ", " + pipeline.batch() + " records a chunk"
                + (pipeline.throttle() > 0 ? ", at most " + pipeline.throttle() + " records/s" : ""));
        out.println("   validate  " + validate(pipeline));
        pipeline.imports().forEach(into -> out.println("   write     " + write(outlook, into)));
        if (pipeline.imports().size() > 1) {
            out.println("             a record is in all of them or in none; the ledger is in "
                    + outlook.keeper().name());
        }
        RouteLines.of(outlook.routes()).forEach(line -> out.println("   " + line));
        out.println("   verify    "
                + (pipeline.checks().isEmpty()
                        ? "nothing"
                        : pipeline.checks().stream().map(Pipeline.Check::kind).collect(Collectors.joining(", "))
                                + (outlook.comparison().isEmpty() ? "" : "; " + outlook.comparison())));
        out.println("   standing  " + standing(outlook));
        out.println(
                "   undo      none in this version: rows stay; v1 is only read, so going on with v1 loses nothing of"
                        + " it");
    }

    /** Says what is in the way, one line each; answers the exit status. */
    int verdict(Migration migration, List<Outlook> outlooks, PrintWriter err) {
        out.println();
        migration.notBuilt().forEach(line -> err.println("NOT_BUILT " + line));
        List<CaravanException> problems =
                outlooks.stream().map(Outlook::problem).filter(Objects::nonNull).toList();
        problems.stream()
                .map(problem -> Failures.text(problem, false))
                .distinct()
                .forEach(err::print);
        err.flush();
        if (!problems.isEmpty()) {
            out.flush();
            return problems.get(0).code().exitStatus();
        }
        if (!migration.notBuilt().isEmpty()) {
            out.flush();
            return 2;
        }
        PlanCheck.refuse(migration, new StepTraits(StepKinds.forPlan()::kind, migration.plan()));
        out.println("ready: 'run " + migration.file() + "' would start now; nothing was changed");
        out.flush();
        return 0;
    }

    private static String read(Outlook outlook) {
        Pipeline.Export export = outlook.pipeline().export();
        long bytes = outlook.partitions().stream()
                .mapToLong(partition -> Math.max(0, partition.bytes()))
                .sum();
        String what = export.files().isEmpty() ? String.join(", ", export.tables()) : String.join(", ", export.files());
        if (!export.types().isEmpty()) {
            what += ", of type " + String.join(" or ", export.types()) + " (others are counted as filtered)";
        }
        String where = export.from().name() + " " + export.from().shown() + ": " + what + ", ";
        if (outlook.problem() != null && outlook.partitions().isEmpty()) {
            return where + "could not be looked at";
        }
        return where
                + outlook.partitions().size()
                + (outlook.partitions().size() == 1 ? " partition" : " partitions")
                + (bytes > 0 ? ", " + size(bytes) : "");
    }

    private static String write(Outlook outlook, Pipeline.Import into) {
        String embed = into.embed()
                .map(embedded -> "; vectors of " + embedded.text() + " by " + embedded.model())
                .orElse("");
        return into.into().name() + " " + into.into().shown() + ": " + String.join(", ", written(outlook, into))
                + "; a row that is there with other content: "
                + into.existing().name().toLowerCase(Locale.ROOT) + embed;
    }

    /** The tables as the target has them; what the file says of them where one end could not be looked at. */
    static List<String> written(Outlook outlook, Pipeline.Import into) {
        Pipeline pipeline = outlook.pipeline();
        if (!outlook.tables().isEmpty() && pipeline.imports().size() == 1) {
            return outlook.tables().stream().map(TableShape::name).toList();
        }
        String table = into.table();
        List<String> names = new ArrayList<>(table.isEmpty() ? pipeline.export().tables() : List.of(table));
        if (pipeline.transform() instanceof Transform.Fields fields) {
            fields.children().forEach(child -> names.add(child.table()));
        }
        return names;
    }

    private static String validate(Pipeline pipeline) {
        Pipeline.Validation validation = pipeline.validation();
        return (validation.schemaFile() == null ? "" : "schema " + validation.schemaFile() + ", ")
                + validation.rules().size() + " rules; at least "
                + String.format(Locale.ROOT, "%s%%", Math.round(validation.accept() * 10_000) / 100.0)
                + " accepted, else NO-GO"
                + (validation.first() ? "; a whole dry pass before the first write" : "")
                + (validation.stopAfter() > 0 ? "; stops after " + validation.stopAfter() + " rejects" : "");
    }

    private static String standing(Outlook outlook) {
        if (outlook.begun().isEmpty()) {
            return outlook.problem() == null ? "not begun" : "not known, as something is in the way: see below";
        }
        long done = outlook.begun().stream().filter(row -> row.done()).count();
        long read =
                outlook.begun().stream().mapToLong(row -> row.counts().read()).sum();
        return String.format(
                Locale.ROOT,
                "begun: %,d records of %d partitions are in the ledger, %d partitions done; a run goes on from there",
                read,
                outlook.begun().size(),
                done);
    }

    private static String text(Partition partition) {
        return partition.id()
                + (partition.records() >= 0
                        ? String.format(Locale.ROOT, ", about %,d records", partition.records())
                        : "")
                + (partition.bytes() >= 0 ? ", " + size(partition.bytes()) : "");
    }

    private static String size(long bytes) {
        if (bytes < 1_000) {
            return bytes + " bytes";
        }
        return bytes < 1_000_000
                ? String.format(Locale.ROOT, "%.1f kB", bytes / 1e3)
                : String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
    }
}
