package dev.caravan.step.gate;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Gate;
import dev.caravan.model.SignOff;
import dev.caravan.model.Step;
import dev.caravan.repository.SignOffs;
import dev.caravan.spi.StepCall;
import dev.caravan.spi.StepKind;
import dev.caravan.spi.StepResult;
import dev.caravan.step.Jq;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Opens when every criterion passes and every role has signed. A marginal criterion needs a person even where the file names
 * no role; one that fails cannot be signed away. A sign-off holds for the evidence that was seen, and for a time.
 */
public final class GateStep implements StepKind {
    /** Who signs where the file names no role. */
    static final String ANYBODY = "approver";

    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private final SignOffs signOffs;
    private final Jq jq = new Jq();

    public GateStep(SignOffs signOffs) {
        this.signOffs = signOffs;
    }

    @Override
    public StepResult advance(StepCall call) {
        Gate gate = gate(call);
        Verdicts verdicts = Verdicts.of(gate, call, jq);
        List<SignOff> valid = valid(gate, call, verdicts);
        ObjectNode evidence = evidence(verdicts, valid);
        List<String> failed = verdicts.that("fail");
        if (!failed.isEmpty()) {
            String why = String.join(", ", failed) + "; mend it and run again, or take it back with 'rollback'";
            return new StepResult.Failed(ErrorCode.NO_GO, why, evidence);
        }
        Optional<SignOff> rejection =
                valid.stream().filter(one -> !one.approved()).findFirst();
        if (rejection.isPresent()) {
            String why = "rejected by " + rejection.get().who() + " ("
                    + rejection.get().role() + "): " + rejection.get().reason();
            return new StepResult.Failed(ErrorCode.NO_GO, why, evidence);
        }
        Set<String> missing = roles(gate, verdicts);
        valid.forEach(one -> missing.remove(one.role()));
        if (missing.isEmpty()) {
            return new StepResult.Done(evidence, evidence, JsonNodeFactory.instance.objectNode());
        }
        ObjectNode memo = evidence.deepCopy();
        memo.put("gate", gate.name());
        return new StepResult.Wait(call.now().plus(LOOK_EVERY), "sign-off of " + String.join(", ", missing), memo);
    }

    @Override
    public StepResult undo(StepCall call) {
        return StepResult.done();
    }

    @Override
    public StepResult look(StepCall call) {
        return new StepResult.Again();
    }

    @Override
    public String outlook(Step step) {
        return "waits until gate " + step.options().path("of").asText() + " opens";
    }

    @Override
    public Optional<String> undoOf(Step step) {
        return Optional.empty();
    }

    @Override
    public boolean destructive(Step step) {
        return false;
    }

    /** The roles that must sign. */
    private static Set<String> roles(Gate gate, Verdicts verdicts) {
        Set<String> roles = new LinkedHashSet<>(gate.signOffs());
        if (roles.isEmpty() && !verdicts.that("marginal").isEmpty()) {
            roles.add(ANYBODY);
        }
        return roles;
    }

    /** What was said of this evidence, not too long ago; each person counts once. */
    private List<SignOff> valid(Gate gate, StepCall call, Verdicts verdicts) {
        Set<String> seen = new LinkedHashSet<>();
        List<SignOff> valid = new ArrayList<>();
        for (SignOff one : signOffs.of(call.migration().name(), call.passage(), gate.name())) {
            boolean fresh =
                    gate.expires() == null || one.at().plus(gate.expires()).isAfter(call.now());
            if (fresh && one.digest().equals(verdicts.digest()) && seen.add(one.who())) {
                valid.add(one);
            }
        }
        return valid;
    }

    private static ObjectNode evidence(Verdicts verdicts, List<SignOff> valid) {
        ObjectNode evidence = JsonNodeFactory.instance.objectNode();
        evidence.put("digest", verdicts.digest());
        evidence.put("verdict", verdicts.that("marginal").isEmpty() ? "pass" : "marginal");
        evidence.set("criteria", verdicts.criteria());
        ArrayNode signed = evidence.putArray("signOffs");
        for (SignOff one : valid) {
            signed.addObject()
                    .put("role", one.role())
                    .put("who", one.who())
                    .put("verdict", one.approved() ? "approve" : "reject")
                    .put("at", one.at().toString())
                    .put("proved", one.signature() != null)
                    .put("reason", one.reason());
        }
        return evidence;
    }

    private static Gate gate(StepCall call) {
        return call.migration().gates().get(call.step().options().path("of").asText());
    }
}
