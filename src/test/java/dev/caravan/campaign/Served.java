package dev.caravan.campaign;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.scenario.Launched;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A home of its own for {@code serve}: routes as shipped, other migrations, a folder to work in. */
final class Served {
    private static final Path SHIPPED =
            Path.of(System.getProperty("caravan.home", "")).toAbsolutePath();

    private final Path home;
    private final Path work;
    private final Map<String, String> environment = new HashMap<>();
    private int processes;
    private Running last;

    Served(Path folder) {
        this.home = folder.resolve("home");
        this.work = made(folder.resolve("work"));
        copy(SHIPPED.resolve("routes"), home.resolve("routes"));
        write(home.resolve("config/s.sql"), "CREATE TABLE a (id INTEGER PRIMARY KEY, name TEXT NOT NULL);");
        properties("");
    }

    /** Settings of the process beside those that make it quick and keep it from others' ports. */
    Served properties(String more) {
        StringBuilder all = new StringBuilder(more);
        for (String one :
                List.of("caravan.console.port = 0", "caravan.serve.settle = 500ms", "caravan.serve.patience = 4s")) {
            if (!more.contains(one.substring(0, one.indexOf('=')))) {
                all.append(one).append('\n');
            }
        }
        write(home.resolve("config/caravan.properties"), all.toString());
        return this;
    }

    /** A migration in {@code config/migrations} that carries the folder of its name into a database of its name. */
    Served configured(String name, String more) {
        write(home.resolve("config/migrations/" + name + ".yaml"), migration(name, more));
        return this;
    }

    /** The text of such a file; a {@code more} that holds "watched" has its folder watched. */
    String migration(String name, String more) {
        made(data(name));
        return """
                migration: %s
                %s
                systems: { v1: { files: "%s" }, v2: { sqlite: "%s", schema: "%s" } }
                pipelines: { a: { export: { from: v1, files: "*.json"%s }, batch: 5, throttle: 200,
                  transform: { fields: { id: id, name: name } }, import: { into: v2, table: a, key: id, existing: keep } } }
                """
                .formatted(
                        name,
                        more,
                        data(name),
                        v2(name),
                        home.resolve("config/s.sql"),
                        more.contains("watched") ? ", watch: true" : "");
    }

    /** So many records for a migration, in a file of this name. */
    Served records(String name, String file, int from, int to) {
        write(data(name).resolve(file), json(from, to));
        return this;
    }

    static String json(int from, int to) {
        return IntStream.range(from, to)
                .mapToObj(id -> "{\"id\": " + id + ", \"name\": \"n" + id + "\"}")
                .collect(Collectors.joining(",\n", "[", "]"));
    }

    Path data(String name) {
        return work.resolve("data").resolve(name);
    }

    Path lock() {
        return work.resolve("state/run.lock");
    }

    Path v2(String name) {
        return work.resolve(name + ".db");
    }

    Path box() {
        return made(work.resolve("inbox"));
    }

    /** Drops a file as one that is complete at once. */
    Path drop(String name, String text) {
        return write(box().resolve(name), text);
    }

    /** What the next processes find in their environment. */
    Served with(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** Brings a folder along as it is shipped, but for the settings of the process. */
    Served shipped(String name) {
        copy(SHIPPED.resolve(name), home.resolve(name));
        return properties("");
    }

    Path config(String name) {
        return home.resolve("config").resolve(name);
    }

    /** Starts the process. */
    Running start() {
        return start("serve");
    }

    /** Starts another verb that goes on until it is ended. */
    Running start(String... words) {
        last = Running.start(launched("serve" + processes++), words(words));
        return last;
    }

    /** What the last process that goes on has said so far, and where everything stands there. */
    String told() {
        return last.said() + board() + books("SELECT id, migration, outcome, reason FROM runs");
    }

    /** Starts it and waits until it says that it is up. */
    Running up() {
        Running serve = start();
        if (!serve.until(() -> serve.said().contains("; end it with a signal"))) {
            throw new IllegalStateException("serve ended: " + serve.said());
        }
        return serve;
    }

    /** Calls another verb, and waits for its end. */
    Running call(String... words) {
        Running running = Running.start(launched("call" + processes++), words(words));
        running.end();
        return running;
    }

    private List<String> words(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--state", work.resolve("state").toString()));
        return all;
    }

    /** Every process says its words in a folder of its own, and works in the same one. */
    private Launched launched(String name) {
        Path said = made(work.resolve("said").resolve(name));
        Launched launched = new Launched(said)
                .with("CARAVAN_BUILD", "never")
                .with("CARAVAN_OPTS", "-Dcaravan.test=true -Dcaravan.home=" + home);
        for (Map.Entry<String, String> one : environment.entrySet()) {
            launched = launched.with(one.getKey(), one.getValue());
        }
        return launched.below("env", "-C", work.toString());
    }

    /** The runs of a migration, oldest first, each as outcome and what started it. */
    List<String> runs(String name) {
        return books("SELECT coalesce(outcome, 'open') || ' ' || json_extract(facts, '$.trigger') AS run FROM runs"
                        + " WHERE migration = '" + name + "' ORDER BY id")
                .stream()
                .map(row -> (String) row.get("run"))
                .toList();
    }

    /** What the state knows, as rows; nothing where there is none yet. */
    List<Map<String, Object>> books(String sql) {
        Path database = work.resolve("state/caravan.db");
        if (!Files.exists(database)) {
            return List.of();
        }
        try (Opened opened = Opened.copyOf(database)) {
            return opened.hasTable("runs") && opened.hasTable("served") ? opened.rows(sql) : List.of();
        } catch (IOException | SQLException e) {
            throw new IllegalStateException(database + " cannot be read", e);
        }
    }

    /** What the process shows of itself to others, by name. */
    Map<String, JsonNode> board() {
        Map<String, JsonNode> board = new TreeMap<>();
        for (Map<String, Object> row : books("SELECT name, what FROM served")) {
            try {
                board.put((String) row.get("name"), new ObjectMapper().readTree((String) row.get("what")));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return board;
    }

    /** What is in the target of a migration, as {@code id=name}. */
    List<String> rows(String name) {
        if (!Files.exists(v2(name))) {
            return List.of();
        }
        try (Opened opened = Opened.copyOf(v2(name))) {
            return !opened.hasTable("a")
                    ? List.of()
                    : opened.rows("SELECT id || '=' || name AS row FROM a ORDER BY id").stream()
                            .map(row -> (String) row.get("row"))
                            .toList();
        } catch (IOException | SQLException e) {
            throw new IllegalStateException(v2(name) + " cannot be read", e);
        }
    }

    /** What must be there. */
    static List<String> expected(int from, int to) {
        return IntStream.range(from, to).mapToObj(id -> id + "=n" + id).toList();
    }

    /** What was put away in {@code .done} or {@code .failed}, with its reason. */
    Map<String, String> reasons(String place) {
        Map<String, String> reasons = new TreeMap<>();
        try (Stream<Path> all = Files.list(box().resolve(place))) {
            for (Path file : all.filter(Served::isDrop).toList()) {
                Path reason = file.resolveSibling(file.getFileName() + ".reason");
                reasons.put(
                        file.getFileName().toString(), Files.readString(reason).strip());
            }
            return reasons;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Neither a reason nor one that is being written. */
    private static boolean isDrop(Path file) {
        return !file.toString().endsWith(".reason")
                && !file.getFileName().toString().startsWith(".");
    }

    static Path write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            Path beside = Files.writeString(file.resolveSibling("." + file.getFileName() + ".tmp"), text);
            return Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path made(Path folder) {
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copy(Path from, Path to) {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path one : all.toList()) {
                Path place = to.resolve(from.relativize(one));
                if (Files.isDirectory(one)) {
                    made(place);
                } else {
                    Files.copy(one, place, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
