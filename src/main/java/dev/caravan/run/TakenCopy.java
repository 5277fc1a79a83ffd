package dev.caravan.run;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Migration;
import dev.caravan.model.Pipeline;
import dev.caravan.model.SystemSettings;
import dev.caravan.repository.Passages;
import dev.caravan.repository.StepRow;
import dev.caravan.snapshot.SnapshotShelf;
import dev.caravan.spi.SnapshotFolder;
import dev.caravan.spi.SystemKind;
import java.nio.file.Path;

/**
 * The copy that a step of the plan took of a system, read by a pipeline in place of it. What the ledger keeps of the source is
 * of the copy, so a run that goes on, a verification and a repair read the same records, whatever the system has become.
 */
record TakenCopy(Migration migration, Pipeline pipeline, Passages passages) {
    /**
     * The copy of the youngest passage as a system of its own, once every byte of it is what was written.
     *
     * @throws CaravanException SOURCE_UNUSABLE when there is none, SNAPSHOT_UNPROVED when it is damaged
     */
    SystemSettings asSystem(SystemKind kind) {
        SnapshotShelf.Kept kept = passages.latest(migration.name()).stream()
                .flatMap(passage -> passages.steps(passage).stream())
                .filter(this::tookIt)
                .findFirst()
                .map(TakenCopy::open)
                .orElseThrow(() -> unusable("has copied nothing aside yet"));
        SnapshotShelf.check(kept, SnapshotFolder.Pace.UNHURRIED);
        SystemSettings system = pipeline.export().from();
        String address = kind.snapshot(system)
                .address(kept.folder(SnapshotFolder.Pace.UNHURRIED))
                .orElseThrow(() -> unusable("left a copy that cannot be read as a system"));
        return new SystemSettings(
                system.name(), system.kind(), address, system.schemaFiles(), system.options(), system.place());
    }

    private String step() {
        return pipeline.export().snapshot();
    }

    private boolean tookIt(StepRow row) {
        return row.kind().equals("snapshot")
                && row.step().endsWith("/" + step())
                && row.facts().hasNonNull("folder");
    }

    private static SnapshotShelf.Kept open(StepRow row) {
        return SnapshotShelf.open(Path.of(row.facts().get("folder").asText()));
    }

    private CaravanException unusable(String why) {
        return new CaravanException(
                ErrorCode.SOURCE_UNUSABLE,
                pipeline.place(),
                "step '" + step() + "' " + why + ", and pipeline '" + pipeline.name()
                        + "' reads its copy; 'run' the plan, or take out snapshot: to read "
                        + pipeline.export().from().name() + " itself");
    }
}
