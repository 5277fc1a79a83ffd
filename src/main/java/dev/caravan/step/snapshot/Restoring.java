package dev.caravan.step.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.KillPoint;
import dev.caravan.model.SystemSettings;
import dev.caravan.snapshot.SnapshotShelf;
import dev.caravan.snapshot.SnapshotUpload;
import dev.caravan.spi.Snapshot;
import dev.caravan.spi.StepCall;
import dev.caravan.spi.StepResult;
import dev.caravan.step.StepPace;
import dev.caravan.step.SystemTools;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** A finished snapshot, checked against its manifest, and the system it goes back to. */
final class Restoring {
    /** The fact that tells where a copy stands on another machine. */
    static final String UPLOADED = "uploaded";

    private static final int NAMED = 20;

    private final SnapshotShelf.Kept kept;
    private final SystemSettings system;
    private final Snapshot snapshot;
    private final StepPace pace;

    /** Where pipelines write into the system: what they moved is kept on the way back, and is no difference. */
    private final Set<String> moved;

    private Restoring(SnapshotShelf.Kept kept, SystemTools tools, StepCall call) {
        this.kept = kept;
        this.pace = new StepPace(call);
        this.system =
                call.migration().systems().get(call.step().options().path("of").asText());
        this.moved = call.migration().pipelines().stream()
                .flatMap(pipeline -> pipeline.placesIn(system.name()).stream())
                .collect(Collectors.toCollection(TreeSet::new));
        this.snapshot = tools.kinds().apply(system.kind()).snapshot(system);
    }

    /** What the step itself took; empty when it was never finished. */
    static Optional<Restoring> ofStep(SystemTools tools, StepCall call) {
        if (call.memo().hasNonNull("folder")) {
            return ofFacts(tools, call, call.memo());
        }
        return SnapshotPlace.of(tools, call).find().map(kept -> new Restoring(kept, tools, call));
    }

    /** What a step took that left these facts; empty when they are of no snapshot. */
    static Optional<Restoring> ofFacts(SystemTools tools, StepCall call, JsonNode facts) {
        if (!facts.hasNonNull("folder")) {
            return Optional.empty();
        }
        SnapshotShelf.Kept kept = kept(call, facts);
        if (!kept.digest().equals(facts.path("digest").asText())) {
            throw refused(kept, "its manifest is not the one that was written down when it was taken");
        }
        return Optional.of(new Restoring(kept, tools, call));
    }

    /** Where it stood, or, once it is gone from there, brought back from where it was put too. */
    private static SnapshotShelf.Kept kept(StepCall call, JsonNode facts) {
        Path place = Path.of(facts.get("folder").asText());
        if (Files.exists(place) || !facts.hasNonNull(UPLOADED)) {
            return SnapshotShelf.open(place);
        }
        try (SnapshotUpload upload = SnapshotUpload.at(facts.get(UPLOADED).asText(), new StepPace(call))) {
            return upload.fetch(place, facts.path("digest").asText());
        }
    }

    /** Makes the system what the snapshot holds, and proves it. */
    StepResult restore() {
        if (!kept.manifest().kind().equals(system.kind())) {
            throw refused(kept, "it is of kind '" + kept.manifest().kind() + "', and " + system.name() + " is not");
        }
        SnapshotShelf.check(kept, pace);
        KillPoint.pass("restore-begun");
        snapshot.restore(kept.folder(pace));
        KillPoint.pass("restore-done");
        List<String> differences = kept.manifest().contents().differences(snapshot.look(pace));
        ObjectNode evidence = evidence(differences);
        if (!differences.isEmpty()) {
            String why = system.name() + " was restored and does not hold what was copied: " + some(differences)
                    + "; stop who writes it, and try again";
            return new StepResult.Failed(ErrorCode.SNAPSHOT_UNPROVED, why, evidence);
        }
        return StepResult.done(evidence);
    }

    /** The same, where the system is not what it was: nothing is written into one that is. */
    StepResult restoreWhatDiffers() {
        SnapshotShelf.check(kept, pace);
        List<String> differences = kept.manifest().contents().differences(snapshot.look(pace));
        return differences.isEmpty() ? StepResult.done(evidence(differences)) : restore();
    }

    /**
     * Says whether the system is what it was; changes nothing, and a difference is no failure. What pipelines moved into it is
     * left out, and named.
     */
    StepResult compare() {
        SnapshotShelf.check(kept, pace);
        Snapshot.Contents before = kept.manifest().contents();
        if (moved.isEmpty()) {
            return StepResult.done(evidence(before.differences(snapshot.look(pace))));
        }
        ObjectNode evidence = evidence(snapshot.differences(kept.folder(pace), before, moved));
        moved.forEach(evidence.putArray("leftOut")::add);
        return StepResult.done(evidence);
    }

    private ObjectNode evidence(List<String> differences) {
        ObjectNode evidence = JsonNodeFactory.instance.objectNode();
        evidence.put("snapshot", kept.place().toString())
                .put("compared", true)
                .put("records", kept.manifest().contents().count())
                .put("same", differences.isEmpty())
                .put("seconds", pace.seconds());
        ArrayNode named = evidence.putArray("differences");
        differences.stream().limit(NAMED).forEach(named::add);
        if (differences.size() > NAMED) {
            named.add("and " + (differences.size() - NAMED) + " more");
        }
        return evidence;
    }

    private static String some(List<String> differences) {
        return String.join(", ", differences.subList(0, Math.min(3, differences.size())));
    }

    private static CaravanException refused(SnapshotShelf.Kept kept, String why) {
        return new CaravanException(
                ErrorCode.SNAPSHOT_UNPROVED, kept.place().toString(), why + "; it will not be used");
    }
}
