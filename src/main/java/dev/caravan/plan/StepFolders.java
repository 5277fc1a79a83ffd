package dev.caravan.plan;

import dev.caravan.model.Migration;
import dev.caravan.model.Step;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The folders that steps will write into: found unfit before anything is begun, not days later by the step itself. */
final class StepFolders {
    /** Which key of a kind of step names a folder that is made where it is missing. */
    private static final Map<String, String> KEYS = Map.of("archive", "to", "cleanup", "archive");

    private StepFolders() {}

    /** What keeps steps from writing, {@code where: what; what to do}. */
    static List<String> problems(Migration migration) {
        return migration.plan().steps().stream()
                .flatMap(step -> problem(step).stream())
                .toList();
    }

    private static Optional<String> problem(Step step) {
        String named =
                step.options().path(KEYS.getOrDefault(step.kind(), "no folder")).asText("");
        if (named.isEmpty()) {
            return Optional.empty();
        }
        Path there = Path.of(named).toAbsolutePath().normalize();
        while (!Files.exists(there) && there.getParent() != null) {
            there = there.getParent();
        }
        String why = !Files.isDirectory(there)
                ? "is not a folder"
                : Files.isWritable(there) ? "" : "cannot be written by " + System.getProperty("user.name");
        return why.isEmpty()
                ? Optional.empty()
                : Optional.of(step.place() + ": step '" + step.id() + "' writes into '" + named + "', and " + there
                        + " " + why + "; change its owner or mode, or name another folder");
    }
}
