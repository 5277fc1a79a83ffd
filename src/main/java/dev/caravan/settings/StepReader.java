package dev.caravan.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.model.Durations;
import dev.caravan.model.Step;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** Reads the steps of a phase. */
final class StepReader {
    /** What every step may have; the rest belongs to its kind. */
    private static final List<String> COMMON = List.of(
            "name",
            "timeout",
            "retry",
            "undo",
            "when",
            "unless",
            "irreversible",
            "leaves",
            "downtime",
            "on-failure",
            "deadline");

    /** The key that a scalar is short for, where it is not {@code of}. */
    private static final Map<String, String> FIRST_KEYS = Map.of(
            "check", "http",
            "exec", "run",
            "http", "to",
            "edit", "file",
            "notify", "message",
            "attest", "statement",
            "cleanup", "after",
            "observe", "check");

    private static final String SCRIPT = "file";

    private static final Duration BACKOFF = Duration.ofSeconds(1);

    private final Folders folders;

    StepReader(Folders folders) {
        this.folders = folders;
    }

    /** The options of a step, a short form written out. */
    static Section options(String kind, Section written) {
        return written.expanded(FIRST_KEYS.getOrDefault(kind, "of"));
    }

    List<Step> read(Section phase) {
        Set<String> taken = new HashSet<>();
        List<Step> steps = new ArrayList<>();
        for (Section step : phase.at("steps").elements()) {
            step.members().forEach((kind, written) -> {
                Section options = options(kind, written);
                Step read = step(String.valueOf(phase.text("phase")), name(kind, options), kind, options);
                refuseTwice(read, options, taken);
                steps.add(read);
            });
        }
        return steps;
    }

    private Step step(String phase, String name, String kind, Section options) {
        ObjectNode own = options.isMap() ? options.node().deepCopy() : JsonNodeFactory.instance.objectNode();
        own.remove(COMMON);
        boolean script = kind.equals("sql") && options.has(SCRIPT);
        Path file = script ? folders.configFile(options.at(SCRIPT)) : null;
        String says = file == null ? null : FileText.read(file).text();
        if (kind.equals("sql") && script == (says != null)) {
            SqlNames.check(options, says);
        }
        String digest = digest(kind, own, says);
        if (file != null) {
            own.put(SCRIPT, file.toString());
        }
        return new Step(
                phase,
                name,
                kind,
                own,
                time(options, "timeout", null),
                retry(options.at("retry")),
                undo(phase, name, options.at("undo")),
                options.text("when"),
                options.text("unless"),
                options.flag("irreversible"),
                options.text("leaves"),
                downtime(options.text("downtime")),
                "rollback".equals(options.text("on-failure")),
                digest,
                options.where(),
                time(options, "deadline", null));
    }

    private static Step.Downtime downtime(String word) {
        return Stream.of(Step.Downtime.values())
                .filter(one -> one.text().equals(word))
                .findFirst()
                .orElse(null);
    }

    private List<Step> undo(String phase, String name, Section undo) {
        List<Step> steps = new ArrayList<>();
        for (Section step : undo.oneOrMany()) {
            step.members().forEach((kind, written) -> {
                Section options = options(kind, written);
                String own = options.text("name") == null ? "" : ": " + options.text("name");
                steps.add(step(phase, name + " (undo " + (steps.size() + 1) + own + ")", kind, options));
            });
        }
        return steps;
    }

    static String name(String kind, Section options) {
        if (options.text("name") != null) {
            return options.text("name");
        }
        return options.text("of") == null ? kind : options.text("of");
    }

    private static void refuseTwice(Step step, Section options, Set<String> taken) {
        if (taken.add(step.name())) {
            return;
        }
        if (options.has("name")) {
            options.at("name").mistake("step '" + options.at("name").shown() + "' is there twice; rename one");
        } else {
            options.lacks("a second step '" + step.name() + "' in phase '" + step.phase() + "'; give it a name:");
        }
    }

    private static Step.Retry retry(Section retry) {
        if (retry.node().isInt()) {
            return new Step.Retry(retry.node().intValue(), BACKOFF);
        }
        return retry.isMap()
                ? new Step.Retry(retry.integer("attempts", 0), time(retry, "backoff", BACKOFF))
                : Step.Retry.NONE;
    }

    private static Duration time(Section options, String key, Duration otherwise) {
        String text = options.text(key);
        return text == null ? otherwise : Durations.parse(text).orElse(otherwise);
    }

    /** A script counts by what it says, not by where it lies. */
    private static String digest(String kind, JsonNode own, String script) {
        String says = script == null ? "" : script;
        return FileText.sha256((kind + PipelineDigest.sorted(own) + says).getBytes(StandardCharsets.UTF_8));
    }
}
