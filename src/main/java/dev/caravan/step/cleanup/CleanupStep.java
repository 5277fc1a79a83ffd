package dev.caravan.step.cleanup;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.Durations;
import dev.caravan.model.KillPoint;
import dev.caravan.model.Step;
import dev.caravan.snapshot.SnapshotShelf;
import dev.caravan.spi.StepCall;
import dev.caravan.spi.StepKind;
import dev.caravan.spi.StepResult;
import dev.caravan.step.StepPace;
import dev.caravan.step.SystemTools;
import dev.caravan.step.archive.Archive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Removes, once the retention time has passed, the services and files that the file names, the temporary files that were there
 * when it began, and the snapshots of this passage.
 * Where the file asks for archives, everything is packed and read back before the first thing goes, and only what an archive
 * holds goes. One thing a call, so that each stands in the journal.
 */
public final class CleanupStep implements StepKind {
    private static final String REMOVED = "removed";
    private static final String ARCHIVED = "archived";
    private static final String ARCHIVE = "archive";

    private final SystemTools tools;

    public CleanupStep(SystemTools tools) {
        this.tools = tools;
    }

    @Override
    public StepResult advance(StepCall call) {
        return StepPace.unlessStopped(call, () -> {
            Leftovers leftovers = new Leftovers(tools);
            ArrayNode listed = leftovers.listed(call);
            if (listed != null) {
                ObjectNode memo = memo(call);
                memo.set(Leftovers.TEMPORARY, listed);
                return new StepResult.Wait(call.now(), listed.size() + " temporary files are listed", memo);
            }
            List<Leftover> all = leftovers.of(call);
            return all.isEmpty() ? done(memo(call)) : early(call).orElseGet(() -> next(call, all));
        });
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
        JsonNode options = step.options();
        String archive = options.hasNonNull(ARCHIVE)
                ? "packs files and snapshots into archives in "
                        + options.get(ARCHIVE).asText() + ", reads each back and compares it, then "
                : "";
        List<String> named = new ArrayList<>();
        options.path("services")
                .forEach(service -> named.add("service " + service.path("name").asText()));
        for (String path : Leftovers.texts(options.path("files"))) {
            named.add(path + (Files.exists(Path.of(path), LinkOption.NOFOLLOW_LINKS) ? "" : " (not there now)"));
        }
        for (String pattern : Leftovers.texts(options.path(Leftovers.TEMPORARY))) {
            named.add(pattern + " (" + matching(pattern) + ")");
        }
        if (options.path("snapshots").asBoolean(true)) {
            named.add("the snapshots of this passage");
        }
        return "waits for " + options.path("after").asText() + ", then " + archive + "removes "
                + String.join(", ", named) + "; nothing else";
    }

    private static String matching(String pattern) {
        try {
            return LeftTemporary.matching(pattern).size() + " there now";
        } catch (IOException e) {
            return "not readable now";
        }
    }

    @Override
    public Optional<String> undoOf(Step step) {
        return Optional.empty();
    }

    /** The snapshots are the passage's own, and their time was set when they were made; services and files are v1's. */
    @Override
    public boolean destructive(Step step) {
        return Stream.of("files", "services", Leftovers.TEMPORARY).anyMatch(step.options()::has);
    }

    /** Why nothing is touched yet; empty once the time has come. */
    private static Optional<StepResult> early(StepCall call) {
        String after = call.step().options().path("after").asText();
        Instant due = call.begun().plus(Durations.parse(after).orElse(Duration.ZERO));
        if (due.isAfter(call.now())) {
            return Optional.of(new StepResult.Wait(
                    due,
                    "kept for " + after + ", until " + due + "; earlier only where after: in the file says so",
                    call.memo()));
        }
        for (LeftSnapshot item : Leftovers.snapshots(call)) {
            Instant until = item.there(call) ? item.keepUntil() : null;
            if (until != null && until.isAfter(call.now())) {
                return Optional.of(new StepResult.Wait(until, item.named() + " is kept until " + until, call.memo()));
            }
        }
        return Optional.empty();
    }

    private static ObjectNode memo(StepCall call) {
        return call.memo().isObject() ? call.memo().deepCopy() : JsonNodeFactory.instance.objectNode();
    }

    private static StepResult next(StepCall call, List<Leftover> all) {
        ObjectNode memo = memo(call);
        List<Leftover> left = new ArrayList<>();
        for (Leftover item : all) {
            if (!noted(memo, REMOVED, item)) {
                left.add(item);
            }
        }
        List<Leftover> unpacked = left.stream()
                .filter(item -> call.step().options().hasNonNull(ARCHIVE) && !isPacked(memo, item))
                .filter(item -> item.packing(call).isPresent() && item.there(call))
                .toList();
        if (!unpacked.isEmpty()) {
            return pack(call, memo, unpacked);
        }
        return left.isEmpty() ? done(memo) : remove(call, memo, left);
    }

    private static StepResult pack(StepCall call, ObjectNode memo, List<Leftover> unpacked) {
        Leftover item = unpacked.get(0);
        Path what = item.packing(call).orElseThrow().what();
        if (item instanceof LeftSnapshot) {
            SnapshotShelf.check(SnapshotShelf.open(what), new StepPace(call));
        }
        Archive archive = archive(call, item).orElseThrow();
        Archive.Packed packed = archive.find().orElseGet(() -> archive.pack(what));
        memo.withArray(ARCHIVED)
                .addObject()
                .put("what", item.named())
                .put(ARCHIVE, packed.file().toString())
                .put("sha256", packed.digest())
                .put("bytes", packed.bytes())
                .put("entries", packed.entries());
        KillPoint.pass("cleanup-archived");
        int more = unpacked.size() - 1;
        return new StepResult.Wait(
                call.now(), "packed " + item.named() + "; " + more + " left to pack, nothing is removed yet", memo);
    }

    private static StepResult remove(StepCall call, ObjectNode memo, List<Leftover> left) {
        Leftover item = left.get(0);
        boolean packed = isPacked(memo, item);
        ObjectNode how = JsonNodeFactory.instance.objectNode().put("what", item.named());
        if (item.there(call)) {
            how.put("was", "there");
            how.setAll(item.remove(call, packed ? archive(call, item).orElse(null) : null));
        } else {
            how.put("was", "gone");
        }
        for (JsonNode one : memo.path(ARCHIVED)) {
            if (one.path("what").asText().equals(item.named())) {
                how.set(ARCHIVE, one.path(ARCHIVE));
                how.set("sha256", one.path("sha256"));
            }
        }
        KillPoint.pass("cleanup-removed");
        memo.withArray(REMOVED).add(how);
        return new StepResult.Wait(call.now(), "removed " + item.named() + "; " + (left.size() - 1) + " left", memo);
    }

    /** Where an item is packed; empty where nothing of it is. */
    private static Optional<Archive> archive(StepCall call, Leftover item) {
        String folder = call.step().options().path(ARCHIVE).asText();
        return item.packing(call).map(packing -> new Archive(Path.of(folder), packing.name(), new StepPace(call)));
    }

    /** Somebody who takes an archive away asks for another one. */
    private static boolean isPacked(ObjectNode memo, Leftover item) {
        for (JsonNode one : memo.path(ARCHIVED)) {
            if (one.path("what").asText().equals(item.named())
                    && Files.exists(Path.of(one.path(ARCHIVE).asText()))) {
                return true;
            }
        }
        return false;
    }

    private static boolean noted(ObjectNode memo, String list, Leftover item) {
        return StreamSupport.stream(memo.path(list).spliterator(), false)
                .anyMatch(one -> one.path("what").asText().equals(item.named()));
    }

    private static StepResult done(ObjectNode memo) {
        ObjectNode facts = JsonNodeFactory.instance.objectNode();
        int count = 0;
        for (JsonNode one : memo.withArray(REMOVED)) {
            count += one.path("was").asText().equals("there") ? 1 : 0;
        }
        facts.set(REMOVED, memo.path(REMOVED));
        return StepResult.done(facts.put("count", count));
    }
}
