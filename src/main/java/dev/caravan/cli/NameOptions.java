package dev.caravan.cli;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Migration;
import dev.caravan.settings.Nearest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A migration that was run before, by its name: its file and settings are those of its last run. */
final class NameOptions {
    @Parameters(
            index = "0",
            paramLabel = "NAME",
            description = "A migration that was run before, with the file and settings of its last run; or a file.")
    private String name;

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "A setting with another value than in the last run. Can be repeated.")
    private Map<String, String> settings = new LinkedHashMap<>();

    /** The migration as the state remembers it, else as the file that was named says. */
    Migration load(Home home, Path state) {
        return home.load(find(home, state));
    }

    /** The migration's name, as it was typed or as the file that was typed says. */
    String migration(Home home, Path state) {
        return Files.isRegularFile(Path.of(name)) ? load(home, state).name() : name;
    }

    /** What was typed. */
    String shown() {
        return name;
    }

    /** The file and the settings. */
    FileOptions find(Home home, Path state) {
        if (Files.isRegularFile(Path.of(name))) {
            return FileOptions.of(name, settings, Path.of(""));
        }
        Optional<Remembered> remembered = Remembered.of(state, name);
        if (remembered.isPresent()) {
            Remembered last = remembered.get();
            return FileOptions.of(last.file().toString(), last.with(settings), last.working());
        }
        if (!home.files().names().contains(name)) {
            throw new CaravanException(
                    ErrorCode.USAGE,
                    state.toString(),
                    "no run of '" + Nearest.shown(name)
                            + "' is recorded here, and it is neither a file nor the name of one in config/migrations;"
                            + " name the file, or another folder with --state");
        }
        return FileOptions.of(name, settings, Path.of(""));
    }
}
