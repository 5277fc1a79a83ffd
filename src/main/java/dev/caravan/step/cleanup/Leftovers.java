package dev.caravan.step.cleanup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.caravan.spi.StepCall;
import dev.caravan.step.StepPace;
import dev.caravan.step.SystemTools;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What a clean-up removes and nothing else: what the file names, the temporary files that its patterns named when it began, and
 * the snapshots that done steps wrote down.
 */
record Leftovers(SystemTools tools) {
    static final String TEMPORARY = "temporary";

    private static final String ARCHIVE = "archive";

    /** The list of temporary files; null where it is written down already, or none are named. */
    ArrayNode listed(StepCall call) {
        JsonNode named = call.step().options().path(TEMPORARY);
        return named.isMissingNode() || call.memo().has(TEMPORARY)
                ? null
                : LeftTemporary.list(texts(named), real(tools.state()), new StepPace(call));
    }

    /** Services first, then files, then snapshots; each in a fixed order, gone or not. */
    List<Leftover> of(StepCall call) {
        JsonNode options = call.step().options();
        List<Leftover> all = new ArrayList<>();
        options.path("services").forEach(service -> all.add(new LeftService(service)));
        texts(options.path("files")).forEach(path -> all.add(new LeftFiles(real(Path.of(path)), kept(options))));
        call.memo().path(TEMPORARY).forEach(file -> all.add(LeftTemporary.of(file)));
        all.addAll(snapshots(call));
        return all;
    }

    /** The snapshots of this passage, gone or not, by place; none where the file leaves them to another step. */
    static List<LeftSnapshot> snapshots(StepCall call) {
        List<LeftSnapshot> all = new ArrayList<>();
        if (!call.step().options().path("snapshots").asBoolean(true)) {
            return all;
        }
        for (JsonNode facts : call.facts()) {
            Path folder = Path.of(facts.path("folder").asText(""));
            LeftSnapshot one = new LeftSnapshot(folder, facts.path("digest").asText());
            if (facts.hasNonNull("digest") && facts.hasNonNull("parts") && folder.isAbsolute() && !all.contains(one)) {
                all.add(one);
            }
        }
        all.sort(Comparator.comparing(LeftSnapshot::folder));
        return all;
    }

    /** One text, or a list of them; an empty one is none. */
    static List<String> texts(JsonNode one) {
        List<String> texts = new ArrayList<>();
        (one.isTextual() ? List.of(one) : one).forEach(text -> texts.add(text.asText()));
        texts.removeIf(String::isEmpty);
        return texts;
    }

    /** What a wrong path must never take along: where Caravan works, its state, its archives, somebody's home. */
    private List<Path> kept(JsonNode options) {
        return List.of(
                real(Path.of("")),
                real(tools.state()),
                real(Path.of(options.path(ARCHIVE).asText())),
                real(Path.of(System.getProperty("user.home"))));
    }

    /** With the links on the way to it followed, itself not. */
    private static Path real(Path path) {
        Path there = path.toAbsolutePath().normalize();
        Path above = there.getParent();
        try {
            return above == null || !Files.exists(above)
                    ? there
                    : above.toRealPath().resolve(there.getFileName());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
