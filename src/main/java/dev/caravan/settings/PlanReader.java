package dev.caravan.settings;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads {@code plan:}: which pipelines run when, and whether its steps name what there is. */
final class PlanReader {
    private static final String PIPELINE = "pipeline";
    private static final String CHECK = "check";

    /** What a check looks at, one of them. */
    private static final List<String> LOOKS = List.of(
            "http",
            "sql",
            "tcp",
            "ping",
            "interface",
            "tls",
            "dns",
            "disk",
            "file",
            "process",
            "tool",
            "credential",
            "log",
            "promql");

    /** What the {@code of:} of a step kind names. */
    private static final Map<String, String> NAMED = Map.of(
            PIPELINE,
            "pipelines",
            "gate",
            "gates",
            "ramp",
            "traffic",
            "mirror",
            "traffic",
            "shift",
            "traffic",
            "snapshot",
            "systems",
            "freeze",
            "systems");

    private static final Map<String, String> ONE_OF =
            Map.of("pipelines", "pipeline", "gates", "gate", "traffic", "service of traffic:", "systems", "system");

    private static final List<String> STEP_OPTIONS = List.of("timeout", "retry", "undo", "when", "unless");

    private final Section file;
    private final Built built;
    private final Set<String> order = new LinkedHashSet<>();
    private final Set<String> checks = new HashSet<>();

    PlanReader(Section file, Built built) {
        this.file = file;
        this.built = built;
    }

    /** The names of the pipelines in the order in which they run. */
    List<String> read() {
        Section pipelines = file.at("pipelines");
        if (!file.has("plan")) {
            return List.copyOf(pipelines.members().keySet());
        }
        List<Section> phases = file.at("plan").elements();
        phases.forEach(phase -> phase.at("steps").elements().forEach(this::collectCheck));
        Set<String> names = new HashSet<>();
        for (Section phase : phases) {
            if (phase.text("phase") != null && !names.add(phase.text("phase"))) {
                phase.at("phase").mistake("phase '" + phase.text("phase") + "' stands in the plan twice; rename one");
            }
            steps(phase.at("steps"));
        }
        pipelines.members().forEach((name, pipeline) -> {
            if (!order.contains(name)) {
                pipeline.mistakeAtKey(
                        "pipeline '" + name + "' is in no step of the plan, so it would never run; add the step"
                                + " 'pipeline: " + name + "', or take the pipeline out");
            }
        });
        return List.copyOf(order);
    }

    private void collectCheck(Section step) {
        String name = step.at(CHECK).text("name");
        if (name != null) {
            checks.add(name);
        }
    }

    private void steps(Section steps) {
        Set<String> names = new HashSet<>();
        for (Section step : steps.elements()) {
            step.members().forEach((kind, written) -> {
                Section options = written.expanded("of");
                String name = options.text("name");
                if (name != null && !names.add(name)) {
                    options.at("name").mistake("step '" + name + "' stands in its phase twice; rename one");
                }
                step(kind, options);
            });
        }
    }

    private void step(String kind, Section step) {
        built.ask(Built.STEP_KIND, kind, step);
        if (kind.equals(PIPELINE)) {
            STEP_OPTIONS.forEach(option -> built.refuse(step.at(option)));
        }
        Section of = step.at("of");
        String section = NAMED.get(kind);
        boolean known = section != null
                && of.isKnown(ONE_OF.get(section), file.at(section).members().keySet());
        if (known && kind.equals(PIPELINE)) {
            order.add(of.text());
        }
        if (kind.equals(CHECK)) {
            checkLooks(step);
        }
        step.at("in").isKnown("system", systems());
        checkAddress(step.at(kind.equals(CHECK) ? "http" : kind.equals("http") ? "to" : ""));
        step.at(CHECK).oneOrMany().forEach(check -> check.isKnown(CHECK, checks));
        List.of(step.at("when"), step.at("unless"), step.at("expect").at("json"))
                .forEach(Jq::check);
        undo(step.at("undo"));
    }

    private void undo(Section undo) {
        for (Section step : undo.oneOrMany()) {
            step.members().forEach((kind, written) -> checkNames(kind, written.expanded("of")));
        }
    }

    private void checkNames(String kind, Section step) {
        String section = NAMED.get(kind);
        if (section != null) {
            step.at("of")
                    .isKnown(ONE_OF.get(section), file.at(section).members().keySet());
        }
    }

    private static void checkLooks(Section check) {
        List<String> looks = new ArrayList<>(LOOKS.stream().filter(check::has).toList());
        if (looks.size() != 1 && check.isMap()) {
            check.mistakeAtKey(
                    looks.isEmpty()
                            ? "a check that looks at nothing; add one of: " + String.join(", ", LOOKS)
                            : "a check that looks at " + String.join(" and ", looks) + "; make a step of each");
        }
    }

    /** A system's name, or a URL. */
    private void checkAddress(Section address) {
        if (address.text() != null && !address.text().contains("://")) {
            address.isKnown("system", systems());
        }
    }

    private Set<String> systems() {
        return file.at("systems").members().keySet();
    }
}
