package dev.caravan.step;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.caravan.model.Existing;
import dev.caravan.model.Inventory;
import dev.caravan.model.Migration;
import dev.caravan.model.Pipeline;
import dev.caravan.model.Plan;
import dev.caravan.model.Step;
import dev.caravan.model.SystemSettings;
import dev.caravan.spi.StepCall;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.yaml.snakeyaml.Yaml;

/** Calls of steps, for tests of their kinds. */
public final class StepCalls {
    private StepCalls() {}

    /** The first call of a step with these options, which may take ten seconds. */
    public static StepCall call(String kind, String options, SystemSettings... systems) {
        return call(kind, options, JsonNodeFactory.instance.objectNode(), 10, systems);
    }

    /** A later call, with the memo that the last one left. */
    public static StepCall call(String kind, String options, JsonNode memo, int seconds, SystemSettings... systems) {
        Instant now = Instant.now();
        return new StepCall(
                migration(systems),
                step(kind, options),
                StepCall.Purpose.ADVANCE,
                1,
                1,
                memo,
                JsonNodeFactory.instance.objectNode(),
                now,
                now,
                now.plusSeconds(seconds),
                () -> false);
    }

    /** The first call of a step that knows what the steps before found out. */
    public static StepCall call(String kind, String options, JsonNode facts, SystemSettings system) {
        return knowing(call(kind, options, system), facts);
    }

    /** The same call of a step that knows these facts. */
    public static StepCall knowing(StepCall call, JsonNode facts) {
        return new StepCall(
                call.migration(),
                call.step(),
                call.purpose(),
                call.passage(),
                call.attempt(),
                call.memo(),
                facts,
                call.begun(),
                call.now(),
                call.deadline(),
                call.stopped());
    }

    public static Step step(String kind, String options) {
        return step("x", kind, json(options));
    }

    public static Step step(String name, String kind, JsonNode options) {
        return new Step(
                "p",
                name,
                kind,
                options,
                null,
                Step.Retry.NONE,
                List.of(),
                null,
                null,
                false,
                null,
                null,
                false,
                "d",
                "m.yaml:1:1",
                null);
    }

    public static SystemSettings system(String name, String kind, String address) {
        return new SystemSettings(name, kind, address, List.of(), json("{}"), "m.yaml:1:1");
    }

    /** The call of a step of kind ssh; its options as YAML on one line. */
    public static StepCall onHosts(String options, Inventory inventory, int seconds) {
        StepCall call = call("ssh", "{}");
        Step step = step("ssh", yaml(options));
        return with(migration(inventory), call.of(step), call.now().plusSeconds(seconds), call.stopped());
    }

    /** The same call of a step of another name. */
    public static StepCall named(String name, StepCall call) {
        return call.of(step(name, call.step().kind(), call.step().options()));
    }

    /** The same call in a run that ends. */
    public static StepCall stopped(StepCall call, BooleanSupplier stopped) {
        return with(call.migration(), call, call.deadline(), stopped);
    }

    /** The same call of a migration with a pipeline that writes into a system. */
    public static StepCall filling(SystemSettings target, StepCall call) {
        Pipeline.Import into = new Pipeline.Import(target, "t", List.of(), Existing.REJECT);
        Pipeline.Export from = new Pipeline.Export(target, List.of("t"), List.of(), List.of());
        Pipeline moves = new Pipeline("moves", from, null, null, List.of(into), List.of(), 1, 1, 0, "", "");
        Migration migration = migration(Inventory.none(), List.of(moves), target);
        return with(migration, call, call.deadline(), call.stopped());
    }

    private static StepCall with(Migration migration, StepCall call, Instant deadline, BooleanSupplier stopped) {
        return new StepCall(
                migration,
                call.step(),
                call.purpose(),
                call.passage(),
                call.attempt(),
                call.memo(),
                call.facts(),
                call.begun(),
                call.now(),
                deadline,
                stopped);
    }

    private static String yaml(String text) {
        try {
            return new ObjectMapper().writeValueAsString(new Yaml().<Object>load(text));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static Migration migration(SystemSettings... systems) {
        return migration(Inventory.none(), systems);
    }

    private static Migration migration(Inventory inventory, SystemSettings... systems) {
        return migration(inventory, List.of(), systems);
    }

    private static Migration migration(Inventory inventory, List<Pipeline> pipelines, SystemSettings... systems) {
        Map<String, SystemSettings> byName = new java.util.LinkedHashMap<>();
        for (SystemSettings system : systems) {
            byName.put(system.name(), system);
        }
        return new Migration(
                "m",
                "m",
                "",
                Path.of("m.yaml"),
                "d",
                Map.of(),
                byName,
                pipelines,
                new Plan(List.of()),
                Map.of(),
                inventory,
                null,
                List.of());
    }

    public static JsonNode json(String text) {
        try {
            return new ObjectMapper().readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
