package dev.caravan.cli;

import picocli.CommandLine.Command;

/** {@code reject NAME GATE}. */
@Command(
        name = "reject",
        mixinStandardHelpOptions = true,
        description = "Says no at a gate: the run ends with status 4.")
final class RejectCommand extends SignOffCommand {}
