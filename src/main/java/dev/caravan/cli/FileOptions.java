package dev.caravan.cli;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A migration file, and settings that come before its own. */
final class FileOptions {
    @Parameters(paramLabel = "FILE", description = "A migration file, or the NAME of one in config/migrations.")
    private String file;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "A setting of the file with another value. Can be repeated.")
    private Map<String, String> settings = new LinkedHashMap<>();

    private Path working = Path.of("");

    /** What was not typed; relative paths of data begin in {@code working}. */
    static FileOptions of(String file, Map<String, String> settings, Path working) {
        FileOptions options = new FileOptions();
        options.working = working;
        options.file = file;
        options.settings = settings;
        return options;
    }

    /** Where relative paths of data begin; empty for this process's folder. */
    Path working() {
        return working;
    }

    String file() {
        return file;
    }

    Map<String, String> settings() {
        return settings;
    }
}
