package dev.caravan.settings;

import dev.caravan.model.Durations;
import dev.caravan.model.Gate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code gates:}. */
final class GatesReader {

    /** How a criterion begins that takes a number of a step, by the step's name. */
    private static final Pattern STEP = Pattern.compile("\\.(?:([A-Za-z_][A-Za-z0-9_]*)|\\[?\"([^\"\\\\]*)\"\\]?).*");

    private final Set<String> steps;

    /** @param steps the names of what facts there can be of, those of the plan's steps; empty where that is not known */
    GatesReader(Set<String> steps) {
        this.steps = steps;
    }

    Map<String, Gate> read(Section gates) {
        Map<String, Gate> read = new LinkedHashMap<>();
        gates.members().forEach((name, gate) -> read.put(name, gate(name, gate)));
        return read;
    }

    private void isThere(Section fact) {
        Matcher step = STEP.matcher(String.valueOf(fact.text()));
        if (!steps.isEmpty() && step.matches()) {
            String name = step.group(1) == null ? step.group(2) : step.group(1);
            if (!steps.contains(name)) {
                fact.mistake(Nearest.unknown("step", name, steps));
            }
        }
    }

    private Gate gate(String name, Section gate) {
        List<Gate.Criterion> criteria = new ArrayList<>();
        for (Section criterion : gate.at("criteria").elements()) {
            Jq.check(criterion.at("fact"));
            isThere(criterion.at("fact"));
            criteria.add(new Gate.Criterion(
                    String.valueOf(criterion.text("fact")),
                    String.valueOf(criterion.text("pass")),
                    criterion.text("marginal")));
        }
        Set<String> roles = new HashSet<>();
        for (Section role : gate.at("sign-offs").elements()) {
            if (role.text() != null && !roles.add(role.text())) {
                role.mistake("role '" + role.shown() + "' is there twice; each role signs once");
            }
        }
        String expires = gate.text("expires");
        return new Gate(
                name,
                criteria,
                gate.texts("sign-offs"),
                expires == null ? null : Durations.parse(expires).orElse(null),
                gate.flag("not-by-starter"),
                gate.where());
    }
}
