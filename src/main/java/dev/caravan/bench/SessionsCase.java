package dev.caravan.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Hashes of a Redis into PostgreSQL. The load is all that a run takes beyond one over no keys: the keys are copied aside before
 * they travel, and that is part of the work.
 */
final class SessionsCase implements BenchCase {
    private static final int RECORDS = 100_000;
    private static final String TABLE = "sessions";
    private static final String MADE =
            "CREATE TABLE sessions (key text PRIMARY KEY, type text, value json, expires_at timestamptz)";

    private static final String READY = "ready.copy";
    private static final String REPORT = "report.json";
    private static final String STATE = "state";

    @Override
    public Title title() {
        return new Title("redis-postgresql", "hashes of Redis into PostgreSQL, without verification", RECORDS);
    }

    @Override
    public Optional<String> missing(Workbench bench) {
        return bench.installed(RedisStand.PROGRAM).isEmpty()
                ? Optional.of("needs " + RedisStand.PROGRAM + " on the PATH")
                : PostgresStand.missing(bench);
    }

    @Override
    public Stand prepare(Workbench bench) throws IOException {
        RedisStand redis = RedisStand.start(bench);
        redis.fill(bench.records());
        PostgresStand postgres = PostgresStand.open(bench);
        Path file = bench.unpack("sessions.yaml");
        double idle = run(bench, file, redis.url(1), postgres).seconds();
        List<Contender> contenders = new ArrayList<>();
        contenders.add(new Contender("caravan run", Role.CARAVAN, () -> measure(bench, file, redis, postgres, idle)));
        contenders.add(new Contender("COPY of a ready file", Role.LIMIT, () -> limit(bench, postgres)));
        contenders.add(new Contender("key by key", Role.PEER, () -> keyByKey(bench, redis, postgres)));
        return Stand.of("hashes of 8 fields, about 300 bytes", contenders, () -> {
            redis.close();
            postgres.close();
        });
    }

    private static Sample measure(Workbench bench, Path file, RedisStand redis, PostgresStand postgres, double idle)
            throws IOException {
        ChildProcess.Ended ended = run(bench, file, redis.url(0), postgres);
        Sample sample = CaravanRun.sample(ended, bench.path(REPORT), bench.records());
        return sample.withLoad(bench.records(), ended.seconds() - idle)
                .with(Measure.START, idle)
                .withWhole(bench.records());
    }

    private static ChildProcess.Ended run(Workbench bench, Path file, String redis, PostgresStand postgres)
            throws IOException {
        postgres.renew(MADE);
        bench.remove(STATE, REPORT);
        return bench.caravan(
                "run",
                file.toString(),
                "--quiet",
                "--set",
                "redis.url=" + redis,
                "--set",
                "pg.url=" + postgres.url(),
                "--state",
                bench.path(STATE).toString(),
                "--report",
                bench.path(REPORT).toString());
    }

    private static Sample limit(Workbench bench, PostgresStand postgres) throws IOException {
        Path ready = bench.path(READY);
        if (!Files.exists(ready)) {
            OneCopy.write(postgres.url(), TABLE, ready);
        }
        postgres.renew(MADE);
        return Figures.printedBy(bench.java(OneCopy.class, postgres.url(), TABLE, ready.toString()), bench.records());
    }

    private static Sample keyByKey(Workbench bench, RedisStand redis, PostgresStand postgres) throws IOException {
        postgres.renew(MADE);
        return Figures.printedBy(bench.java(KeyByKey.class, redis.url(0), postgres.url()), bench.records());
    }
}
