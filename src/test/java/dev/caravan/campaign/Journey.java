package dev.caravan.campaign;

import dev.caravan.scenario.Launched;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One migration of BarnabeeNet: where v1, v2 and the state are, and what of it is done. */
final class Journey {
    private static final Path FILE = Path.of(System.getProperty("caravan.home", ""))
            .resolve("config/migrations/barnabeenet.yaml")
            .toAbsolutePath();

    private final Path folder;
    private final Path v1;
    private final Expected expected;
    private Path file = FILE;
    private Path v2;
    private Path state;

    /** A journey that keeps everything it makes in {@code folder}. */
    Journey(Path folder, Path v1) {
        this(folder, v1, PlainMapping.of(v1));
    }

    Journey(Path folder, Path v1, Expected expected) {
        this.folder = made(folder);
        this.v1 = v1;
        this.expected = expected;
        this.v2 = folder.resolve("v2.db");
        this.state = folder.resolve("state");
    }

    /** Goes by another migration file from now on: the shipped one with something replaced. */
    Journey with(String text, String by) {
        try {
            String shipped = Files.readString(FILE);
            if (!shipped.contains(text)) {
                throw new IllegalArgumentException("'" + text + "' is not in " + FILE);
            }
            file = Files.writeString(folder.resolve("changed.yaml"), shipped.replace(text, by));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Goes by the shipped migration file. */
    Journey asShipped() {
        file = FILE;
        return this;
    }

    Journey into(Path newTarget) {
        v2 = newTarget;
        return this;
    }

    Journey stateIn(Path newState) {
        state = newState;
        return this;
    }

    Path folder() {
        return folder;
    }

    Path v1() {
        return v1;
    }

    Path v2() {
        return v2;
    }

    Path state() {
        return state;
    }

    Path file() {
        return file;
    }

    Expected expected() {
        return expected;
    }

    Path report() {
        return folder.resolve("report.json");
    }

    /** The program, working in a folder of its own below this one. */
    Launched caravan(String name) {
        return new Launched(made(folder.resolve(name)));
    }

    Launched caravan() {
        return caravan("out");
    }

    /** {@code run} with a report, in chunks of a few records. */
    List<String> run(String... more) {
        List<String> words = verb("run", "--batch-size", "2", "--report", report().toString());
        words.addAll(List.of(more));
        return words;
    }

    /** A verb on this migration's file, settings and state. */
    List<String> verb(String verb, String... more) {
        List<String> words =
                new ArrayList<>(List.of(verb, file.toString(), "--set", "v1.dir=" + v1, "--set", "v2.db=" + v2));
        if (!verb.equals("plan")) {
            words.addAll(List.of("--state", state.toString()));
        }
        words.addAll(List.of(more));
        return words;
    }

    /** A verb on the migration's name and state. */
    List<String> order(String verb) {
        return List.of(verb, "barnabeenet", "--state", state.toString());
    }

    Running start() {
        return Running.start(caravan(), run());
    }

    /** Runs it to its end, undisturbed. */
    Running finish() {
        Running run = start();
        run.end();
        return run;
    }

    /** What is wrong with the end of it, in every respect. */
    List<String> problems() {
        try {
            return new Checker(expected)
                    .rows(v2)
                    .ledger(v2)
                    .rejects(state)
                    .report(report())
                    .problems();
        } catch (IOException | SQLException e) {
            return List.of("cannot be checked: " + e);
        }
    }

    /** What is wrong with a target whose writer died: it must hold what its ledger says, no more and no less. */
    List<String> problemsHalfWay() {
        if (!isBegun()) {
            return List.of();
        }
        try {
            return new Checker(expected.until(ledger())).rows(v2).ledger(v2).problems();
        } catch (IOException | SQLException e) {
            return List.of("cannot be checked: " + e);
        }
    }

    /** True once the target has a ledger. */
    boolean isBegun() {
        return !query(v2, "SELECT 1 FROM sqlite_schema WHERE name = 'caravan_ledger'")
                .isEmpty();
    }

    /** How far each partition is, by the ledger. */
    Map<String, Long> ledger() {
        Map<String, Long> positions = new TreeMap<>();
        if (isBegun()) {
            for (Map<String, Object> row : query(v2, "SELECT * FROM caravan_ledger")) {
                positions.put(
                        row.get("pipeline") + "/" + row.get("partition"),
                        ((Number) row.get("position_ordinal")).longValue());
            }
        }
        return positions;
    }

    /** The share of the records that the ledger has. */
    double done() {
        return (double) ledger().values().stream().mapToLong(Long::longValue).sum() / expected.records();
    }

    /** What the state knows, as rows. */
    List<Map<String, Object>> books(String sql) {
        return query(state.resolve("caravan.db"), sql);
    }

    /** How many bytes the target was given; grows while something is written. */
    long written() {
        return size(v2) + size(v2.resolveSibling(v2.getFileName() + "-wal"));
    }

    /** True when the run has begun to copy. Asks only the files' sizes, so it can be asked at any time. */
    boolean copies() {
        return written() > 600_000;
    }

    private static List<Map<String, Object>> query(Path database, String sql) {
        if (!Files.exists(database)) {
            return List.of();
        }
        try (Opened opened = Opened.copyOf(database)) {
            return opened.rows(sql);
        } catch (IOException | SQLException e) {
            throw new IllegalStateException(database + " cannot be read", e);
        }
    }

    private static long size(Path file) {
        try {
            return Files.exists(file) ? Files.size(file) : 0;
        } catch (IOException goneMeanwhile) {
            return 0;
        }
    }

    private static Path made(Path folder) {
        try {
            return Files.createDirectories(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
