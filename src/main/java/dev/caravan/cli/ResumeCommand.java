package dev.caravan.cli;

import picocli.CommandLine.Command;

/** {@code resume NAME}. */
@Command(name = "resume", mixinStandardHelpOptions = true, description = "Lets a paused run go on.")
final class ResumeCommand extends OrderCommand {}
