package dev.caravan.cli;

import picocli.CommandLine.Command;

/** {@code abort NAME}. */
@Command(
        name = "abort",
        mixinStandardHelpOptions = true,
        description = "Ends a run at the next chunk border; running it again goes on from there.")
final class AbortCommand extends OrderCommand {}
