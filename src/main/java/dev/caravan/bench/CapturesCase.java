package dev.caravan.bench;

import dev.caravan.bench.CapturesData.Key;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * A table from SQLite into PostgreSQL. The limit copies a ready file of the same rows into the same table; the peer, where it is
 * installed, is compared by the time of whole processes.
 */
final class CapturesCase implements BenchCase {
    private static final long SEED = 20_261_121;
    private static final int RECORDS = 1_000_000;
    private static final String TABLE = "captures";
    private static final String READY = "ready.copy";

    /** Megabytes: with its usual heap of 1 GB it dies of a million rows on some days, and of ten million on all. */
    private static final List<String> PGLOADER = List.of("pgloader", "--dynamic-space-size", "4096");

    private final boolean verified;

    private CapturesCase(boolean verified) {
        this.verified = verified;
    }

    /** Copied alone. */
    static CapturesCase copied() {
        return new CapturesCase(false);
    }

    /** Copied, then every row compared. */
    static CapturesCase verified() {
        return new CapturesCase(true);
    }

    @Override
    public Title title() {
        return new Title(
                verified ? "sqlite-postgresql-verified" : "sqlite-postgresql",
                "a table of SQLite into PostgreSQL, " + (verified ? "every row verified" : "without verification"),
                RECORDS);
    }

    @Override
    public Optional<String> missing(Workbench bench) {
        return PostgresStand.missing(bench);
    }

    @Override
    public Stand prepare(Workbench bench) throws IOException {
        long bytes = CapturesData.write(bench.path(CapturesRun.SOURCE), Key.NUMBER, bench.records(), SEED);
        PostgresStand postgres = PostgresStand.open(bench);
        postgres.warm(bytes);
        CapturesRun run = new CapturesRun(bench, postgres, Key.NUMBER, verified);
        List<Contender> contenders = new ArrayList<>();
        contenders.add(new Contender("caravan run", Role.CARAVAN, run::measure));
        if (!verified) {
            contenders.add(new Contender("COPY of a ready file", Role.LIMIT, () -> limit(bench, postgres)));
        }
        if (postgres.isOwn() && bench.installed("pgloader").isPresent()) {
            contenders.add(new Contender("pgloader", Role.PEER, () -> pgloader(bench, postgres)));
        }
        return Stand.of(String.format(Locale.ROOT, "%.1f MB of SQLite", bytes / 1e6), contenders, postgres::close);
    }

    private static Sample limit(Workbench bench, PostgresStand postgres) throws IOException {
        Path ready = bench.path(READY);
        if (!Files.exists(ready)) {
            OneCopy.write(postgres.url(), TABLE, ready);
        }
        postgres.renew(CapturesRun.table(Key.NUMBER));
        return Figures.printedBy(bench.java(OneCopy.class, postgres.url(), TABLE, ready.toString()), bench.records());
    }

    private static Sample pgloader(Workbench bench, PostgresStand postgres) throws IOException {
        String peer = postgres.peer().orElseThrow();
        List<String> command = new ArrayList<>(PGLOADER);
        command.addAll(List.of("sqlite://" + bench.path(CapturesRun.SOURCE), peer));
        ChildProcess.Ended ended = bench.peer(command);
        Figures.check(bench.records(), postgres.peerRows(TABLE));
        return Sample.of(ended).withWhole(bench.records());
    }
}
