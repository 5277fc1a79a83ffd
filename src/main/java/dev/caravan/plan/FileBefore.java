package dev.caravan.plan;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.repository.Sha256;
import dev.caravan.repository.StepRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collector;
import java.util.stream.Collectors;

/**
 * A file that a step has edited.
 *
 * @param digest SHA-256 of what it held before, as hex
 */
record FileBefore(String path, String digest) {
    private static final String FILES = "files";
    private static final String FILE = "file";
    private static final String BEFORE = "before";

    /** The files of a step: as its facts name them, or, where it never ended, its memo. */
    static List<FileBefore> of(StepRow edit) {
        List<FileBefore> files = new ArrayList<>();
        for (JsonNode one : edit.facts().path(FILES)) {
            files.add(new FileBefore(one.path(FILE).asText(), one.path(BEFORE).asText()));
        }
        if (files.isEmpty()) {
            for (JsonNode one : edit.memo().path(FILES)) {
                byte[] held = Base64.getDecoder().decode(one.path(BEFORE).asText());
                files.add(new FileBefore(one.path(FILE).asText(), Sha256.hex(held)));
            }
        }
        return files;
    }

    /** Of several of one path the first. */
    static Collector<FileBefore, ?, Collection<FileBefore>> first() {
        return Collectors.collectingAndThen(
                Collectors.toMap(FileBefore::path, file -> file, (one, later) -> one, LinkedHashMap::new), Map::values);
    }

    /** True when the file holds what it held. */
    boolean isThere() {
        try {
            return Sha256.hex(Files.readAllBytes(Path.of(path))).equals(digest);
        } catch (IOException e) {
            return false;
        }
    }

    /** Why it is not. */
    String problem() {
        return Files.isReadable(Path.of(path)) ? "its content is another one" : "it cannot be read";
    }
}
