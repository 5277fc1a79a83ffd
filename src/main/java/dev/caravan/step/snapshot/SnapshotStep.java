package dev.caravan.step.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Step;
import dev.caravan.spi.StepCall;
import dev.caravan.spi.StepKind;
import dev.caravan.spi.StepResult;
import dev.caravan.step.StepPace;
import dev.caravan.step.SystemTools;
import java.util.Optional;

/**
 * Copies a system aside; with {@code restore:} brings back what an earlier step copied. Taking is begun anew after a crash, a
 * finished copy is found by its name. Its undo compares the system with the copy, or restores it where the file says so.
 */
public final class SnapshotStep implements StepKind {
    private static final String RESTORE = "restore";

    private final SystemTools tools;

    public SnapshotStep(SystemTools tools) {
        this.tools = tools;
    }

    @Override
    public StepResult advance(StepCall call) {
        return StepPace.unlessStopped(
                call,
                () -> call.step().options().hasNonNull(RESTORE) ? restored(call) : new Taking(tools, call).take());
    }

    @Override
    public StepResult undo(StepCall call) {
        if (call.step().options().hasNonNull(RESTORE)) {
            throw new IllegalStateException("a restored system has no undo of its own");
        }
        return StepPace.unlessStopped(call, () -> restores(call.step()) ? restoredOnTheWayBack(call) : compared(call));
    }

    @Override
    public StepResult look(StepCall call) {
        return new StepResult.Again();
    }

    @Override
    public String outlook(Step step) {
        JsonNode options = step.options();
        String system = options.path("of").asText();
        if (options.hasNonNull(RESTORE)) {
            return "makes " + system + " again what step '"
                    + options.get(RESTORE).asText() + "' copied aside; what came later goes";
        }
        String keep =
                options.hasNonNull("keep") ? ", kept for " + options.get("keep").asText() : "";
        String upload = options.path("upload").asText("");
        String to = upload.isBlank() ? "" : "; the copy goes to " + upload + " too, read back and compared";
        return "copies " + system + " aside, restores the copy into a scratch place and compares every value" + keep
                + to;
    }

    @Override
    public Optional<String> undoOf(Step step) {
        String system = step.options().path("of").asText();
        if (step.options().hasNonNull(RESTORE)) {
            return Optional.empty();
        }
        return Optional.of(
                restores(step)
                        ? "restores " + system + " from the copy where it differs: what came later goes; the copy stays"
                        : "compares " + system + " with the copy and says what differs; the copy stays");
    }

    @Override
    public boolean destructive(Step step) {
        return step.options().hasNonNull(RESTORE);
    }

    private StepResult restoredOnTheWayBack(StepCall call) {
        return Restoring.ofStep(tools, call).map(Restoring::restoreWhatDiffers).orElseGet(StepResult::done);
    }

    /** A copy that cannot be looked at is told, and holds no rollback up: nothing was to be changed. */
    private StepResult compared(StepCall call) {
        try {
            return Restoring.ofStep(tools, call).map(Restoring::compare).orElseGet(StepResult::done);
        } catch (CaravanException unknown) {
            if (unknown.code() == ErrorCode.INTERRUPTED) {
                throw unknown;
            }
            ObjectNode evidence = JsonNodeFactory.instance.objectNode();
            return StepResult.done(evidence.put("compared", false).put("why", unknown.line()));
        }
    }

    private StepResult restored(StepCall call) {
        String name = call.step().options().get(RESTORE).asText();
        Optional<Restoring> copy = Restoring.ofFacts(tools, call, call.facts().path(name));
        if (copy.isEmpty()) {
            ObjectNode nothing = JsonNodeFactory.instance.objectNode();
            String why = "step '" + name + "' has copied nothing aside; look at its name, and whether it is done";
            return new StepResult.Failed(ErrorCode.STEP_FAILED, why, nothing);
        }
        return copy.get().restore();
    }

    private static boolean restores(Step step) {
        return RESTORE.equals(step.options().path("on-rollback").asText());
    }
}
