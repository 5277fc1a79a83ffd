package dev.caravan.settings;

import dev.caravan.model.Inventory;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/** Looks whether what a step names is there, and whether its programs can be read. */
final class StepNames {
    private static final String CHECK = "check";
    private static final String STEP = "step";
    private static final String HOST = "host or group";

    /** What a check can look at on hosts. */
    private static final List<String> REMOTE =
            List.of("tool", "disk", "file", "process", "interface", "program", "ping", "dns");

    private static final Named PIPELINE = new Named("pipeline", "pipelines");
    private static final Named GATE = new Named("gate", "gates");
    private static final Named SERVICE = new Named("traffic service", "traffic");
    private static final Named SYSTEM = new Named("system", "systems");

    /** What the {@code of:} of a step kind names. */
    private static final Map<String, Named> NAMED = Map.ofEntries(
            Map.entry("pipeline", PIPELINE),
            Map.entry("gate", GATE),
            Map.entry("ab", SERVICE),
            Map.entry("ramp", SERVICE),
            Map.entry("mirror", SERVICE),
            Map.entry("shift", SERVICE),
            Map.entry("snapshot", SYSTEM),
            Map.entry("freeze", SYSTEM));

    private final Section file;
    private final Inventory inventory;
    private final Set<String> hosts;
    private final Set<String> checks = new HashSet<>();
    private final Set<String> steps = new HashSet<>();

    StepNames(Section file, Inventory inventory) {
        this.file = file;
        this.inventory = inventory;
        this.hosts = inventory.names();
        for (Section phase : file.at("plan").elements()) {
            for (Section step : phase.at("steps").elements()) {
                checks.add(step.at(CHECK).text("name"));
                step.members()
                        .forEach(
                                (kind, written) -> steps.add(StepReader.name(kind, StepReader.options(kind, written))));
            }
        }
        checks.remove(null);
    }

    /**
     * Complains about what is not there.
     *
     * @param step the kind's options, a short form written out
     * @return true when {@code of:} names something that is there
     */
    boolean check(String kind, Section step) {
        Named named = NAMED.get(kind);
        boolean known = named != null && isKnown(named, step.at("of"));
        isKnown(SYSTEM, step.at("in"));
        step.at("restore").isKnown(STEP, steps);
        step.at("unfrozen").isKnown(STEP, steps);
        step.at("remedy").isKnown("phase", phases());
        isKnown(SYSTEM, step.at("count"));
        isKnown(SYSTEM, step.at("search"));
        switch (kind) {
            case CHECK -> look(step);
            case "mirror" -> copied(step.at("of"));
            case "ab" -> {
                if (!step.has("from") || "captured".equals(step.text("from"))) {
                    copied(step.at("of"));
                }
            }
            case "cleanup" -> {
                if (step.has("files") && !step.has("archive")) {
                    step.at("files").mistake("files go only once an archive holds them; add archive: with its folder");
                }
            }
            case "http" -> address(step.at("to"));
            case "ssh" -> rollout(step);
            case "drill" -> step.at("of").isKnown("phase", phases());
            case "edit" -> needs(step, "edit", "set", "remove", "replace");
            case "load" -> new LoadLimits(file).check(step);
            case "notify" -> step.at("to").oneOrMany().forEach(this::channel);
            case "observe" -> {
                step.at(CHECK).oneOrMany().forEach(name -> name.isKnown(CHECK, checks));
                step.at("carry").at("pipelines").oneOrMany().forEach(name -> isKnown(PIPELINE, name));
                needs(step, "observe", "for", "tries");
            }
            case "ramp" -> ramp(step);
            case "sql" -> needs(step, "sql", "run", "file");
            default -> {
                // Nothing else names anything
            }
        }
        Jq.check(step.at("when"));
        Jq.check(step.at("unless"));
        Jq.check(step.at("expect").at("json"));
        for (Section undo : step.at("undo").oneOrMany()) {
            undo.members().forEach((undoKind, written) -> check(undoKind, StepReader.options(undoKind, written)));
        }
        return known;
    }

    /** Its service must say how requests are copied. */
    private void copied(Section of) {
        Section services = file.at("traffic");
        if (services.has(String.valueOf(of.text())) && !services.at(of.text()).has("mirror")) {
            of.mistake("service '" + of.shown() + "' does not say how its requests are copied; give it a mirror:");
        }
    }

    /** The ramp itself stands at the service, and may lean on checks of the plan. */
    private void ramp(Section step) {
        Section service = file.at("traffic").at(String.valueOf(step.text("of")));
        if (service.isMap() && !service.has("ramp")) {
            step.at("of").mistake("service '" + step.text("of") + "' has no ramp; add ramp: with its shares there");
        }
        List<String> shares = service.at("ramp").elements().stream()
                .map(stage -> stage.expanded("share").text("share"))
                .toList();
        if (step.has("to") && service.has("ramp") && !shares.contains(step.text("to"))) {
            step.at("to")
                    .mistake("share " + step.at("to").shown() + " is none of the ramp's; known: "
                            + String.join(", ", shares));
        }
        for (String conditions : List.of("healthy", "abort")) {
            service.at(conditions).at("checks").oneOrMany().forEach(name -> name.isKnown(CHECK, checks));
        }
    }

    private void rollout(Section step) {
        hosts(step.at("hosts"));
        if (inventory.chosen(step.texts("hosts")).stream().anyMatch(Inventory.Host::isHere)) {
            step.at("hosts")
                    .mistakeAtKey("a step of kind ssh works on other machines, and one of these is here; use exec");
        }
        for (Section wave : step.at("waves").elements()) {
            wave.oneOrMany().stream()
                    .filter(name -> name.isText() && !name.text().endsWith("%"))
                    .forEach(name -> name.isKnown(HOST, hosts));
        }
        if (step.isMap() && step.has("run") == step.has("do")) {
            step.lacks("a step on hosts needs either run: or do:");
        }
    }

    private void hosts(Section names) {
        names.oneOrMany().forEach(name -> name.isKnown(HOST, hosts));
    }

    private boolean isKnown(Named named, Section name) {
        return name.isKnown(named.what(), file.at(named.section()).members().keySet());
    }

    private void look(Section check) {
        List<String> looks = CheckKeys.of(check);
        hosts(check.at("on"));
        if (check.has("on") && looks.stream().noneMatch(REMOTE::contains)) {
            check.at("on")
                    .mistakeAtKey("over ssh a check looks at one of: " + String.join(", ", REMOTE)
                            + "; take on: out, or make it a step of kind ssh");
        }
        List.of("http", "suite", "websocket").forEach(key -> address(check.at(key)));
        isKnown(SERVICE, check.at("mirror"));
        copied(check.at("mirror"));
        if (isKnown(SYSTEM, check.at("unwritten"))) {
            check.at("freeze").isKnown(STEP, steps);
            needs(check, "unwritten", "freeze");
        }
        Jq.check(check.at("equal"));
    }

    private List<String> phases() {
        return file.at("plan").elements().stream()
                .map(phase -> phase.text("phase"))
                .filter(Objects::nonNull)
                .toList();
    }

    private static void needs(Section step, String kind, String... keys) {
        if (step.isMap() && Stream.of(keys).noneMatch(step::has)) {
            step.lacks("'" + kind + "' wants one of: " + String.join(", ", keys));
        }
    }

    /** A channel's name, or the URL of a hook. */
    private void channel(Section to) {
        if (to.text() != null && !to.text().contains("://")) {
            to.isKnown("channel", file.at("notify").at("channels").members().keySet());
        }
    }

    /** A system's name, or a URL. */
    private void address(Section address) {
        if (address.text() != null && !address.text().contains("://")) {
            isKnown(SYSTEM, address);
        }
    }

    /** What is named, and the section of the file that holds it. */
    private record Named(String what, String section) {}
}
