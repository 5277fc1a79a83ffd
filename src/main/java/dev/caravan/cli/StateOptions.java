package dev.caravan.cli;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where the state is. */
final class StateOptions {
    @Option(
            names = "--state",
            paramLabel = "DIR",
            defaultValue = "state",
            description = "The folder of the state (default: ${DEFAULT-VALUE}).")
    private Path folder;

    Path folder() {
        return folder;
    }
}
