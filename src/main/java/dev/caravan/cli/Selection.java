package dev.caravan.cli;

import dev.caravan.model.Migration;
import dev.caravan.model.Pipeline;
import dev.caravan.settings.Nearest;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** What {@code --only} leaves of a migration. */
final class Selection {
    private Selection() {}

    /** The migration with the pipelines that were asked for. */
    static Migration of(String only, Migration migration, CommandLine line) {
        if (only == null) {
            return migration;
        }
        return migration.only(only).orElseThrow(() -> {
            List<String> known =
                    migration.pipelines().stream().map(Pipeline::name).toList();
            return new ParameterException(
                    line, "--only: " + Nearest.unknown("pipeline", only, known) + ", or data for all of them");
        });
    }
}
