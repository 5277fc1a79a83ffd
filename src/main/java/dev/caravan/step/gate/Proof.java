package dev.caravan.step.gate;

import dev.caravan.model.Person;
import dev.caravan.model.SignOff;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;

/** Whether a sign-off is that of a person who may give it. */
final class Proof {
    private Proof() {}

    /** Why not; empty when it is. */
    static String refused(SignOff one, List<Person> people) {
        return people.stream()
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
