package dev.caravan.cli;

import picocli.CommandLine.Command;

/** {@code pause NAME}. */
@Command(
        name = "pause",
        mixinStandardHelpOptions = true,
        description = "Lets a run wait at the next chunk border; nothing is lost.")
final class PauseCommand extends OrderCommand {}
