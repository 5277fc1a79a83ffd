package dev.caravan.settings;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * Where relative paths of a migration file begin.
 *
 * @param working data paths
 * @param config paths of SQL and schema files
 */
record Folders(Path working, Path config) {
    private static final String CONFIG = "config";

    /** The folders for one file: its {@code config} is the nearest one that it lies below, else the given one. */
    static Folders of(Path file, Path working, Path config) {
        for (Path at = file.toAbsolutePath().normalize().getParent(); at != null; at = at.getParent()) {
            if (at.endsWith(CONFIG)) {
                return new Folders(working, at);
            }
        }
        return new Folders(working, config);
    }

    /** The absolute path of data, which need not exist; null when the text is no path. */
    String data(Section text) {
        Path path = resolved(text, working);
        return path == null ? null : path.toString();
    }

    /** The absolute path of a file below {@code config}; null, after a complaint, when it is not there. */
    Path configFile(Section text) {
        Path path = resolved(text, config);
        if (path != null && !Files.isRegularFile(path)) {
            text.mistake("file '" + text.shown() + "' does not exist"
                    + (text.isSecret() ? "; correct the path" : "; it was looked for at " + path));
            return null;
        }
        return path;
    }

    /** The absolute path of a file in the working folder, else below {@code config}; null, after a complaint, without one. */
    Path anyFile(Section text) {
        Path path = resolved(text, working);
        return path != null && Files.isRegularFile(path) ? path : configFile(text);
    }

    private static Path resolved(Section text, Path folder) {
        if (text.text() == null || text.text().isEmpty()) {
            return null;
        }
        try {
            return folder.resolve(text.text()).toAbsolutePath().normalize();
        } catch (InvalidPathException e) {
            text.mistake("'" + text.shown() + "' is no path (" + e.getReason() + "); correct it");
            return null;
        }
    }
}
