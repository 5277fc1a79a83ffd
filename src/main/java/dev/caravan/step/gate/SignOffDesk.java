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
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Judges sign-offs, whatever way they come: whether the person is known and has the role, whether the gate asks for it, whether
 * the evidence is the one that is there now, whether the signature is the person's.
 */
public final class SignOffDesk {
    /** How far a sign-off's own time may lie in the future. */
    private static final Duration CLOCKS = Duration.ofMinutes(5);

    private final SignOffs signOffs;
    private final Supplier<List<Person>> people;

    /** A desk that knows these people, who are asked for at each sign-off. */
    public SignOffDesk(SignOffs signOffs, Supplier<List<Person>> people) {
        this.signOffs = signOffs;
        this.people = people;
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
        Gate gate = migration.gates().get(said.path("gate").asText());
        if (gate == null) {
            return "there is no gate '" + said.path("gate").asText() + "'; known: "
                    + String.join(", ", migration.gates().keySet());
        }
        if (order.verb().equals("withdraw")) {
            int withdrawn = signOffs.withdraw(migration.name(), passage, gate.name(), order.by());
            return withdrawn > 0 ? "" : order.by() + " has not signed at gate '" + gate.name() + "'";
        }
        Optional<StepRow> waiting = steps.stream()
                .filter(row -> row.kind().equals("gate") && row.state() == StepState.WAITING)
                .filter(row -> row.memo().path("gate").asText().equals(gate.name()))
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
        List<String> roles = gate.signOffs().isEmpty() ? List.of(GateStep.ANYBODY) : gate.signOffs();
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
                .findFirst();
        if (other.isPresent()) {
            return one.who() + " has signed as " + other.get().role() + "; each role needs another person";
        }
        if (one.at().isAfter(Instant.now().plus(CLOCKS))) {
            return "the sign-off is from the future; set the clock";
        }
        return people.get().stream()
                .filter(person -> person.name().equals(one.who()))
                .findFirst()
                .map(person -> refused(one, person))
                .orElse("nobody of the name '" + one.who() + "' is known; add the person with 'user add'");
    }

    private static String refused(SignOff one, Person person) {
        if (!person.roles().contains(one.role())) {
            return one.who() + " does not have the role '" + one.role() + "'";
        }
        if (person.key() == null) {
            return one.signature() == null ? "" : one.who() + " has no key here that could prove a signature";
        }
        return one.signature() != null && proves(person.key(), one)
                ? ""
                : "the signature is not that of " + one.who() + "; sign with --key FILE";
    }

    private static boolean proves(String key, SignOff one) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initVerify(KeyFactory.getInstance("Ed25519")
                    .generatePublic(new X509EncodedKeySpec(Base64.getDecoder().decode(key))));
            signature.update(one.statement().getBytes(StandardCharsets.UTF_8));
            return signature.verify(Base64.getDecoder().decode(one.signature()));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return false;
        }
    }
}
