package dev.caravan.bench;

import dev.caravan.model.CaravanException;
import dev.caravan.model.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** Shares that change under load in a process that serves, on each router: how long v2 is still asked, what is lost. */
final class SwitchCase implements BenchCase {
    private static final List<String> ROUTERS = List.of("embedded", "haproxy", "nginx");
    private static final String ASKING_AGAIN = "nginx, weights by reload; a client asks once more after an idle close";
    private static final int CONNECTIONS = 8;
    private static final int WARM = 10_000;
    /** Fewer where a case is made small: nobody reads its figures. */
    private static final int WARM_EACH = 2_000;
    /** Between requests that v2 answered, once it is left alone. */
    private static final long PAUSE_NANOS = 300_000_000;

    private static final long PATIENCE_NANOS = 10_000_000_000L;
    private static final String NOTHING = "";
    /** The window is the whole time at this share: what counts is what a look of a second shows. */
    private static final String RAMP = "ramp: [ 50%, 100% ], hold: 1h, healthy: { errors: \"< 1%\" },"
            + " abort: { errors: \"> 5%\" }, interval: 1s, tolerance: none";

    private final Title title;
    private final String ramp;
    private final Work work;
    private final Map<String, String> routers = new LinkedHashMap<>();

    private SwitchCase(Title title, String ramp, Work work) {
        ROUTERS.forEach(kind -> routers.put(kind, kind));
        this.title = title;
        this.ramp = ramp;
        this.work = work;
    }

    /** So many times the same on one router. */
    private interface Work {
        Sample measure(SwitchStand stand, int times, Path bad) throws IOException;
    }

    /** How long v2 is still asked once somebody has ordered it off. */
    static SwitchCase back() {
        return new SwitchCase(
                new Title(
                        "switch-back",
                        "from an order for 0 % until the listener sends nobody to v2, by clients that keep their connections;"
                                + " records are falls",
                        10),
                NOTHING,
                SwitchCase::fall);
    }

    /** The same by the order that takes the whole plan back. */
    static SwitchCase rollback() {
        return new SwitchCase(
                new Title(
                        "rollback",
                        "from an order to roll back until the listener sends nobody to v2, by clients that keep their"
                                + " connections; records are runs rolled back",
                        5),
                NOTHING,
                SwitchCase::takeBack);
    }

    /** How long v2 is borne that has gone bad under a ramp. */
    static SwitchCase abort() {
        return new SwitchCase(
                new Title(
                        "abort-time",
                        "from v2's first error, while a ramp looks every second, until the listener sends nobody to it; records"
                                + " are ramps aborted",
                        3),
                RAMP,
                SwitchCase::abort);
    }

    /** What is lost meanwhile. */
    static SwitchCase lost() {
        SwitchCase lost = new SwitchCase(
                new Title(
                        "switches",
                        "shares that change there and back under clients that keep their connections and never ask twice: what"
                                + " is lost, resets among it; records are changes",
                        100),
                NOTHING,
                SwitchCase::change);
        lost.routers.put(SwitchStand.WEIGHTS, ASKING_AGAIN);
        return lost;
    }

    @Override
    public Title title() {
        return title;
    }

    @Override
    public Optional<String> missing(Workbench bench) {
        boolean there = RouterStand.isThere(bench) && bench.installed("haproxy").isPresent();
        return there ? Optional.empty() : Optional.of("needs nginx and haproxy: apt-get install nginx haproxy");
    }

    @Override
    public Stand prepare(Workbench bench) throws IOException {
        RouterStand services = RouterStand.services(bench);
        List<SwitchStand> stands = new ArrayList<>();
        List<Contender> contenders = new ArrayList<>();
        for (String kind : routers.keySet()) {
            SwitchStand stand = SwitchStand.start(bench, services, kind, ramp);
            stands.add(stand);
            contenders.add(new Contender(
                    routers.get(kind),
                    Role.CARAVAN,
                    () -> work.measure(stand, bench.records(), bench.path(RouterStand.BAD))));
        }
        return Stand.of("GET, 500 bytes, " + CONNECTIONS + " connections", contenders, () -> {
            for (SwitchStand stand : stands) {
                stand.close();
            }
            services.close();
        });
    }

    private static Sample fall(SwitchStand stand, int falls, Path bad) throws IOException {
        return longest(falls, () -> {
            must(stand.shift("50%"), "a share of 50 % was not set");
            return borne(stand, falls, () -> must(stand.shift("0%"), "a share of 0 % was not set"), true);
        });
    }

    private static Sample takeBack(SwitchStand stand, int runs, Path bad) throws IOException {
        return longest(runs, () -> {
            stand.run();
            return borne(stand, runs, () -> must(stand.rollback(), "the run was not rolled back"), true);
        });
    }

    private static Sample abort(SwitchStand stand, int ramps, Path bad) throws IOException {
        return longest(ramps, () -> {
            stand.run();
            try {
                return borne(stand, ramps, () -> Files.createFile(bad), false);
            } finally {
                Files.deleteIfExists(bad);
            }
        });
    }

    private interface Once {
        double milliseconds() throws IOException;
    }

    private static Sample longest(int times, Once once) throws IOException {
        double longest = 0;
        for (int i = 0; i < times; i++) {
            longest = Math.max(longest, once.milliseconds());
        }
        return new Sample(Map.of(Measure.BACK, longest));
    }

    private interface Cause {
        void happen() throws IOException;
    }

    /**
     * Milliseconds from a cause, an order from when it was accepted, to the last request that v2 answered.
     *
     * @param times how often it is measured
     * @param well whether the cause is an order, and no request may fail
     */
    private static double borne(SwitchStand stand, int times, Cause cause, boolean well) throws IOException {
        try (KeptClients clients = new KeptClients(stand.port(), CONNECTIONS, false)) {
            warm(clients, times);
            long begun = System.nanoTime();
            cause.happen();
            long end = begun + PATIENCE_NANOS;
            do {
                LockSupport.parkNanos(PAUSE_NANOS);
            } while (System.nanoTime() - clients.lastOfV2() < PAUSE_NANOS && System.nanoTime() < end);
            must(System.nanoTime() < end, "v2 was asked on and on");
            must(clients.lost() == 0, clients.lost() + " requests were lost");
            must(well == (clients.failed() == 0), clients.failed() + " requests failed");
            return Math.max(0, clients.lastOfV2() - (well ? stand.accepted() : begun)) / 1e6;
        }
    }

    private static Sample change(SwitchStand stand, int changes, Path bad) throws IOException {
        must(stand.shift("50%"), "a share of 50 % was not set");
        try (KeptClients clients = new KeptClients(stand.port(), CONNECTIONS, stand.isReloaded())) {
            warm(clients, changes);
            long begun = System.nanoTime();
            long before = clients.answered();
            for (int i = 0; i < changes; i++) {
                must(stand.shift(i % 2 == 0 ? "0%" : "50%"), "change " + i + " was not made");
            }
            double seconds = (System.nanoTime() - begun) / 1e9;
            must(clients.answered() > changes, "only " + clients.answered() + " requests were answered");
            return new Sample(Map.of(
                    Measure.LOST,
                    (double) clients.lost() + clients.failed(),
                    Measure.RECORDS_PER_SECOND,
                    (clients.answered() - before) / seconds,
                    Measure.WALL,
                    seconds));
        }
    }

    /** Until v2 answers, and a router in a JVM has become as quick as it will be. */
    private static void warm(KeptClients clients, int times) {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while ((clients.answered() < Math.min(WARM, WARM_EACH * times) || clients.lastOfV2() == Long.MIN_VALUE)
                && System.nanoTime() < end) {
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        must(clients.lastOfV2() > Long.MIN_VALUE, "v2 answered nobody at 50 %");
    }

    private static void must(boolean holds, String otherwise) {
        if (!holds) {
            throw new CaravanException(ErrorCode.IO_FAILED, "bench", otherwise + "; see the logs of the case");
        }
    }
}
