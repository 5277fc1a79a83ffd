package dev.caravan.cli;

import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParseResult;

/** How much is said. */
final class Verbosity {
    @Option(
            names = {"-q", "--quiet"},
            description = "Print nothing but errors.")
    private boolean quiet;

    @Option(
            names = {"-v", "--verbose"},
            description = "Print what happens inside, and stack traces of errors.")
    private boolean verbose;

    boolean quiet() {
        return quiet;
    }

    boolean verbose() {
        return verbose;
    }

    /** Lets the log speak where that was asked for. */
    void apply() {
        if (verbose) {
            ((ch.qos.logback.classic.Logger) LoggerFactory.getLogger("dev.caravan"))
                    .setLevel(ch.qos.logback.classic.Level.DEBUG);
        }
    }

    /** True when stack traces are wanted by what was typed. */
    static boolean of(ParseResult parsed) {
        return parsed.originalArgs().stream().anyMatch(word -> word.equals("-v") || word.equals("--verbose"));
    }
}
