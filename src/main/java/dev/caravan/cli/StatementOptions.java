package dev.caravan.cli;

import dev.caravan.model.Migration;
import dev.caravan.model.Step;
import dev.caravan.plan.Statement;
import dev.caravan.settings.Nearest;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** What a person says of steps whose outcome is unknown, after a run that ended with exit status 8. */
final class StatementOptions {
    @Option(
            names = "--done",
            paramLabel = "STEP",
            description = "This step, whose outcome is unknown, did its work: go on behind it. Can be repeated.")
    private List<String> done = List.of();

    @Option(
            names = "--again",
            paramLabel = "STEP",
            description = "This step, whose outcome is unknown, did not: do it again. Can be repeated.")
    private List<String> again = List.of();

    @Option(
            names = "--by",
            paramLabel = "WHO",
            description = "Who decides so with --done or --again (default: the login name).")
    private String by = System.getProperty("user.name", "unknown");

    /** What was said, each step by its full name. */
    List<Statement> statements(Migration migration, String reason, CommandLine line) {
        List<Statement> all = new ArrayList<>();
        done.forEach(name -> all.add(new Statement(step(migration, name, "--done", line), true, by, reason)));
        again.forEach(name -> all.add(new Statement(step(migration, name, "--again", line), false, by, reason)));
        List<String> steps = all.stream().map(Statement::step).toList();
        steps.stream()
                .filter(step -> steps.indexOf(step) != steps.lastIndexOf(step))
                .findFirst()
                .ifPresent(step -> {
                    throw new ParameterException(
                            line, "step '" + step + "' is named twice; say --done or --again once");
                });
        return all;
    }

    /** A step by its full name, or by its last part where one step alone has it. */
    private static String step(Migration migration, String name, String flag, CommandLine line) {
        List<Step> steps = migration.plan().steps();
        List<String> found = steps.stream()
                .filter(step -> step.id().equals(name) || step.name().equals(name))
                .map(Step::id)
                .toList();
        if (found.contains(name)) {
            return name;
        }
        if (found.size() != 1) {
            List<String> known = steps.stream()
                    .map(name.contains("/") ? Step::id : Step::name)
                    .distinct()
                    .toList();
            throw new ParameterException(
                    line,
                    flag + ": "
                            + (found.isEmpty()
                                    ? Nearest.unknown("step", name, known)
                                    : "'" + name + "' may be any of: " + String.join(", ", found)));
        }
        return found.get(0);
    }
}
