package dev.caravan.campaign;

import dev.caravan.scenario.Launched;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** One migration of BarnabeeNet: where v1, v2 and the state are, and what of it is done. */
final class Journey {
    private static final Path FILE = Path.of(System.getProperty("caravan.home", ""))
            .resolve("config/migrations/barnabeenet.yaml")
            .toAbsolutePath();
    /** For processes that live a second: compiling them thoroughly costs more than it gains. */
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

    /** Goes by another migration file from now on: the one before with something replaced. */
    Journey with(String text, String by) {
        try {
            String before = Files.readString(file);
            if (!before.contains(text)) {
                throw new IllegalArgumentException("'" + text + "' is not in " + file);
            }
            file = Files.writeString(folder.resolve("changed.yaml"), before.replace(text, by));
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

    /** The program, halting when it passes a kill point: {@code NAME:n}, the n-th time. */
    Launched dyingAt(String place) {
        return caravan().with("CARAVAN_OPTS", "-Dcaravan.test=true").with("CARAVAN_TEST_KILL_AT", place);
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
        if (verb.equals("run")) {
            words.addAll(List.of("--only", "data"));
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

    /** The same without what is counted: after the ledger was lost, rows that were there count as skipped. */
    List<String> problemsOfRowsAndRejects() {
        try {
            return new Checker(expected).rows(v2).rejects(state).problems();
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

    /** One value of the target. */
    Object target(String sql) {
        return query(v2, sql).get(0).values().iterator().next();
    }

    /** What the state knows, as rows; none before it knows anything. */
    List<Map<String, Object>> books(String sql) {
        Path books = state.resolve("caravan.db");
        boolean made = !query(books, "SELECT 1 FROM sqlite_schema WHERE name = 'journal_head'")
                .isEmpty();
        return made ? query(books, sql) : List.of();
    }

    /** What the pipelines of a run that has died were at; empty when it had not begun with any. */
    List<Object> phases(long pid) {
        return books("SELECT p.state FROM progress p JOIN runs r ON r.id = p.run WHERE r.pid = " + pid).stream()
                .map(row -> row.get("state"))
                .toList();
    }

    /** True when a pipeline is in one of these states, in the run of this process. */
    boolean isIn(Running run, String pipeline, String... states) {
        String sql = "SELECT state FROM progress WHERE pipeline = '" + pipeline + "' AND run IN"
                + " (SELECT max(id) FROM runs WHERE pid = " + run.pid() + ")";
        try (Connection books =
                        DriverManager.getConnection("jdbc:sqlite:file:" + state.resolve("caravan.db") + "?mode=ro");
                Statement statement = books.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            return row.next() && List.of(states).contains(row.getString(1));
        } catch (SQLException notMadeYet) {
            return false;
        }
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
