package dev.caravan.step.cleanup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.spi.SnapshotFolder;
import dev.caravan.spi.StepCall;
import dev.caravan.step.StepPace;
import dev.caravan.step.archive.Archive;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * A file that was made for the move alone, so it goes without an archive: one that a pattern named when the clean-up began, and
 * only while it is what it was then.
 */
record LeftTemporary(Path path, String digest) implements Leftover {
    private static final String SHA256 = "sha256";

    /** The manifest of what patterns name now: plain files, by path, none of which lies in the state folder. */
    static ArrayNode list(List<String> patterns, Path state, SnapshotFolder.Pace pace) {
        ArrayNode listed = JsonNodeFactory.instance.arrayNode();
        try {
            for (String pattern : patterns) {
                for (Path path : matching(pattern)) {
                    if (path.startsWith(state)) {
                        throw new CaravanException(
                                ErrorCode.STEP_FAILED,
                                path.toString(),
                                path + " lies in the state folder, so it is not removed; name less");
                    }
                    listed.addObject()
                            .put("path", path.toString())
                            .put("bytes", Files.size(path))
                            .put(SHA256, Archive.digest(path, pace));
                }
            }
        } catch (IOException e) {
            throw new CaravanException(
                    ErrorCode.IO_FAILED,
                    String.join(", ", patterns),
                    "what is there cannot be read (" + e.getMessage() + "); look at owner and rights",
                    e);
        }
        return listed;
    }

    /** The files that a pattern names: a folder, and in its last name {@code *}, {@code ?} or <code>{a,b}</code>. */
    static TreeSet<Path> matching(String pattern) throws IOException {
        Path whole = Path.of(pattern).toAbsolutePath().normalize();
        TreeSet<Path> found = new TreeSet<>();
        if (!Files.isDirectory(whole.getParent())) {
            return found;
        }
        Path folder = whole.getParent().toRealPath();
        try (DirectoryStream<Path> all =
                Files.newDirectoryStream(folder, whole.getFileName().toString())) {
            for (Path path : all) {
                if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
                    found.add(path);
                }
            }
        }
        return found;
    }

    static LeftTemporary of(JsonNode listed) {
        return new LeftTemporary(
                Path.of(listed.path("path").asText()), listed.path(SHA256).asText());
    }

    @Override
    public String named() {
        return "temporary file " + path;
    }

    @Override
    public boolean there(StepCall call) {
        return Files.exists(path, LinkOption.NOFOLLOW_LINKS);
    }

    @Override
    public Optional<Packing> packing(StepCall call) {
        return Optional.empty();
    }

    @Override
    public ObjectNode remove(StepCall call, Archive archive) {
        try {
            boolean plain = Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS);
            if (!plain || !Archive.digest(path, new StepPace(call)).equals(digest)) {
                throw new CaravanException(
                        ErrorCode.SOURCE_CHANGED,
                        path.toString(),
                        "it is not what it was when the clean-up began, so it is not removed; look who writes it,"
                                + " move it away, and run again");
            }
            Files.delete(path);
            return JsonNodeFactory.instance.objectNode().put(SHA256, digest);
        } catch (IOException e) {
            throw new CaravanException(
                    ErrorCode.IO_FAILED,
                    path.toString(),
                    "it could not be removed (" + e.getMessage() + "); look at owner and rights",
                    e);
        }
    }
}
