package dev.caravan.plan;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Migration;
import dev.caravan.model.Step;
import java.util.ArrayList;
import java.util.List;

/** What keeps a plan from running as it is written; found before anything is begun. */
public final class PlanCheck {
    private PlanCheck() {}

    /** {@code file:line:column: what; what to do}, in the plan's order; empty for a plan that may run. */
    public static List<String> problems(Migration migration, StepTraits traits) {
        List<String> problems = new ArrayList<>(StepFolders.problems(migration));
        migration.plan().steps().stream()
                .filter(traits::refused)
                .map(PlanCheck::problem)
                .forEach(problems::add);
        return problems;
    }

    private static String problem(Step step) {
        String what = step.place() + ": step '" + step.id() + "' " + effect(step)
                + ", and nothing takes it back; give it an undo:, or say irreversible: true, and a person signs it";
        return StepTraits.isFree(step)
                ? what
                        + "; where nothing need be taken back, say what stays by leaves: (leaves: nothing where it changes"
                        + " nothing)"
                : what;
    }

    private static String effect(Step step) {
        if (step.kind().equals("sql")) {
            return "does more than ask its database";
        }
        return StepTraits.isFree(step) ? "may change anything" : "destroys";
    }

    /**
     * Refuses what {@link #problems} finds.
     *
     * @throws CaravanException FILE_INVALID, a line each
     */
    public static void refuse(Migration migration, StepTraits traits) {
        List<String> problems = problems(migration, traits);
        if (!problems.isEmpty()) {
            throw CaravanException.several(ErrorCode.FILE_INVALID, migration.name(), problems);
        }
    }
}
