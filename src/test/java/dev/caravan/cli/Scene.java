package dev.caravan.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A folder with a migration file, its data, its target and its state, and the calls on them. */
final class Scene {
    private final Path folder;

    Scene(Path folder) {
        this.folder = folder;
    }

    Path folder() {
        return folder;
    }

    Path at(String name) {
        return folder.resolve(name);
    }

    Path state() {
        return folder.resolve("state");
    }

    /** Writes a file; folders on the way to it are made. */
    Scene file(String name, String text) {
        return file(name, text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    Scene file(String name, byte[] bytes) {
        try {
            Files.createDirectories(at(name).getParent());
            Files.write(at(name), bytes);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The migration file {@code m.yaml}; {@code DIR} in it becomes this folder. */
    Scene migration(String yaml) {
        return file("m.yaml", yaml.replace("DIR", folder.toString()));
    }

    /** Calls a verb on the migration file, in this process. */
    Called call(String verb, Object... more) {
        return Called.here(words(verb, at("m.yaml"), more));
    }

    /** Calls a verb on the migration's name, in this process. */
    Called callNamed(String verb, String name, Object... more) {
        return Called.here(words(verb, name, more));
    }

    Object[] words(String verb, Object what, Object... more) {
        List<Object> words = new ArrayList<>(List.of(verb, what, "--state", state()));
        words.addAll(List.of(more));
        return words.toArray();
    }

    /** The database {@code v2.db}. */
    Sqlite v2() {
        return new Sqlite(at("v2.db"));
    }

    /** The rejects of a pipeline, as the file for people has them. */
    List<JsonNode> rejects(String migration, String pipeline) {
        Path file = state().resolve("rejects").resolve(migration).resolve(pipeline + ".ndjson");
        try {
            List<JsonNode> lines = new ArrayList<>();
            for (String line : Files.readString(file).split("\n")) {
                if (!line.isEmpty()) {
                    lines.add(new ObjectMapper().readTree(line));
                }
            }
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
