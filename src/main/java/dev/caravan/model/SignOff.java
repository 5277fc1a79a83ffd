package dev.caravan.model;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/**
 * What a person said at a gate.
 *
 * @param approved false for a rejection
 * @param digest of the evidence that the person saw, as hex
 * @param signature Ed25519 over {@link #statement}, in Base64; null where the person has no key: asserted, not proved
 * @param reason for people; may be empty
 */
public record SignOff(
        String migration,
        long passage,
        String gate,
        String role,
        String who,
        boolean approved,
        String digest,
        String signature,
        Instant at,
        String reason) {

    /** What is signed: nothing of it can be changed afterwards. */
    public String statement() {
        return String.join(
                "\n",
                "caravan sign-off",
                migration,
                String.valueOf(passage),
                gate,
                role,
                who,
                approved ? "approve" : "reject",
                digest,
                at.toString(),
                reason);
    }

    /** What evidence and reports show of it. */
    public ObjectNode shown() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("role", role)
                .put("who", who)
                .put("verdict", approved ? "approve" : "reject")
                .put("at", at.toString())
                .put("proved", signature != null)
                .put("reason", reason);
    }
}
