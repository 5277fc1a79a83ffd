package dev.caravan.step.snapshot;

import dev.caravan.model.KillPoint;
import dev.caravan.model.SystemSettings;
import dev.caravan.snapshot.Manifest;
import dev.caravan.spi.Snapshot;
import dev.caravan.spi.SnapshotFolder;
import dev.caravan.spi.StepCall;
import dev.caravan.step.SystemTools;
import java.time.Instant;
import java.util.List;

/** Copies a system into a folder for a step, and proves the copy. */
public record Copying(SystemTools tools, StepCall call) {
    /**
     * Copies.
     *
     * @param keepUntil when the copy may be removed, or null
     * @return what is to stand beside the copy, without its files
     */
    public Manifest into(SnapshotFolder folder, SystemSettings system, Instant keepUntil) {
        Snapshot snapshot = tools.kinds().apply(system.kind()).snapshot(system);
        KillPoint.pass("snapshot-begun");
        Snapshot.Contents contents = snapshot.take(folder);
        KillPoint.pass("snapshot-taken");
        String proof = snapshot.prove(folder, contents);
        KillPoint.pass("snapshot-proved");
        return new Manifest(
                call.migration().name(),
                call.token(),
                system.name(),
                system.kind(),
                system.shown(),
                call.now(),
                keepUntil,
                contents,
                proof,
                List.of());
    }
}
