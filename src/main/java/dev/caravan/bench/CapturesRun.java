package dev.caravan.bench;

import dev.caravan.bench.CapturesData.Key;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** {@code caravan run} and {@code caravan verify} of a migration of one table from SQLite into PostgreSQL, as a user types them. */
final class CapturesRun {
    /** The database that it reads. */
    static final String SOURCE = "captures.db";

    private static final String REPORT = "report.json";
    private static final String STATE = "state";

    private final Workbench bench;
    private final PostgresStand postgres;
    private final Key key;
    private final Path file;

    /** Runs to come; the database is there. */
    CapturesRun(Workbench bench, PostgresStand postgres, Key key, boolean verified) throws IOException {
        this.bench = bench;
        this.postgres = postgres;
        this.key = key;
        this.file = bench.unpack(verified ? "captures-verified.yaml" : "captures.yaml");
    }

    /** How the table is made. */
    static String table(Key key) {
        // A collation of language is one that bytes do not follow
        String id = key == Key.NUMBER ? "id bigint" : "id text COLLATE \"und-x-icu\"";
        return "CREATE TABLE captures (" + id + " PRIMARY KEY, session_id text, timestamp text, user_text text,"
                + " agent_text text, metadata text)";
    }

    /** Runs it into an empty table. */
    Sample measure() throws IOException {
        postgres.renew(table(key));
        bench.remove(STATE, REPORT);
        ChildProcess.Ended ended = bench.caravan(words("run").toArray(String[]::new));
        return CaravanRun.sample(ended, bench.path(REPORT), bench.records()).withWhole(bench.records());
    }

    /** Verifies what a run has left. */
    Sample verify() throws IOException {
        bench.remove(REPORT);
        ChildProcess.Ended ended = bench.caravan(words("verify").toArray(String[]::new));
        return CaravanRun.verifySample(ended, bench.path(REPORT), bench.records());
    }

    private List<String> words(String verb) {
        List<String> words = new ArrayList<>(List.of(verb, file.toString(), "--quiet"));
        words.addAll(List.of("--set", "v1.db=" + bench.path(SOURCE)));
        words.addAll(List.of("--set", "pg.url=" + postgres.url()));
        words.addAll(List.of("--state", bench.path(STATE).toString()));
        words.addAll(List.of("--report", bench.path(REPORT).toString()));
        return words;
    }
}
