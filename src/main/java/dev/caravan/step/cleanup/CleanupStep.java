package dev.caravan.step.cleanup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.CaravanException;
import dev.caravan.model.Durations;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.KillPoint;
import dev.caravan.model.Step;
import dev.caravan.snapshot.SnapshotShelf;
import dev.caravan.spi.StepCall;
import dev.caravan.spi.StepKind;
import dev.caravan.spi.StepResult;
import dev.caravan.step.StepPace;
import dev.caravan.step.archive.Archive;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Removes the snapshots of this passage once the retention time has passed and none of them is to be kept any longer. Only what
 * a done step wrote down goes, and only if it still is what was written down; where the file asks for it, each is packed into an
 * archive first, which is read back. One item a call, so that each stands in the journal.
 */
public final class CleanupStep implements StepKind {
    private static final String REMOVED = "removed";
    private static final String MANIFEST = "manifest.json";

    @Override
    public StepResult advance(StepCall call) {
        Duration after =
                Durations.parse(call.step().options().path("after").asText()).orElse(Duration.ZERO);
        Instant due = call.begun().plus(after);
        if (due.isAfter(call.now())) {
            return new StepResult.Wait(due, "kept for " + days(call) + ", until " + due, call.memo());
        }
        List<Path> items = items(call);
        for (Path item : items) {
            Instant keepUntil = Files.exists(item.resolve(MANIFEST))
                    ? SnapshotShelf.open(item).manifest().keepUntil()
                    : null;
            if (keepUntil != null && keepUntil.isAfter(call.now())) {
                return new StepResult.Wait(
                        keepUntil, "snapshot " + item.getFileName() + " is kept until " + keepUntil, call.memo());
            }
        }
        return items.isEmpty()
                ? done(call)
                : StepPace.unlessStopped(call, () -> remove(call, items.get(0), items.size() - 1));
    }

    @Override
    public StepResult undo(StepCall call) {
        throw new IllegalStateException("what was removed does not come back");
    }

    @Override
    public StepResult look(StepCall call) {
        return new StepResult.Again();
    }

    @Override
    public String outlook(Step step) {
        String archive = step.options().hasNonNull("archive")
                ? "packs them into archives in " + step.options().get("archive").asText() + " and "
                : "";
        return "waits for " + step.options().path("after").asText() + ", then " + archive
                + "removes the snapshots of this passage; nothing else";
    }

    @Override
    public Optional<String> undoOf(Step step) {
        return Optional.empty();
    }

    /** What it removes is the passage's own, and its time was set when it was made. */
    @Override
    public boolean destructive(Step step) {
        return false;
    }

    /** The snapshots that done steps of this passage wrote down and that are there, in a fixed order. */
    private static List<Path> items(StepCall call) {
        List<Path> items = new ArrayList<>();
        for (JsonNode facts : call.facts()) {
            Path folder = Path.of(facts.path("folder").asText(""));
            if (facts.hasNonNull("digest")
                    && facts.hasNonNull("parts")
                    && folder.isAbsolute()
                    && Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                    && !items.contains(folder)) {
                requireOwn(call, folder, facts.get("digest").asText());
                items.add(folder);
            }
        }
        items.sort(Comparator.naturalOrder());
        return items;
    }

    private static void requireOwn(StepCall call, Path folder, String digest) {
        if (!Files.exists(folder.resolve(MANIFEST))) {
            // A removal that was cut off: the manifest goes first
            return;
        }
        SnapshotShelf.Kept kept = SnapshotShelf.open(folder);
        String passage = call.migration().name() + "/" + call.passage() + "/";
        if (!kept.digest().equals(digest) || !kept.manifest().token().startsWith(passage)) {
            throw new CaravanException(
                    ErrorCode.STEP_FAILED,
                    folder.toString(),
                    "is not the snapshot that this passage wrote down, so it is not removed; look what it is");
        }
    }

    private static StepResult remove(StepCall call, Path item, int left) {
        ObjectNode memo = call.memo().isObject() ? call.memo().deepCopy() : JsonNodeFactory.instance.objectNode();
        ArrayNode removed = memo.withArray(REMOVED);
        ObjectNode about = JsonNodeFactory.instance.objectNode().put("snapshot", item.toString());
        JsonNode archive = call.step().options().path("archive");
        if (archive.isTextual() && Files.exists(item.resolve(MANIFEST))) {
            StepPace pace = new StepPace(call);
            SnapshotShelf.check(SnapshotShelf.open(item), pace);
            Archive target =
                    new Archive(Path.of(archive.asText()), item.getFileName().toString(), pace);
            Archive.Packed packed = target.find().orElseGet(() -> target.pack(item));
            about.put("archive", packed.file().toString()).put("sha256", packed.digest());
        }
        KillPoint.pass("cleanup-archived");
        SnapshotShelf.remove(item);
        KillPoint.pass("cleanup-removed");
        removed.add(about);
        return new StepResult.Wait(call.now(), "removed snapshot " + item.getFileName() + "; " + left + " left", memo);
    }

    private static StepResult done(StepCall call) {
        ObjectNode facts = JsonNodeFactory.instance.objectNode();
        JsonNode removed = call.memo().path(REMOVED);
        facts.set(REMOVED, removed.isArray() ? removed : JsonNodeFactory.instance.arrayNode());
        return StepResult.done(facts.put("count", removed.size()));
    }

    private static String days(StepCall call) {
        return call.step().options().path("after").asText();
    }
}
