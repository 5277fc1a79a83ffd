package dev.caravan.runbook;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.repository.Database;
import dev.caravan.repository.Order;
import dev.caravan.repository.Orders;
import dev.caravan.repository.Passages;
import dev.caravan.repository.Sleeper;
import dev.caravan.repository.StepRow;
import dev.caravan.repository.StepState;
import dev.caravan.scenario.Launched;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Runs a shipped plan while people sign whatever it asks for, kills it, goes on, takes it back. */
final class PlanJourney {
    static final int KILLED = 137;
    static final int ROLLED_BACK = 5;

    private static final int UNKNOWN = 8;
    private static final int LOOK_MILLIS = 100;
    private static final int PATIENCE_SECONDS = 300;
    private static final Pattern ASKED = Pattern.compile("--done ('.*?[^\\\\]'|[^' ]+) if it did");
    private static final List<String> ROLES =
            List.of("operations", "approver", "operator", "operations-lead", "dba", "security");

    private final PlanWorld world;
    private final Set<String> signed = new TreeSet<>();
    private Launched last;
    private int processes;

    /** A person for each role, without keys: what keys prove is tested elsewhere. */
    PlanJourney(PlanWorld world) throws IOException {
        this.world = world;
        StringBuilder people = new StringBuilder("people:\n");
        ROLES.forEach(role -> people.append("  p-" + role + ": { roles: [" + role + "] }\n"));
        Path file = Files.writeString(world.home().resolve("config/people.yaml"), people);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    /** How many steps there are up to the end of each phase of the shipped file, by the phase's name. */
    static Map<String, Integer> phases(String migration) throws IOException {
        Path file = Path.of(System.getProperty("caravan.home", ""), "config/migrations", migration + ".yaml");
        Map<String, Object> root = new Yaml(new SafeConstructor(new LoaderOptions())).load(Files.readString(file));
        Map<String, Integer> phases = new LinkedHashMap<>();
        int steps = 0;
        for (Object one : (List<?>) root.get("plan")) {
            Map<?, ?> phase = (Map<?, ?>) one;
            steps += ((List<?>) phase.get("steps")).size();
            phases.put((String) phase.get("phase"), steps);
        }
        return phases;
    }

    /** Runs it to its end, or until it has passed the kill point; answers the exit status. */
    int run(String killAt) throws Exception {
        List<String> words = words("run");
        words.addAll(List.of("--wait", "30s"));
        int status = end(launched(killAt).start(words), () -> false);
        Matcher asked = ASKED.matcher(said());
        if (status == UNKNOWN && asked.find()) {
            // A person has looked: it did its work; a drill is worth nothing without its time
            String step = asked.group(1).replace("'\\''", "\0").replace("'", "").replace('\0', '\'');
            String word = step.endsWith("drill") ? "--again" : "--done";
            words.addAll(List.of(word, step, "--reason", "seen"));
            return end(launched(killAt).start(words), () -> false);
        }
        return status;
    }

    /** Runs it, and kills it from outside as soon as this holds. */
    int killWhen(BooleanSupplier holds) throws Exception {
        return end(launched("").start(words("run")), holds);
    }

    /** Takes all of it back; answers the exit status. */
    int back(String killAt) throws Exception {
        List<String> words = words("rollback");
        words.addAll(List.of("--reason", "test", "--yes"));
        return end(launched(killAt).start(words), () -> false);
    }

    /** The number of the last report that was asked for. */
    int youngest() {
        return processes - 1;
    }

    /** What the last process said. */
    String said() {
        try {
            return last.said();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    List<StepRow> steps() {
        try (Database database = Database.open(world.state(), Clock.systemUTC())) {
            Passages passages = new Passages(database, Clock.systemUTC());
            return passages.steps(passages.latest(world.migration()).orElseThrow());
        }
    }

    private Launched launched(String killAt) {
        last = world.launched();
        if (!killAt.isEmpty()) {
            last = last.with("CARAVAN_TEST_KILL_AT", killAt);
        }
        return last;
    }

    private List<String> words(String verb) {
        Path file = world.home().resolve("config/migrations/" + world.migration() + ".yaml");
        List<String> words = new ArrayList<>(
                List.of(verb, file.toString(), "--state", world.state().toString()));
        Path report = world.state().resolveSibling("report-" + processes++ + ".json");
        words.addAll(List.of("--report", report.toString()));
        world.settings().forEach((name, value) -> words.addAll(List.of("--set", name + "=" + value)));
        return words;
    }

    private int end(Process process, BooleanSupplier enough) throws Exception {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        try {
            while (!process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                if (enough.getAsBoolean()) {
                    process.destroyForcibly();
                }
                if (System.nanoTime() > until) {
                    throw new IllegalStateException("does not end: " + said());
                }
                sign();
            }
            return process.exitValue();
        } finally {
            process.destroyForcibly().waitFor();
        }
    }

    /** Signs what waits for people, for each role another person, as an order that anybody may leave. */
    private void sign() throws IOException {
        if (!Database.existsIn(world.state())) {
            return;
        }
        Clock clock = Clock.systemUTC();
        try (Database database = Database.open(world.state(), clock)) {
            Passages passages = new Passages(database, clock);
            List<StepRow> asked = passages.latest(world.migration()).stream()
                    .flatMap(passage -> passages.steps(passage).stream())
                    .filter(row ->
                            row.state() == StepState.WAITING && row.memo().has("gate"))
                    .toList();
            for (StepRow row : asked) {
                sign(new Orders(database, clock, Sleeper.real()), row);
            }
        }
    }

    private void sign(Orders orders, StepRow row) throws IOException {
        String roles = row.reason().replaceFirst("^sign-off of ", "").replaceFirst("( to '|:).*", "");
        for (String role : roles.split(", ")) {
            ObjectNode said = JsonNodeFactory.instance
                    .objectNode()
                    .put("gate", row.memo().path("gate").asText())
                    .put("role", role);
            if (signed.add(
                    row.step() + " " + role + " " + row.memo().path("digest").asText())) {
                world.beforeSigning(row.step());
                orders.give(Order.of(
                        UUID.randomUUID().toString(),
                        "approve",
                        world.migration(),
                        said,
                        "p-" + role,
                        Clock.systemUTC().instant()));
            }
        }
    }
}
