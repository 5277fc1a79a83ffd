package dev.caravan.step.snapshot;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.Durations;
import dev.caravan.model.KillPoint;
import dev.caravan.model.SystemSettings;
import dev.caravan.snapshot.Manifest;
import dev.caravan.snapshot.SnapshotShelf;
import dev.caravan.snapshot.SnapshotUpload;
import dev.caravan.spi.SnapshotFolder;
import dev.caravan.spi.StepCall;
import dev.caravan.spi.StepResult;
import dev.caravan.step.StepPace;
import dev.caravan.step.SystemTools;
import java.time.Instant;
import java.util.Optional;

/** Takes one snapshot, or finds the one that this step took before it was cut off. */
final class Taking {
    private final SystemTools tools;
    private final StepCall call;
    private final StepPace pace;

    Taking(SystemTools tools, StepCall call) {
        this.tools = tools;
        this.call = call;
        this.pace = new StepPace(call);
    }

    StepResult take() {
        SnapshotPlace place = SnapshotPlace.of(tools, call);
        Optional<SnapshotShelf.Kept> there = place.find();
        SnapshotShelf.Kept kept = there.orElseGet(() -> fresh(place));
        KillPoint.pass("snapshot-kept");
        return done(kept, uploaded(kept));
    }

    /** Where the copy stands on another machine too; empty where the file names none. */
    private String uploaded(SnapshotShelf.Kept kept) {
        String to = call.step().options().path("upload").asText("");
        if (to.isBlank()) {
            return "";
        }
        try (SnapshotUpload upload = SnapshotUpload.below(to, kept.place(), pace)) {
            return upload.put(kept);
        }
    }

    private SnapshotShelf.Kept fresh(SnapshotPlace place) {
        SystemSettings system =
                call.migration().systems().get(call.step().options().path("of").asText());
        SnapshotFolder folder = place.begin(pace);
        return place.finish(folder, new Copying(tools, call).into(folder, system, keepUntil()));
    }

    private Instant keepUntil() {
        String keep = call.step().options().path("keep").asText("");
        return Durations.parse(keep).map(call.now()::plus).orElse(null);
    }

    private StepResult done(SnapshotShelf.Kept kept, String uploaded) {
        Manifest manifest = kept.manifest();
        ObjectNode facts = JsonNodeFactory.instance.objectNode();
        facts.put("folder", kept.place().toString())
                .put("digest", kept.digest())
                .put("records", manifest.contents().count())
                .put("parts", manifest.contents().parts().size())
                .put("bytes", manifest.bytes())
                .put("files", manifest.files().size())
                .put("seconds", pace.seconds());
        if (!uploaded.isEmpty()) {
            facts.put(Restoring.UPLOADED, uploaded);
        }
        ObjectNode evidence = facts.deepCopy();
        evidence.put("tool", manifest.contents().tool()).put("proof", manifest.proof());
        manifest.contents().notes().forEach(evidence.putArray("notes")::add);
        if (manifest.keepUntil() != null) {
            evidence.put("keepUntil", manifest.keepUntil().toString());
        }
        ObjectNode memo = JsonNodeFactory.instance.objectNode();
        memo.put("folder", kept.place().toString()).put("digest", kept.digest());
        if (!uploaded.isEmpty()) {
            memo.put(Restoring.UPLOADED, uploaded);
        }
        return new StepResult.Done(facts, evidence, memo);
    }
}
