package dev.caravan.step.gate;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.ErrorCode;
import dev.caravan.model.Gate;
import dev.caravan.model.Person;
import dev.caravan.model.SignOff;
import dev.caravan.repository.SignOffs;
import dev.caravan.spi.StepCall;
import dev.caravan.spi.StepResult;
import dev.caravan.step.Jq;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Judges gates: open when every criterion passes and every role has signed. A marginal criterion needs a person even where
 * the file names no role; one that fails cannot be signed away. A sign-off holds for the evidence that was seen, for a time,
 * and as long as its person is known, has the role, and the signature is the person's. Safe for use by several threads.
 */
public final class Decision {
    /** Who signs where the file names no role. */
    static final String ANYBODY = "approver";

    /** The key of a waiting step's memo that names its gate. */
    static final String GATE = "gate";

    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private final SignOffs signOffs;
    private final Supplier<List<Person>> people;
    private final Jq jq = new Jq();

    /** Judges by what was said in {@code signOffs}, by {@code people}, who are asked for each time. */
    public Decision(SignOffs signOffs, Supplier<List<Person>> people) {
        this.signOffs = signOffs;
        this.people = people;
    }

    /** Where the gate stands: done once it is open. */
    public StepResult of(Gate gate, StepCall call) {
        Verdicts verdicts = Verdicts.of(gate, call, jq);
        List<SignOff> valid = valid(gate, call, verdicts);
        ObjectNode evidence = evidence(verdicts, valid);
        List<String> failed = verdicts.that("fail");
        if (!failed.isEmpty()) {
            String why = String.join(", ", failed) + "; " + choices(call);
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
        memo.put(GATE, gate.name());
        return new StepResult.Wait(call.now().plus(LOOK_EVERY), "sign-off of " + String.join(", ", missing), memo);
    }

    /** Nobody signs a failed criterion away: what is left to a person. */
    private static String choices(StepCall call) {
        List<String> told = call.migration().notices().on().getOrDefault("failed", List.of());
        return "fix it and run again, take it back with 'rollback', or escalate: "
                + (told.isEmpty()
                        ? "the file's notify: names nobody who is told of a failure"
                        : "told of it are " + String.join(", ", told));
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
        String starter = call.facts().path("passage").path("startedBy").asText();
        List<SignOff> valid = new ArrayList<>();
        for (SignOff one : signOffs.of(call.migration().name(), call.passage(), gate.name())) {
            boolean fresh = !one.at().isAfter(call.now().plus(SignOffDesk.CLOCKS))
                    && (gate.expires() == null || one.at().plus(gate.expires()).isAfter(call.now()));
            boolean proved = Proof.refused(one, people.get()).isEmpty()
                    && !(gate.notStarter() && one.who().equals(starter));
            if (fresh && proved && one.digest().equals(verdicts.digest()) && seen.add(one.who())) {
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
        valid.forEach(one -> signed.add(one.shown()));
        return evidence;
    }
}
