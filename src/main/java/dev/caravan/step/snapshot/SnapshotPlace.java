package dev.caravan.step.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.snapshot.Manifest;
import dev.caravan.snapshot.SnapshotShelf;
import dev.caravan.spi.SnapshotFolder;
import dev.caravan.spi.StepCall;
import dev.caravan.step.SystemTools;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;

/**
 * Where the snapshot of a step stands: {@code STATE/snapshots/MIGRATION/phase.step-passage-time}, or below the folder of
 * {@code to:}. The time is the step's beginning, so a step that goes on finds its own, and one that begins again does not.
 */
final class SnapshotPlace {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssSSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final int LONGEST = 60;

    private final SnapshotShelf shelf;
    private final String family;
    private final String name;

    private SnapshotPlace(SnapshotShelf shelf, String family, String name) {
        this.shelf = shelf;
        this.family = family;
        this.name = name;
    }

    static SnapshotPlace of(SystemTools tools, StepCall call) {
        JsonNode to = call.step().options().path("to");
        Path folder = to.isTextual() ? Path.of(to.asText()) : tools.state().resolve("snapshots");
        String family = plain(call.step().phase()) + "." + plain(call.step().name()) + "-" + call.passage() + "-";
        return new SnapshotPlace(
                new SnapshotShelf(folder.resolve(plain(call.migration().name()))),
                family,
                family + STAMP.format(call.begun()));
    }

    Optional<SnapshotShelf.Kept> find() {
        return shelf.find(name);
    }

    SnapshotFolder begin(SnapshotFolder.Pace pace) {
        return shelf.begin(family, name, pace);
    }

    SnapshotShelf.Kept finish(SnapshotFolder folder, Manifest manifest) {
        return shelf.finish(folder, name, manifest);
    }

    /** A part of a path: what a name may hold and a path should not becomes a hyphen. */
    private static String plain(String text) {
        String plain = text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        return plain.length() > LONGEST ? plain.substring(0, LONGEST) : plain;
    }
}
