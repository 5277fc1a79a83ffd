package dev.caravan.step.gate;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.model.Gate;
import dev.caravan.model.Migration;
import dev.caravan.model.Person;
import dev.caravan.model.SignOff;
import dev.caravan.repository.Order;
import dev.caravan.repository.SignOffs;
import dev.caravan.repository.StepRow;
import dev.caravan.repository.StepState;
import dev.caravan.spi.StepCall;
import dev.caravan.spi.StepResult;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Judges sign-offs, whatever way they come: whether the person is known and has the role, whether the gate asks for it, whether
 * the evidence is the one that is there now, whether the signature is the person's.
 */
public final class SignOffDesk {
    /** How far a sign-off's own time may lie in the future. */
    static final Duration CLOCKS = Duration.ofMinutes(5);

    private final SignOffs signOffs;
    private final Supplier<List<Person>> people;
    private final Clock clock;

    /** A desk that knows these people, who are asked for at each sign-off. */
    public SignOffDesk(SignOffs signOffs, Supplier<List<Person>> people, Clock clock) {
        this.signOffs = signOffs;
        this.people = people;
        this.clock = clock;
    }

    /** Whether a person has agreed to a step that nothing takes back: done once one has. */
    public StepResult consent(StepCall call) {
        StepResult result = new Decision(signOffs, people).of(Asked.consent(call.step()), call);
        return result instanceof StepResult.Wait wait
                ? new StepResult.Wait(wait.until(), wait.reason() + ": nothing takes this step back", wait.memo())
                : result;
    }

    /**
     * Takes an order {@code approve}, {@code reject} or {@code withdraw}.
     *
     * @param passage the passage that is under way
     * @param startedBy who started it
     * @param steps its steps
     * @return why it is refused; empty when it counts
     */
    public String take(Migration migration, Order order, long passage, String startedBy, List<StepRow> steps) {
        JsonNode said = order.arguments();
        String name = said.path("gate").asText();
        Gate gate = Asked.of(migration, name).orElse(null);
        if (gate == null) {
            return "there is no gate '" + name + "'; known: "
                    + String.join(", ", migration.gates().keySet());
        }
        if (order.verb().equals("withdraw")) {
            int withdrawn = signOffs.withdraw(migration.name(), passage, gate.name(), order.by());
            return withdrawn > 0 ? "" : order.by() + " has not signed at gate '" + gate.name() + "'";
        }
        Optional<StepRow> waiting = steps.stream()
                .filter(row -> row.state() == StepState.WAITING)
                .filter(row -> row.memo().path(Decision.GATE).asText().equals(gate.name()))
                .findFirst();
        if (waiting.isEmpty()) {
            return "gate '" + gate.name() + "' does not wait for a sign-off";
        }
        try {
            String shown = waiting.get().memo().path("digest").asText();
            SignOff one = signOff(migration, order, passage, gate, shown);
            String refused = refused(one, gate, shown, startedBy);
            if (refused.isEmpty()) {
                signOffs.add(one);
            }
            return refused;
        } catch (DateTimeException e) {
            return "the sign-off has no time";
        }
    }

    /** One that names no evidence is of what the gate shows now; nothing signed can come so. */
    private static SignOff signOff(Migration migration, Order order, long passage, Gate gate, String shown) {
        JsonNode said = order.arguments();
        return new SignOff(
                migration.name(),
                passage,
                gate.name(),
                said.path("role").asText(),
                order.by(),
                order.verb().equals("approve"),
                said.path("digest").asText(shown),
                said.path("signature").textValue(),
                Instant.parse(said.path("at").asText(order.created().toString())),
                said.path("reason").asText());
    }

    private String refused(SignOff one, Gate gate, String digest, String startedBy) {
        List<String> roles = gate.signOffs().isEmpty() ? List.of(Decision.ANYBODY) : gate.signOffs();
        if (!roles.contains(one.role())) {
            return "gate '" + gate.name() + "' asks for no role '" + one.role() + "'; it asks for "
                    + String.join(", ", roles);
        }
        if (!one.digest().equals(digest)) {
            return "what was signed is not what the gate shows now; look at it again, then sign";
        }
        if (gate.notStarter() && one.who().equals(startedBy)) {
            return one.who() + " started the run, and may not sign at gate '" + gate.name() + "'";
        }
        Optional<SignOff> other = signOffs.of(one.migration(), one.passage(), one.gate()).stream()
                .filter(before ->
                        before.who().equals(one.who()) && !before.role().equals(one.role()))
                .filter(before -> Proof.refused(before, people.get()).isEmpty())
                .findFirst();
        if (other.isPresent()) {
            return one.who() + " has signed as " + other.get().role() + "; each role needs another person";
        }
        if (one.at().isAfter(clock.instant().plus(CLOCKS))) {
            return "the sign-off is from the future; set the clock";
        }
        if (gate.expires() != null && !one.at().plus(gate.expires()).isAfter(clock.instant())) {
            return "the sign-off is of " + one.at() + ", and lapsed after "
                    + gate.expires().toSeconds() + " s; sign again";
        }
        return Proof.refused(one, people.get());
    }
}
