package dev.caravan.step.snapshot;

import dev.caravan.snapshot.Manifest;
import dev.caravan.snapshot.SnapshotShelf;
import dev.caravan.spi.SnapshotFolder;
import dev.caravan.spi.StepCall;
import dev.caravan.step.StepNames;
import dev.caravan.step.SystemTools;
import java.nio.file.Path;
import java.util.Optional;

/** Where the snapshot of a step stands: below {@code STATE/snapshots/MIGRATION}, or below the folder of {@code to:} where it names one. */
final class SnapshotPlace {
    private final SnapshotShelf shelf;
    private final StepNames names;

    private SnapshotPlace(SnapshotShelf shelf, StepNames names) {
        this.shelf = shelf;
        this.names = names;
    }

    static SnapshotPlace of(SystemTools tools, StepCall call) {
        String to = call.step().options().path("to").asText("");
        Path folder = to.isBlank() ? tools.state().resolve("snapshots") : Path.of(to);
        return new SnapshotPlace(
                new SnapshotShelf(
                        folder.resolve(StepNames.plain(call.migration().name()))),
                StepNames.of(call));
    }

    Optional<SnapshotShelf.Kept> find() {
        return shelf.find(names.full());
    }

    SnapshotFolder begin(SnapshotFolder.Pace pace) {
        return shelf.begin(names.family(), names.full(), pace);
    }

    SnapshotShelf.Kept finish(SnapshotFolder folder, Manifest manifest) {
        return shelf.finish(folder, names.full(), manifest);
    }
}
