package dev.caravan.serve;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import dev.caravan.repository.Run;
import dev.caravan.run.MigrationRun;
import dev.caravan.run.RunOptions;
import dev.caravan.run.RunOptions.Mode;
import dev.caravan.run.RunState;
import dev.caravan.settings.CaravanProperties;
import dev.caravan.settings.MigrationFiles;
import dev.caravan.settings.ServeSettings;
import dev.caravan.system.Systems;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The long-running process without its routes, in a folder, at a time of its own. */
final class ServeScene implements AutoCloseable {
    static final Duration SETTLE = Duration.ofSeconds(2);
    static final Duration PATIENCE = Duration.ofMinutes(1);

    final Path folder;
    final Path box;
    final FakeTime time = new FakeTime();
    final StillRoads roads = new StillRoads();
    final List<String> events = new ArrayList<>();
    final RunState state;
    final KnownMigrations known;
    final Hosting hosting;
    final Hosting.Means means;
    private final MigrationFiles files;
    private Inbox inbox;

    ServeScene(Path folder, int most) {
        this.folder = folder;
        this.box = folder.resolve("inbox");
        this.state = RunState.open(folder.resolve("state"), time, time);
        this.files = new MigrationFiles(folder, folder.resolve("config"), CaravanProperties.defaults(), Map.of());
        this.known = new KnownMigrations(files, folder.resolve("state/migrations"), Map.of());
        RunOptions options = new RunOptions(Mode.RUN, false, false, 0, 1, false, false);
        this.means = new Hosting.Means(
                new Systems(time)::kind,
                options,
                most,
                () -> true,
                migration -> JsonNodeFactory.instance.objectNode(),
                run -> {},
                events::add,
                null);
        this.hosting = new Hosting(state, roads, means);
        restartInbox();
    }

    /** The inbox as the next process finds it. */
    void restartInbox() {
        ServeSettings settings = new ServeSettings(box, 2, SETTLE, PATIENCE);
        DropFolder drops = new DropFolder(box);
        DropActions actions = new DropActions(drops, state, hosting, known, files, events::add);
        inbox = new Inbox(drops, actions, settings, time, events::add);
    }

    /** Looks, lets it settle, looks again. */
    void settle() {
        look();
        time.pass(SETTLE);
        look();
    }

    void look() {
        inbox.look();
    }

    Map<String, String> waiting() {
        return inbox.waiting();
    }

    /** A migration file that is complete; {@code more} stands before its pipelines. */
    String migration(String name, String more) {
        return """
                migration: %s
                %s
                systems: { v1: { files: %s/v1 }, v2: { sqlite: %s/v2.db } }
                pipelines:
                  a:
                    export: { from: v1, files: "*.json"%s }
                    transform: { fields: { id: id } }
                    import: { into: v2, table: a, key: id }
                """
                .formatted(name, more, folder, folder, more.contains("watched") ? ", watch: true" : "");
    }

    String migration(String name) {
        return migration(name, "");
    }

    /** A file in {@code config/migrations}, known from now on. */
    void configured(String name, String more) {
        write(folder.resolve("config/migrations/" + name + ".yaml"), migration(name, more));
        known.look();
    }

    Path drop(String name, String text) {
        return write(box.resolve(name), text);
    }

    static Path write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            return Files.writeString(file, text, UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void append(Path file, String text) {
        try {
            Files.writeString(file, text, UTF_8, java.nio.file.StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The runs of a migration so far, oldest first: what started each. */
    List<String> starts(String migration) {
        List<Run> runs = new ArrayList<>(state.runs().list(migration, 100));
        java.util.Collections.reverse(runs);
        return runs.stream()
                .map(run -> run.facts().path(MigrationRun.WHY).asText())
                .toList();
    }

    /** Ends the run of a migration. */
    void end(String migration, ErrorCode code) {
        MigrationRun run = hosting.run(migration).orElseThrow();
        run.interrupt(new CaravanException(code, migration, "ended by the test"), Duration.ofSeconds(10));
        hosting.tend();
    }

    /** What was put away and why, by name. */
    Map<String, String> reasons(String place) {
        try (Stream<Path> all = Files.list(box.resolve(place))) {
            Map<String, String> reasons = new TreeMap<>();
            for (Path file :
                    all.filter(one -> !one.toString().endsWith(".reason")).toList()) {
                Path reason = file.resolveSibling(file.getFileName() + ".reason");
                reasons.put(
                        file.getFileName().toString(), Files.readString(reason).strip());
            }
            return reasons;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        state.close();
    }
}
