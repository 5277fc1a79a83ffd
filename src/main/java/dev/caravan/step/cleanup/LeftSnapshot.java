package dev.caravan.step.cleanup;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.snapshot.SnapshotShelf;
import dev.caravan.spi.StepCall;
import dev.caravan.step.StepPace;
import dev.caravan.step.archive.Archive;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/** A snapshot that a done step of this passage wrote down; removed only while it still is what was written down. */
record LeftSnapshot(Path folder, String digest) implements Leftover {
    private static final String MANIFEST = "manifest.json";

    @Override
    public String named() {
        return "snapshot " + folder.getFileName();
    }

    @Override
    public boolean there(StepCall call) {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        if (isWhole()) {
            SnapshotShelf.Kept kept = SnapshotShelf.open(folder);
            String passage = call.migration().name() + "/" + call.passage() + "/";
            if (!kept.digest().equals(digest) || !kept.manifest().token().startsWith(passage)) {
                throw new CaravanException(
                        ErrorCode.STEP_FAILED,
                        folder.toString(),
                        folder
                                + " is not the snapshot that this passage wrote down, so it is not removed; look what it is");
            }
        }
        return true;
    }

    /** When it may go; null where it may at any time. */
    Instant keepUntil() {
        return isWhole() ? SnapshotShelf.open(folder).manifest().keepUntil() : null;
    }

    @Override
    public Optional<Packing> packing(StepCall call) {
        return isWhole() ? Optional.of(new Packing(folder, folder.getFileName().toString())) : Optional.empty();
    }

    @Override
    public ObjectNode remove(StepCall call, Archive archive) {
        if (archive != null && isWhole()) {
            SnapshotShelf.check(SnapshotShelf.open(folder), new StepPace(call));
        }
        SnapshotShelf.remove(folder);
        return JsonNodeFactory.instance.objectNode();
    }

    /** False where a removal was cut off: the manifest goes first. */
    private boolean isWhole() {
        return Files.exists(folder.resolve(MANIFEST));
    }
}
