package dev.caravan.settings;

import dev.caravan.model.Durations;
import dev.caravan.model.Gate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads {@code gates:}. */
final class GatesReader {

    Map<String, Gate> read(Section gates) {
        Map<String, Gate> read = new LinkedHashMap<>();
        gates.members().forEach((name, gate) -> read.put(name, gate(name, gate)));
        return read;
    }

    private static Gate gate(String name, Section gate) {
        List<Gate.Criterion> criteria = new ArrayList<>();
        for (Section criterion : gate.at("criteria").elements()) {
            Jq.check(criterion.at("fact"));
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
