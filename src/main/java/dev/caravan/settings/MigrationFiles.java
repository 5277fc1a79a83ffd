package dev.caravan.settings;

import static java.util.Objects.requireNonNull;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Migration;
import dev.caravan.settings.Values.Expanded;
import dev.caravan.settings.Values.Outside;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Loads migration files. Safe for use by several threads; reads files, changes none. */
public final class MigrationFiles {
    private static final String ENDING = ".yaml";

    private final Path working;
    private final Path config;
    private final CaravanProperties properties;
    private final Map<String, String> environment;
    private final Structure structure = new Structure();

    /**
     * A loader.
     *
     * @param working where relative data paths begin
     * @param config where relative SQL and schema paths of files outside any {@code config} folder begin; below it,
     *     {@code migrations} holds the named ones
     * @param environment what {@code {{env:NAME}}} may see
     */
    public MigrationFiles(Path working, Path config, CaravanProperties properties, Map<String, String> environment) {
        this.working = requireNonNull(working, "working is null");
        this.config = requireNonNull(config, "config is null");
        this.properties = requireNonNull(properties, "properties is null");
        this.environment = Map.copyOf(environment);
    }

    /**
     * Reads and checks a file.
     *
     * @param overrides settings from the command line
     * @throws CaravanException FILE_INVALID with every mistake of the file; see {@link CaravanException#lines}
     */
    public Migration load(Path file, Map<String, String> overrides) {
        return load(file, FileText.read(file), overrides);
    }

    /**
     * Checks what was read from a file before; the file itself is not looked at.
     *
     * @param file its place, from where its relative paths begin, and for messages
     * @throws CaravanException FILE_INVALID as {@link #load(Path, Map)}
     */
    public Migration load(Path file, byte[] content, Map<String, String> overrides) {
        return load(file, FileText.of(file, content), overrides);
    }

    private Migration load(Path file, FileText text, Map<String, String> overrides) {
        Mistakes mistakes = new Mistakes(file.toString());
        YamlTree tree = new YamlReader(text.text(), mistakes).read();
        Values values = new Values(
                tree, new Outside(overrides, properties.settings(), properties.file(), environment), mistakes);
        Expanded expanded = values.expand();
        structure.check(expanded, tree, mistakes);
        Section root = Section.root(tree, expanded, mistakes);
        MigrationReader reader = new MigrationReader(root, Folders.of(file, working, config), properties);
        Migration migration = reader.read(file, text.digest(), values.masked(overrides.keySet()), values.withheld());
        mistakes.raise();
        return migration;
    }

    /**
     * Reads and checks {@code migrations/NAME.yaml} of the config folder.
     *
     * @throws CaravanException FILE_INVALID as {@link #load}, also when there is no such file
     */
    public Migration loadNamed(String name, Map<String, String> overrides) {
        List<String> known = names();
        if (!known.contains(name)) {
            throw new CaravanException(
                    ErrorCode.FILE_INVALID,
                    config.resolve("migrations").toString(),
                    Nearest.unknown("migration", name, known));
        }
        return load(config.resolve("migrations").resolve(name + ENDING), overrides);
    }

    /** The files that {@link #loadNamed} knows, sorted. */
    public List<Path> files() {
        return names().stream()
                .map(name -> config.resolve("migrations").resolve(name + ENDING))
                .toList();
    }

    /** The names that {@link #loadNamed} knows, sorted. */
    public List<String> names() {
        Path folder = config.resolve("migrations");
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(file -> file.endsWith(ENDING) && !file.startsWith("."))
                    .map(file -> file.substring(0, file.length() - ENDING.length()))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("folder " + folder + " cannot be listed", e);
        }
    }
}
