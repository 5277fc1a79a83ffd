package dev.caravan.console;

import dev.caravan.model.Person;
import dev.caravan.scenario.Launched;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A {@code serve} of its own: one slow migration, {@code walk}, and Olga, who operates. Killed when it is closed. */
final class ServedHome implements AutoCloseable {
    static final String PASSWORD = "correct horse battery";

    private static final Pattern CONSOLE = Pattern.compile("console: (http://\\S+/)");

    private static final String WALK =
            """
            migration: walk
            namespace: walk
            systems:
              v1: { files: "{{home}}/v1" }
              v2: { sqlite: "{{home}}/v2.db", schema: [walk.sql] }
            pipelines:
              things:
                export: { from: v1, files: [things.ndjson] }
                transform: { fields: { id: { derived: true }, name: name } }
                import: { into: v2, table: things, key: id }
                verify: [counts, rows]
                batch: 200
                throttle: %d
            """;

    private final Path home;
    private final Launched caravan;
    private Process process;

    /** Makes the home; {@code walk} has this many things, and takes at most so many a second. */
    ServedHome(Path folder, int things, int throttle) throws IOException {
        home = folder.toAbsolutePath();
        Path config = Files.createDirectories(home.resolve("config").resolve("migrations"))
                .getParent();
        copy(Path.of(System.getProperty("caravan.home", ""), "routes").toAbsolutePath(), home.resolve("routes"));
        Files.writeString(
                config.resolve("caravan.properties"),
                "caravan.console.port = 0\ncaravan.serve.settle = 200ms\nhome = " + home + "\n");
        Files.writeString(config.resolve("migrations").resolve("walk.yaml"), WALK.formatted(throttle));
        Files.writeString(
                config.resolve("walk.sql"), "CREATE TABLE things(id TEXT PRIMARY KEY, name TEXT NOT NULL) STRICT;");
        Files.writeString(
                Files.createDirectories(home.resolve("v1")).resolve("things.ndjson"),
                IntStream.range(0, things)
                        .mapToObj(number -> "{\"name\":\"thing " + number + "\"}\n")
                        .collect(Collectors.joining()));
        String hash = new Passwords(4).hash(PASSWORD.toCharArray());
        new People(config.resolve("people.yaml"))
                .change(all -> all.put("olga", new Person("olga", Set.of("operator"), hash, null, null)));
        caravan = new Launched(home).with("CARAVAN_OPTS", "-Dcaravan.home=" + home);
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path one : all.toList()) {
                Files.copy(one, to.resolve(from.relativize(one)));
            }
        }
    }

    void start() throws IOException {
        process = caravan.start(List.of("serve"));
    }

    /** Where the console is; null as long as the process has not said so. */
    URI console() throws IOException {
        Matcher said = CONSOLE.matcher(caravan.said());
        if (said.find()) {
            return URI.create(said.group(1));
        }
        if (!process.isAlive()) {
            throw new IllegalStateException("serve has ended: " + caravan.said());
        }
        return null;
    }

    /** Leaves an order in the inbox. */
    void order(String name, Map<String, String> order) throws IOException {
        Files.writeString(
                Files.createDirectories(home.resolve("inbox")).resolve(name),
                order.entrySet().stream()
                        .map(one -> one.getKey() + ": " + one.getValue() + "\n")
                        .collect(Collectors.joining()));
    }

    Path target() {
        return home.resolve("v2.db");
    }

    Path state() {
        return home.resolve("state");
    }

    String said() throws IOException {
        return caravan.said();
    }

    /** SIGTERM; answers the exit status. */
    int stop() throws InterruptedException {
        process.destroy();
        return process.waitFor();
    }

    @Override
    public void close() throws InterruptedException {
        if (process != null && process.isAlive()) {
            process.destroyForcibly().waitFor(60, TimeUnit.SECONDS);
        }
    }
}
