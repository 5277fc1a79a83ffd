package dev.caravan.step.freeze;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.KillPoint;
import dev.caravan.model.Step;
import dev.caravan.model.SystemSettings;
import dev.caravan.spi.Freeze;
import dev.caravan.spi.StepCall;
import dev.caravan.spi.StepKind;
import dev.caravan.spi.StepResult;
import dev.caravan.step.StepPace;
import dev.caravan.step.SystemTools;
import java.util.Optional;

/**
 * Makes a system read-only and tries it. The mark that the freeze leaves in the system says after a crash whether it was this
 * step; one that was frozen before by somebody else is proved too, and is never thawed. A system that cannot be frozen lets
 * the plan go on only where the file names the step in which a person has said so; then its contents are digested, so that
 * what was written meanwhile shows.
 */
public final class FreezeStep implements StepKind {
    private static final String UNFROZEN = "unfrozen";

    private final SystemTools tools;

    public FreezeStep(SystemTools tools) {
        this.tools = tools;
    }

    @Override
    public StepResult advance(StepCall call) {
        return StepPace.unlessStopped(call, () -> {
            try {
                return frozen(call, freeze(call));
            } catch (CaravanException impossible) {
                if (impossible.code() != ErrorCode.NOT_BUILT) {
                    throw impossible;
                }
                return unfrozen(call, impossible.getMessage());
            }
        });
    }

    /** Thaws what this step froze; a write must go through then, unless somebody else froze it too. */
    @Override
    public StepResult undo(StepCall call) {
        try {
            return thawed(call, freeze(call));
        } catch (CaravanException impossible) {
            if (impossible.code() != ErrorCode.NOT_BUILT) {
                throw impossible;
            }
            return StepResult.done();
        }
    }

    @Override
    public StepResult look(StepCall call) {
        return new StepResult.Again();
    }

    @Override
    public String outlook(Step step) {
        String system = step.options().path("of").asText();
        String otherwise = step.options().hasNonNull(UNFROZEN)
                ? "; goes on unfrozen where that cannot be had and step '"
                        + step.options().get(UNFROZEN).asText() + "' is done"
                : "";
        return "makes " + system + " read-only, tries a write that must be refused, and a read" + otherwise;
    }

    @Override
    public Optional<String> undoOf(Step step) {
        return Optional.of("thaws " + step.options().path("of").asText() + " if this step froze it, and tries a write");
    }

    @Override
    public boolean destructive(Step step) {
        return false;
    }

    private StepResult frozen(StepCall call, Freeze freeze) {
        Freeze.Standing before = freeze.look();
        boolean others = before.frozen() && !before.by(call.token());
        if (!others) {
            freeze.freeze(call.token());
            KillPoint.pass("frozen");
        }
        Freeze.Proof proof = freeze.probe();
        ObjectNode evidence = JsonNodeFactory.instance.objectNode();
        evidence.put("frozen", proof.holds())
                .put("ours", !others)
                .put("writeRefused", proof.refused())
                .put("readable", proof.readable())
                .put("saw", proof.saw());
        if (proof.holds()) {
            return StepResult.done(evidence);
        }
        if (!others) {
            freeze.thaw(call.token());
        }
        String why = system(call).name()
                + (proof.refused() ? " cannot be read any more: " : " takes writes: ")
                + proof.saw();
        if (call.step().options().hasNonNull(UNFROZEN)) {
            return unfrozen(call, why);
        }
        return new StepResult.Failed(ErrorCode.STEP_FAILED, why + "; it does not count as frozen", evidence);
    }

    private static StepResult thawed(StepCall call, Freeze freeze) {
        boolean ours = freeze.look().by(call.token());
        freeze.thaw(call.token());
        KillPoint.pass("thawed");
        ObjectNode evidence = JsonNodeFactory.instance.objectNode();
        evidence.put("thawed", ours).put("frozen", freeze.look().frozen());
        if (!ours) {
            return StepResult.done(evidence.put("why", "it was not this step that froze it"));
        }
        Freeze.Proof proof = freeze.probe();
        evidence.put("writable", !proof.refused()).put("saw", proof.saw());
        String why = system(call).name() + " was thawed and still refuses a write: " + proof.saw()
                + "; look what else keeps it read-only";
        return proof.refused()
                ? new StepResult.Failed(ErrorCode.STEP_FAILED, why, evidence)
                : StepResult.done(evidence);
    }

    /** Goes on all the same where a person has said so. */
    private StepResult unfrozen(StepCall call, String why) {
        String signed = call.step().options().path(UNFROZEN).asText("");
        ObjectNode evidence = JsonNodeFactory.instance.objectNode();
        evidence.put("frozen", false).put("why", why);
        if (signed.isEmpty()) {
            String advice = why + "; or let a person answer for it: an attest step before this one, and its name as"
                    + " unfrozen: here";
            return new StepResult.Failed(ErrorCode.STEP_FAILED, advice, evidence);
        }
        if (!"done".equals(call.facts().path(signed).path("state").asText())) {
            String advice = why + "; step '" + signed + "' has not said that this is accepted";
            return new StepResult.Failed(ErrorCode.STEP_FAILED, advice, evidence);
        }
        SystemSettings system = system(call);
        Held held = Held.of(tools.kinds().apply(system.kind()).snapshot(system).look(new StepPace(call)));
        evidence.put("accepted", signed).put("digest", held.digest()).put("records", held.records());
        evidence.set("parts", held.parts());
        return StepResult.done(evidence);
    }

    private Freeze freeze(StepCall call) {
        SystemSettings system = system(call);
        return tools.kinds().apply(system.kind()).freeze(system, call.step().options());
    }

    private static SystemSettings system(StepCall call) {
        return call.migration().systems().get(call.step().options().path("of").asText());
    }
}
