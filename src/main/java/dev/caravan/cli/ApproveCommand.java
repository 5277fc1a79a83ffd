package dev.caravan.cli;

import picocli.CommandLine.Command;

/** {@code approve NAME GATE}. */
@Command(
        name = "approve",
        mixinStandardHelpOptions = true,
        description = "Signs that a gate may open, on the evidence that it shows.")
final class ApproveCommand extends SignOffCommand {}
