package dev.caravan.step.archive;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.Step;
import dev.caravan.model.SystemSettings;
import dev.caravan.snapshot.SnapshotShelf;
import dev.caravan.spi.SnapshotFolder;
import dev.caravan.spi.StepCall;
import dev.caravan.spi.StepKind;
import dev.caravan.spi.StepResult;
import dev.caravan.step.StepNames;
import dev.caravan.step.StepPace;
import dev.caravan.step.SystemTools;
import dev.caravan.step.snapshot.Copying;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Packs a folder or file away, or a system by way of a snapshot of it. The archive stays where the plan is taken back.
 */
public final class ArchiveStep implements StepKind {
    private final SystemTools tools;

    public ArchiveStep(SystemTools tools) {
        this.tools = tools;
    }

    @Override
    public StepResult advance(StepCall call) {
        return StepPace.unlessStopped(call, () -> packed(call, new StepPace(call)));
    }

    @Override
    public StepResult undo(StepCall call) {
        throw new IllegalStateException("an archive has no undo");
    }

    @Override
    public StepResult look(StepCall call) {
        return new StepResult.Again();
    }

    @Override
    public String outlook(Step step) {
        return "packs " + step.options().path("of").asText() + " into one file, reads it back and compares it";
    }

    @Override
    public Optional<String> undoOf(Step step) {
        return Optional.empty();
    }

    @Override
    public boolean destructive(Step step) {
        return false;
    }

    private StepResult packed(StepCall call, StepPace pace) {
        JsonNode options = call.step().options();
        StepNames names = StepNames.of(call);
        String to = options.path("to").asText("");
        Path folder = to.isBlank() ? own(call) : Path.of(to);
        Archive archive = new Archive(folder, names.full(), pace);
        String of = options.path("of").asText();
        SystemSettings system = call.migration().systems().get(of);
        Archive.Packed packed = archive.find()
                .orElseGet(() -> system == null ? archive.pack(Path.of(of)) : pack(call, system, archive, pace));
        ObjectNode facts = JsonNodeFactory.instance.objectNode();
        facts.put("file", packed.file().toString())
                .put("sha256", packed.digest())
                .put("bytes", packed.bytes())
                .put("entries", packed.entries())
                .put("seconds", pace.seconds());
        return StepResult.done(facts);
    }

    private Path own(StepCall call) {
        return tools.state()
                .resolve("archives")
                .resolve(StepNames.plain(call.migration().name()));
    }

    /** A snapshot is taken, proved and packed; only the archive of it stays. */
    private Archive.Packed pack(StepCall call, SystemSettings system, Archive archive, StepPace pace) {
        StepNames names = StepNames.of(call);
        SnapshotShelf shelf = new SnapshotShelf(own(call));
        if (shelf.find(names.full()).isEmpty()) {
            SnapshotFolder folder = shelf.begin(names.family(), names.full(), pace);
            shelf.finish(folder, names.full(), new Copying(tools, call).into(folder, system, null));
        }
        Archive.Packed packed = archive.pack(shelf.place(names.full()));
        SnapshotShelf.remove(shelf.place(names.full()));
        return packed;
    }
}
