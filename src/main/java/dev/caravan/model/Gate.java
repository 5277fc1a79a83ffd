package dev.caravan.model;

import java.time.Duration;
import java.util.List;

/**
 * A decision between phases.
 *
 * @param criteria what the facts must be
 * @param signOffs the roles that must sign, each by another person
 * @param expires how long a sign-off holds, or null for ever
 * @param notStarter true when who started the run may not sign
 * @param place file:line:column
 */
public record Gate(
        String name,
        List<Criterion> criteria,
        List<String> signOffs,
        Duration expires,
        boolean notStarter,
        String place) {
    public Gate {
        criteria = List.copyOf(criteria);
        signOffs = List.copyOf(signOffs);
    }

    /**
     * One number and its bands.
     *
     * @param fact a jq program over the facts that gives a number
     * @param pass a comparison such as {@code >= 0.99}
     * @param marginal the comparison a person may still accept, or null for none
     */
    public record Criterion(String fact, String pass, String marginal) {}
}
