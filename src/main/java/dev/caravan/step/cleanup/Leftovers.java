package dev.caravan.step.cleanup;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.spi.StepCall;
import dev.caravan.step.SystemTools;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What a clean-up removes and nothing else: what the file names, and the snapshots that done steps wrote down. */
record Leftovers(SystemTools tools) {
    private static final String ARCHIVE = "archive";

    /** Services first, then files, then snapshots; each in a fixed order, gone or not. */
    List<Leftover> of(StepCall call) {
        JsonNode options = call.step().options();
        List<Leftover> all = new ArrayList<>();
        options.path("services").forEach(service -> all.add(new LeftService(service)));
        texts(options.path("files")).forEach(path -> all.add(new LeftFiles(real(Path.of(path)), kept(options))));
        all.addAll(snapshots(call));
        return all;
    }

    /** The snapshots of this passage, gone or not, by place. */
    static List<LeftSnapshot> snapshots(StepCall call) {
        List<LeftSnapshot> all = new ArrayList<>();
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

    /** One text, or a list of them. */
    static List<String> texts(JsonNode one) {
        List<String> texts = new ArrayList<>();
        (one.isTextual() ? List.of(one) : one).forEach(text -> texts.add(text.asText()));
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
