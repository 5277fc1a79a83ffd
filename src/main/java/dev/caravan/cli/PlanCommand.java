package dev.caravan.cli;

import dev.caravan.model.Migration;
import dev.caravan.model.Pipeline;
import dev.caravan.run.Outlook;
import dev.caravan.system.Systems;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code plan FILE}. */
@Command(
        name = "plan",
        mixinStandardHelpOptions = true,
        description = {
            "Checks a migration file and what it connects to, and prints what would happen, step by step, with the undo of each.",
            "Changes nothing."
        })
final class PlanCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private FileOptions file;

    @Mixin
    private Verbosity verbosity;

    @Option(
            names = "--state",
            paramLabel = "DIR",
            description =
                    "Say as well where each step stands in this state: what is done, and what a run would do again.")
    private Path state;

    @Option(
            names = "--format",
            paramLabel = "text|json",
            defaultValue = "text",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private ReportOptions.Format format;

    @Override
    public Integer call() {
        verbosity.apply();
        Home home = Home.find();
        Migration migration = home.load(file);
        StepStanding standing = StepStanding.of(state, migration.name());
        PrintWriter out = spec.commandLine().getOut();
        boolean json = format == ReportOptions.Format.json;
        PlanPrinter printer = new PlanPrinter(json ? new PrintWriter(Writer.nullWriter()) : out, standing);
        printer.head(migration);
        List<Outlook> outlooks = new ArrayList<>();
        Systems systems = new Systems(Clock.systemUTC());
        for (Pipeline pipeline : migration.pipelines()) {
            outlooks.add(Outlook.of(
                    migration, pipeline, systems::kind, home.properties().workers()));
        }
        printer.steps(migration, outlooks);
        if (json) {
            out.println(new PlanJson(migration, standing).of(outlooks).toPrettyString());
            out.flush();
        }
        return printer.verdict(migration, outlooks, spec.commandLine().getErr());
    }
}
