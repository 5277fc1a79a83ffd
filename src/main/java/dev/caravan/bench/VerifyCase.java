package dev.caravan.bench;

import dev.caravan.bench.CapturesData.Key;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Every row of a table in SQLite compared with PostgreSQL, after a run that is not measured. The limit reads both sides alone. */
final class VerifyCase implements BenchCase {
    private static final long SEED = 20_261_121;
    private static final int RECORDS = 1_000_000;

    private final Key key;

    private VerifyCase(Key key) {
        this.key = key;
    }

    /** Both sides in the order of one key. */
    static VerifyCase ordered() {
        return new VerifyCase(Key.NUMBER);
    }

    /** Each side in an order of its own. */
    static VerifyCase byDigests() {
        return new VerifyCase(Key.SHUFFLED_TEXT);
    }

    @Override
    public Title title() {
        return new Title(
                key == Key.NUMBER ? "verify-ordered" : "verify-digests",
                "every row of SQLite against PostgreSQL, "
                        + (key == Key.NUMBER ? "in the order of one key" : "in no common order, by digests"),
                RECORDS);
    }

    @Override
    public Optional<String> missing(Workbench bench) {
        return PostgresStand.missing(bench);
    }

    @Override
    public Stand prepare(Workbench bench) throws IOException {
        long bytes = CapturesData.write(bench.path(CapturesRun.SOURCE), key, bench.records(), SEED);
        PostgresStand postgres = PostgresStand.open(bench);
        CapturesRun run = new CapturesRun(bench, postgres, key, true);
        run.measure();
        postgres.run("VACUUM ANALYZE captures");
        List<Contender> contenders = List.of(
                new Contender("caravan verify", Role.CARAVAN, run::verify),
                new Contender("reading both", Role.LIMIT, () -> reading(bench, postgres)));
        return Stand.of(String.format(Locale.ROOT, "%.1f MB of SQLite", bytes / 1e6), contenders, postgres::close);
    }

    private static Sample reading(Workbench bench, PostgresStand postgres) throws IOException {
        String source = bench.path(CapturesRun.SOURCE).toString();
        return Figures.printedBy(bench.java(ReadBoth.class, source, postgres.url(), "captures"), bench.records());
    }
}
