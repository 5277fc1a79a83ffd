package dev.caravan.cli;

import dev.caravan.camel.CamelHouse;
import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Migration;
import dev.caravan.model.Person;
import dev.caravan.settings.CaravanProperties;
import dev.caravan.settings.MigrationFiles;
import dev.caravan.settings.PeopleFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;

/**
 * Where Caravan is installed: its routes and its config.
 *
 * @param peopleFile who may enter and sign
 */
record Home(Path root, CaravanProperties properties, Path peopleFile) {

    /** The home that the launcher named, or the working folder. */
    static Home find() {
        Path root = Path.of(System.getProperty("caravan.home", ""));
        Path file = root.resolve("config").resolve("caravan.properties");
        if (!Files.exists(file)) {
            return new Home(root, CaravanProperties.defaults(), file.resolveSibling("people.yaml"));
        }
        CaravanProperties properties = CaravanProperties.load(file);
        return new Home(root, properties, properties.console().people());
    }

    /** The same with other people. */
    Home withPeople(Path other) {
        return new Home(root, properties, other);
    }

    Path routes() {
        return root.resolve("routes");
    }

    MigrationFiles files() {
        return files(Path.of(""));
    }

    private MigrationFiles files(Path working) {
        return new MigrationFiles(working, root.resolve("config"), properties, System.getenv());
    }

    /** The migration that was named: a file, or a name in {@code config/migrations}. */
    Migration load(FileOptions options) {
        Path file = Path.of(options.file());
        boolean looksLikeName = options.file().matches("[A-Za-z0-9_-]+") && !Files.exists(file);
        Migration migration = looksLikeName
                ? files(options.working()).loadNamed(options.file(), options.settings())
                : files(options.working()).load(file, options.settings());
        refuseNothing(migration);
        return migration;
    }

    private static void refuseNothing(Migration migration) {
        if (migration.pipelines().isEmpty()
                && migration.plan().isEmpty()
                && migration.notBuilt().isEmpty()) {
            throw new CaravanException(
                    ErrorCode.FILE_INVALID,
                    migration.file() + ":1:1",
                    "a migration with nothing to do; add one of: pipelines, plan, traffic");
        }
    }

    /**
     * The same, or what of it was asked for, refused where that needs more than this version has.
     *
     * @param only {@code data}, or a pipeline's name; null for all of it
     */
    Migration loadBuilt(FileOptions options, String only, CommandLine line) {
        Migration migration = Selection.of(only, load(options), line);
        if (!migration.notBuilt().isEmpty()) {
            throw CaravanException.several(ErrorCode.NOT_BUILT, options.file(), migration.notBuilt());
        }
        return migration;
    }

    /** Who may sign. */
    List<Person> people() {
        return PeopleFile.read(peopleFile);
    }

    /** Camel for a run in the foreground, not started yet. A person waits for its end: its routes look often whether it is there. */
    CamelHouse house() {
        Map<String, String> settings = new HashMap<>(routeSettings());
        settings.put("caravan.poll-millis", "20");
        return CamelHouse.build(routes(), settings).withoutManagement();
    }

    /** What routes see as {@code {{caravan.*}}}. */
    Map<String, String> routeSettings() {
        return Map.of(
                "caravan.retry.attempts", String.valueOf(properties.retryAttempts()),
                "caravan.retry.delay-millis",
                        String.valueOf(properties.retryBackoff().toMillis()));
    }
}
